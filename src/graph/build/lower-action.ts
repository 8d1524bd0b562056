import { refKey } from "../../model/object/common.ts";
import type { Origin } from "../../model/object/object.ts";
import type { RouteRule } from "../../model/object/route.ts";
import type { ForwardAction, HostRewrite, PathRewrite, RedirectAction, RespondAction, RouteAction } from "../node/route-node.ts";
import type { ServiceFacts } from "./projections.ts";
import type { BackendReference } from "./resolve.ts";

type Resolve = (reference: BackendReference, origin: Origin) => { readonly cluster: string; readonly facts: ServiceFacts | undefined };

type ForwardRule = Extract<RouteRule, { backends: unknown }>;
type RedirectRule = Extract<RouteRule, { redirect: unknown }>;
type RespondRule = Extract<RouteRule, { respond: unknown }>;

/** What a rule does with its requests. `origin` is the rule's place. */
export function lowerAction(rule: RouteRule, origin: Origin, resolve: Resolve): RouteAction {
  if (rule.redirect !== undefined) return redirect(rule.redirect);
  if (rule.respond !== undefined) return respond(rule.respond);
  return forward(rule as ForwardRule, origin, resolve);
}

function forward(rule: ForwardRule, origin: Origin, resolve: Resolve): ForwardAction {
  const backends = rule.backends.map((backend, index) => {
    const reference = { service: refKey(backend.service, "Service", origin.object.namespace), version: backend.version };
    const { cluster, facts } = resolve(reference, { object: origin.object, pointer: `${origin.pointer}/backends/${index}` });
    return { cluster, weight: backend.weight, facts };
  });
  return {
    kind: "forward",
    clusters: sumWeights(backends),
    path: pathRewrite(rule.rewrite),
    host: hostRewrite(rule.rewrite?.host),
    upgrades: (rule.upgrades ?? []).map((upgrade) => upgrade.toLowerCase()),
    priority: rule.priority,
    streaming: backends.every(({ facts }) => facts?.protocol === "grpc"),
  };
}

/** Envoy takes each cluster once; a service that is written twice gets both weights. */
function sumWeights(backends: readonly { readonly cluster: string; readonly weight: number }[]): ForwardAction["clusters"] {
  const weights = new Map<string, number>();
  for (const { cluster, weight } of backends) weights.set(cluster, (weights.get(cluster) ?? 0) + weight);
  return [...weights].map(([cluster, weight]) => ({ cluster, weight }));
}

interface WrittenPath {
  readonly path?: string | undefined;
  readonly prefix?: string | undefined;
  readonly regex?: { readonly pattern: string; readonly substitution: string } | undefined;
  readonly template?: string | undefined;
}

function pathRewrite(written: WrittenPath | undefined): PathRewrite | undefined {
  if (written?.path !== undefined) return { kind: "full", value: written.path };
  if (written?.prefix !== undefined) return { kind: "prefix", value: written.prefix };
  if (written?.regex !== undefined) return { kind: "regex", ...written.regex };
  if (written?.template !== undefined) return { kind: "template", value: written.template };
  return undefined;
}

function hostRewrite(host: NonNullable<ForwardRule["rewrite"]>["host"]): HostRewrite | undefined {
  if (host === undefined) return undefined;
  if (host === "auto") return { kind: "endpoint" };
  return typeof host === "string" ? { kind: "literal", value: host } : { kind: "header", name: host.header };
}

function redirect(written: NonNullable<RedirectRule["redirect"]>): RedirectAction {
  return {
    kind: "redirect",
    scheme: written.scheme,
    host: written.host,
    port: written.port,
    path: pathRewrite(written),
    status: written.status,
    stripQuery: written.stripQuery,
  };
}

function respond(written: NonNullable<RespondRule["respond"]>): RespondAction {
  return {
    kind: "respond",
    status: written.status,
    body: written.body,
    headers: Object.entries(written.headers ?? {}).sort(([left], [right]) => (left < right ? -1 : 1)),
  };
}
