import type { JsonObject } from "../../kit/json.ts";
import { isLoopback, type ListenAddress, listenAddressText } from "../../kit/listen-address.ts";
import type { AuthzService, RateLimitService, Services } from "../ask/service-asks.ts";
import type { OutputFile } from "../target.ts";
import { type LimitDialect, limitsFile, usualDialect } from "./limits-file.ts";

/** What is configured here: the file of limits and the policy. */
export function ourFiles({ ratelimit, authz }: Services, dialect: LimitDialect = usualDialect): readonly OutputFile[] {
  return [...(ratelimit === undefined ? [] : [limits(ratelimit, dialect)]), ...(authz === undefined ? [] : [policy(authz)])];
}

function limits(service: RateLimitService, dialect: LimitDialect): OutputFile {
  const name = service.domain.replaceAll(/[^\w.-]/gu, "_");
  return {
    path: `sluice/limits/${name}.yaml`,
    about: "Limits, in the form of the reference service; followed as the file changes",
    documents: [limitsFile(service, dialect)],
  };
}

function policy({ policy: name }: AuthzService): OutputFile {
  const [plain, namespace] = name.split("/").reverse();
  const spec: JsonObject = { auth: { identify: [{ apiKey: {} }] } };
  return {
    path: `sluice/auth/${plain ?? name}.yaml`,
    about: "Who gets in: callers with an API key of a Consumer, in the header x-api-key; add Consumers to this folder",
    documents: [{ kind: "Policy", name: plain ?? name, ...(namespace !== undefined && { namespace }), spec }],
  };
}

/** The command that runs the services with these files, beside whatever else controls the proxies. */
export function serveCommand({ ratelimit, authz }: Services, tls: "plain" | "tls" | "mtls", more: readonly string[] = []): string {
  const roles = [...(ratelimit === undefined ? [] : ["ratelimit"]), ...(authz === undefined ? [] : ["authz"])];
  const words = [
    `--roles ${roles.join(",")}`,
    ...(ratelimit === undefined ? [] : [`--ratelimit-address ${listenOn(ratelimit.endpoints)}`, "--limits sluice/limits"]),
    ...(authz === undefined ? [] : [`--authz-address ${listenOn(authz.endpoints)}`, "--auth sluice/auth"]),
    ...(tls === "plain" ? [] : ["--tls-cert-file server.pem --tls-key-file server.key"]),
    ...(tls === "mtls" ? ["--client-ca-file proxies-ca.pem"] : []),
    ...(tls === "plain" && !isLocal(ratelimit, authz) ? ["--insecure-listen"] : []),
    ...more,
  ];
  return `npx sluice serve ${words.join(" ")}`;
}

function listenOn(endpoints: readonly ListenAddress[]): string {
  const [first] = endpoints;
  if (first === undefined) return "";
  return isLoopback(first.host) ? listenAddressText(first) : `0.0.0.0:${first.port}`;
}

function isLocal(...services: readonly (RateLimitService | AuthzService | undefined)[]): boolean {
  return services.every((service) => service?.endpoints.every(({ host }) => isLoopback(host)) ?? true);
}
