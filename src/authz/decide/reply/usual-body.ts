import type { ClientType } from "./client-type.ts";
import { escapeHtml } from "./escape.ts";

/** Media types of the usual bodies. */
export const contentTypes = { json: "application/problem+json", html: "text/html; charset=utf-8", grpc: "text/plain" } as const;

/** What is told when a request does not pass. */
export interface Explanation {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code?: string;
}

/** The body for a kind of client when the policy has none of its own: a problem document (RFC 9457), a page, or a line that Envoy makes `grpc-message`. */
export function usualBody({ title, status, detail, code }: Explanation, client: ClientType): string {
  switch (client) {
    case "json":
      return JSON.stringify({ type: "about:blank", title, status, detail, ...(code === undefined ? {} : { code }) });
    case "html":
      return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1><p>${escapeHtml(detail)}</p></body></html>\n`;
    case "grpc":
      return detail;
  }
}
