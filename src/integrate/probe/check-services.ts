import type { CheckRequest } from "../../gen/envoy/service/auth/v3.ts";
import type { RateLimitResponse } from "../../gen/envoy/service/ratelimit/v3.ts";
import { service } from "../../gen/service.ts";
import { type ListenAddress, listenAddressText } from "../../kit/listen-address.ts";
import { keyName } from "../ask/limit-key.ts";
import type { AuthzService, RateLimitService, Services } from "../ask/service-asks.ts";
import { contextExtensions } from "../block/filters.ts";
import { type LimitDialect, usualDialect } from "../block/limits-file.ts";
import type { Finding } from "../target.ts";
import { type CallResult, call } from "./call.ts";
import type { CheckWorld } from "./check-world.ts";
import { type ProbeTls, reach } from "./reach.ts";

/** How the services are spoken to; the server's name is that of each address when none is given. */
export interface ServiceAccess {
  /** What is wrong with the files; then nothing is asked. */
  readonly faults?: readonly Finding[];
  /** Absent: plain text. */
  readonly tls?: Omit<ProbeTls, "serverName"> & { readonly serverName?: string | undefined };
  /** How the host's proxies write descriptors. Default {@link usualDialect}. */
  readonly dialect?: LimitDialect;
  /** Whether the host's proxies send the name of the policy; without it the service has to have a default. Default true. */
  readonly sendsPolicy?: boolean;
}

/** Asks every replica of every service what a proxy would ask it. Charges no limit. */
export async function checkServices(services: Services, access: ServiceAccess, world: CheckWorld): Promise<readonly Finding[]> {
  if (access.faults !== undefined) return access.faults;
  const { ratelimit, authz } = services;
  const { dialect = usualDialect, sendsPolicy = true } = access;
  const limits = ratelimit?.endpoints.map((address) => checkOne(askLimits(ratelimit, dialect), targetAt(address, access), world)) ?? [];
  const decisions = authz?.endpoints.map((address) => checkOne(askAuthz(authz, sendsPolicy), targetAt(address, access), world)) ?? [];
  return (await Promise.all([...limits, ...decisions])).flat();
}

interface Target {
  readonly address: ListenAddress;
  readonly tls: ProbeTls | undefined;
}

interface Question {
  readonly name: string;
  readonly ask: (target: Target, world: CheckWorld) => Promise<Omit<Finding, "subject">>;
}

function targetAt(address: ListenAddress, { tls }: ServiceAccess): Target {
  return { address, tls: tls === undefined ? undefined : { ...tls, serverName: tls.serverName ?? address.host } };
}

async function checkOne(question: Question, target: Target, world: CheckWorld): Promise<readonly Finding[]> {
  const subject = `${question.name} ${listenAddressText(target.address)}`;
  const fault = await reach(target.address, target.tls, world);
  if (fault !== undefined) return [{ state: "bad", subject, ...fault }];
  const health = await askHealth(target, world);
  return [...(health === undefined ? [] : [{ subject, ...health }]), { subject, ...(await question.ask(target, world)) }];
}

const serving = 1;

/** Only what is wrong: a service without gRPC's health service is as good as any. */
async function askHealth(target: Target, world: CheckWorld): Promise<Omit<Finding, "subject"> | undefined> {
  const result = await call({ ...target, method: service("grpc.health.v1.Health").Check }, { service: "" }, world);
  if ("code" in result || result.answer.status === serving) return undefined;
  return { state: "bad", detail: "It says of itself that it does not serve", hint: "Look at its log: is its store away, or is it about to stop?" };
}

function askLimits({ domain, keys }: RateLimitService, { first, nameOf }: LimitDialect): Question {
  const descriptors = keys.map((key) => ({
    entries: [
      { key: first, value: keyName(key) },
      { key: nameOf(key), value: "sluice-check" },
    ],
    hits_addend: { value: 0 },
  }));
  const method = service("envoy.service.ratelimit.v3.RateLimitService").ShouldRateLimit;
  return {
    name: "rate limit service",
    ask: async (target, world) => judgeLimits(await call({ ...target, method }, { domain, descriptors }, world), domain, keys.map(keyName)),
  };
}

function judgeLimits(result: CallResult<RateLimitResponse>, domain: string, names: readonly string[]): Omit<Finding, "subject"> {
  if ("code" in result) return failed(result, "rate limits");
  const without = names.filter((_, place) => result.answer.statuses?.[place]?.current_limit === undefined);
  if (without.length === 0) return { state: "good", detail: `It limits by ${names.join(", ")} in the domain ${domain}` };
  return {
    state: "bad",
    detail: `It answers, but has no limit for ${without.join(", ")} in the domain ${domain}: such requests are let through`,
    hint: "Does the folder of --limits hold the file with the limits, and does its domain match --domain?",
  };
}

function askAuthz({ policy }: AuthzService, sendsPolicy: boolean): Question {
  const http = { id: "sluice-check", method: "GET", path: "/sluice-check", host: "sluice-check.invalid", scheme: "http", protocol: "HTTP/1.1", headers: {} };
  const request: CheckRequest = {
    attributes: { request: { http }, ...(sendsPolicy && { context_extensions: contextExtensions({ policy, bodyBytes: undefined }) }) },
  };
  const hint = sendsPolicy
    ? `Does it know the policy ${policy}? Its log has the reason`
    : `This host sends no name of a policy: run it with --auth-default ${policy}`;
  const method = service("envoy.service.auth.v3.Authorization").Check;
  return {
    name: "authorization service",
    ask: async (target, world) => {
      const result = await call({ ...target, method }, request, world);
      if ("code" in result) return failed(result, "authorization");
      const { error_response: broken, status } = result.answer;
      if (broken !== undefined) return { state: "bad", detail: `It cannot decide: ${broken.body ?? ""}`, hint };
      const allowed = (status?.code ?? 0) === 0;
      return { state: "good", detail: `It decides: GET http://sluice-check.invalid/sluice-check is ${allowed ? "allowed" : "denied"}` };
    },
  };
}

function failed({ code, words }: { readonly code: string; readonly words: string }, what: string): Omit<Finding, "subject"> {
  if (code === "UNIMPLEMENTED")
    return {
      state: "bad",
      detail: `What listens there does not offer ${what}`,
      hint: "Is this the address of another service? Each role of sluice serve has its own port",
    };
  return { state: "bad", detail: `It answers with ${code}${words === "" ? "" : `: ${words}`}`, hint: "Look at its log" };
}
