import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { keySet, type TokenKey } from "../../test/kit/authz/tokens.ts";
import { audience, issuer } from "./cases.ts";

/** Where the token stands in a request of these benches: h2load can send another path each time, not another header. */
export const tokenParameter = "access_token";

/** Paths of an Envoy that answers each by itself, and what has to be passed first. */
export const paths = { open: "/open", service: "/service", filter: "/filter" } as const;

/** The parts of `envoy/static/authz.yaml` that are touched here. */
interface StaticEnvoy extends Readonly<Record<string, unknown>> {
  readonly static_resources: {
    readonly listeners: readonly [{ readonly filter_chains: readonly [{ readonly filters: readonly [{ readonly typed_config: Manager }] }] }];
    readonly clusters: readonly unknown[];
  };
}

interface Manager {
  readonly route_config: { readonly virtual_hosts: readonly [{ routes: readonly [open: Route, asking: unknown] }] };
  http_filters: readonly unknown[];
}

interface Route {
  readonly match: { readonly prefix: string };
  readonly typed_per_filter_config: Readonly<Record<string, unknown>>;
}

/** The configuration that users are shown, with nobody behind it: one path is open, one asks our service, and of one Envoy's own filter wants a token. */
export function benchEnvoy({ port, servicePort, signing }: { readonly port: number; readonly servicePort: number; readonly signing: TokenKey }) {
  const text = readFileSync(fileURLToPath(new URL("../../envoy/static/authz.yaml", import.meta.url)), "utf8");
  const bootstrap = parse(text.replace("port_value: 10000", `port_value: ${port}`).replace("port_value: 18002", `port_value: ${servicePort}`)) as StaticEnvoy;
  const manager = bootstrap.static_resources.listeners[0].filter_chains[0].filters[0].typed_config;
  const [open] = manager.route_config.virtual_hosts[0].routes;
  const answered = { direct_response: { status: 200, body: { inline_string: "fine" } } };
  const named = { check_settings: { context_extensions: { "sluice.target": "p" } } };
  const perRoute = { "@type": "type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute" };
  manager.route_config.virtual_hosts[0].routes = [
    { match: { prefix: paths.service }, ...answered, typed_per_filter_config: { "envoy.filters.http.ext_authz": { ...perRoute, ...named } } },
    { ...open, match: { prefix: "/" }, ...answered },
  ];
  manager.http_filters = [ownFilter(signing), ...manager.http_filters];
  return bootstrap;
}

/** Envoy's own check of tokens, each time anew, as its documentation has it. */
function ownFilter(signing: TokenKey): unknown {
  const provider = { issuer, audiences: [audience], from_params: [tokenParameter], local_jwks: { inline_string: JSON.stringify(keySet(signing)) } };
  return {
    name: "envoy.filters.http.jwt_authn",
    typed_config: {
      "@type": "type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication",
      providers: { own: provider },
      rules: [{ match: { prefix: paths.filter }, requires: { provider_name: "own" } }],
    },
  };
}
