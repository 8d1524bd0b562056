import type { AnswersSpec } from "../../../model/auth/shape-schema.ts";
import type { Denied } from "../decision.ts";
import type { PlainRefusal } from "../refusal.ts";
import type { Pair } from "../shape/mutations.ts";
import type { ClientType } from "./client-type.ts";
import type { HttpAnswer } from "./encode-reply.ts";

type OwnAnswer = NonNullable<AnswersSpec["forbidden"]>;

const titles = { unauthenticated: "Unauthorized", forbidden: "Forbidden", malformed: "Bad Request", completed: "OK" } as const;
const statuses = { unauthenticated: 401, forbidden: 403, malformed: 400, completed: 200 } as const;
const contentTypes = { json: "application/problem+json", html: "text/html; charset=utf-8", grpc: "text/plain" } as const;

/** The address that a browser comes from may have a code in it, which is nobody's business. */
const redirected: readonly Pair[] = [
  ["cache-control", "no-store"],
  ["referrer-policy", "no-referrer"],
];

/** What somebody who does not get in is told, in the form that suits the client. */
export function deniedAnswer({ refusal, answers, cookies }: Pick<Denied, "refusal" | "answers" | "cookies">, client: ClientType): HttpAnswer {
  const lines = [...cookies, ...(refusal.cookies ?? [])].map((cookie): Pair => ["set-cookie", cookie]);
  if (refusal.kind === "redirected") return { status: 302, headers: [...redirected, ["location", refusal.location], ...lines], body: "" };
  const own = refusal.kind === "malformed" || refusal.kind === "completed" ? undefined : answers?.[refusal.kind];
  const status = own?.status ?? statuses[refusal.kind];
  const usual: readonly Pair[] = [
    ["content-type", contentTypes[client]],
    ["cache-control", "no-store"],
    ...(refusal.challenge === undefined ? [] : [["www-authenticate", refusal.challenge] as const]),
    ...Object.entries(refusal.headers ?? {}),
  ];
  return { status, headers: [...joined(usual, own?.headers), ...lines], body: ownBody(own, client) ?? usualBody(refusal, { client, status }) };
}

/** Headers that the policy names stand in place of the usual ones. */
function joined(usual: readonly Pair[], own: Readonly<Record<string, string>> = {}): readonly Pair[] {
  return [...new Map([...usual, ...Object.entries(own).map(([name, value]): Pair => [name.toLowerCase(), value])])];
}

function ownBody(own: OwnAnswer | undefined, client: ClientType): string | undefined {
  switch (client) {
    case "json":
      return own?.json;
    case "html":
      return own?.html;
    case "grpc":
      return own?.text;
  }
}

function usualBody({ kind, code, detail }: PlainRefusal, { client, status }: { readonly client: ClientType; readonly status: number }): string {
  const title = titles[kind];
  switch (client) {
    case "json":
      return JSON.stringify({ type: "about:blank", title, status, detail, code });
    case "html":
      return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1><p>${escapeHtml(detail)}</p></body></html>\n`;
    case "grpc":
      return detail;
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
