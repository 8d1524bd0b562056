import { refKey } from "../../model/object/common.ts";
import type { Origin } from "../../model/object/object.ts";
import type { RouteRule } from "../../model/object/route.ts";
import type { Finding } from "../node/finding.ts";
import type { ForwardAction, HostRewrite, PathRewrite, RedirectAction, RespondAction, RouteAction } from "../node/route-node.ts";
import { sumWeights } from "../route/sum-weights.ts";
import type { Binding } from "./attach.ts";
import type { ServiceFacts } from "./projections.ts";
import type { BackendReference } from "./resolve.ts";

type Resolve = (reference: BackendReference, origin: Origin) => { readonly cluster: string; readonly facts: ServiceFacts | undefined };

type ForwardRule = Extract<RouteRule, { backends: unknown }>;
type RedirectRule = Extract<RouteRule, { redirect: unknown }>;
type RespondRule = Extract<RouteRule, { respond: unknown }>;

/** What an action depends on beside the rule itself. */
export interface ActionContext {
  /** The rule's place. */
  readonly origin: Origin;
  readonly resolve: Resolve;
  readonly listener: Pick<Binding, "protocol" | "port">;
  readonly report: (finding: Finding) => void;
}

/** What a rule does with its requests. */
export function lowerAction(rule: RouteRule, context: ActionContext): RouteAction {
  if (rule.redirect !== undefined) return redirect(rule.redirect, context.listener);
  if (rule.respond !== undefined) return respond(rule.respond);
  return forward(rule, context);
}

const noUpgrades: readonly string[] = [];

function forward(rule: ForwardRule, { origin, resolve, report }: ActionContext): ForwardAction {
  const backends = rule.backends.map((backend, index) => {
    const reference = { service: refKey(backend.service, "Service", origin.object.namespace), version: backend.version };
    const { cluster, facts } = resolve(reference, { object: origin.object, pointer: `${origin.pointer}/backends/${index}` });
    return { cluster, weight: backend.weight, facts };
  });
  const foreign = backends.find(({ facts }) => facts?.dns === false);
  if (rule.rewrite?.host === "auto" && foreign !== undefined) report(noHostname(foreign.cluster, origin));
  return {
    kind: "forward",
    clusters: sumWeights(backends),
    path: pathRewrite(rule.rewrite),
    host: hostRewrite(rule.rewrite?.host),
    upgrades: rule.upgrades?.map((upgrade) => upgrade.toLowerCase()) ?? noUpgrades,
    priority: rule.priority,
    streaming: backends.every(({ facts }) => facts?.protocol === "grpc"),
  };
}

/** Endpoints with an address alone have no name to put into the Host header; Envoy would leave it as it is and say nothing. */
function noHostname(cluster: string, { object, pointer }: Origin): Finding {
  const detail = `Host cannot be rewritten to auto: the endpoints of Service ${cluster} have no hostname`;
  return { object, pointer: `${pointer}/rewrite/host`, condition: "Accepted", code: "NO_HOSTNAME", detail, hint: "Only services with endpoints.dns have one" };
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

const schemePorts = { http: 80, https: 443 } as const;

function redirect(written: NonNullable<RedirectRule["redirect"]>, listener: ActionContext["listener"]): RedirectAction {
  return {
    kind: "redirect",
    scheme: written.scheme,
    host: written.host,
    port: written.port ?? portOfScheme(written, listener),
    path: pathRewrite(written),
    status: written.status,
    stripQuery: written.stripQuery,
  };
}

/**
 * Envoy keeps the requested port when it changes the scheme, except the old scheme's own: a listener on another port would redirect to itself
 * under the wrong scheme. With a host of its own the redirect names no port anyway.
 */
function portOfScheme({ scheme, host }: NonNullable<RedirectRule["redirect"]>, { protocol, port }: ActionContext["listener"]): number | undefined {
  const own = protocol === "https" ? "https" : "http";
  if (scheme === undefined || scheme === own || host !== undefined || port === schemePorts[own]) return undefined;
  return schemePorts[scheme];
}

function respond(written: NonNullable<RespondRule["respond"]>): RespondAction {
  return {
    kind: "respond",
    status: written.status,
    body: written.body,
    headers: Object.entries(written.headers ?? {}).sort(([left], [right]) => (left < right ? -1 : 1)),
  };
}
