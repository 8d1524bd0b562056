import { optional, type Parsed } from "./ask.ts";

/** What `--check` may look at besides the services: an Envoy of the host. */
export const envoyCheckAsks = {
  envoyAdmin: optional({ flag: "--envoy-admin <url>", help: "for --check: admin interface of one of the host's Envoys, http://HOST:PORT" }, url),
} as const;

/** What `--check` may look at besides in Kubernetes. */
export const kubeCheckAsks = {
  ...envoyCheckAsks,
  kubeApi: optional({ flag: "--kube-api <url>", help: "for --check: the API server as kubectl proxy opens it, http://127.0.0.1:8001" }, url),
} as const;

/** `http://HOST:PORT`, without a slash at the end. */
export function url(text: string): Parsed<string> {
  const trimmed = text.replace(/\/+$/u, "");
  if (/^https?:\/\/[^\s/?#]+(?:\/[^\s?#]*)?$/u.test(trimmed)) return { value: trimmed };
  return { expected: `must be a URL, for example http://127.0.0.1:9901, not ${JSON.stringify(text)}` };
}
