import { RetirableEvidence } from "../../../authz/decide/evidence.ts";
import type { IssuerKeys, KeySource, Needs, Sources } from "../../../authz/decide/need.ts";
import type { CompiledPlan } from "../../../authz/decide/plan/compiled-plan.ts";
import { AuthzError } from "../../../authz/errors.ts";
import { openKeySet } from "../../../authz/source/keys/open-key-set.ts";
import { SignatureVerifier } from "../../../authz/source/keys/signature-verifier.ts";
import { loginSources } from "../../../authz/source/login/login-sources.ts";
import { MessageVerifier } from "../../../authz/source/signatures/message-verifier.ts";
import { MemoryState } from "../../../authz/source/state/memory-state.ts";
import { canonicalJson, type Json, type JsonObject } from "../../../kit/json.ts";
import { noMetrics, silentLogger } from "../../../kit/telemetry.ts";
import { systemClock as clock, systemRandom as random } from "../../system.ts";
import type { AuthFacts } from "../auth-book.ts";

/** What stands in for the outside. */
export interface TestSourcesOptions {
  readonly facts: AuthFacts;
  /** JWK Sets by issuer; undefined: they cannot be had. */
  readonly keySets: ReadonlyMap<string, JsonObject | undefined>;
  /** What is said of tokens, by token. */
  readonly introspection: Readonly<Record<string, { readonly active: boolean }>>;
}

/** Answers what decisions need from outside by what a test says, with the code that verifies in the service. Every request is the first of its kind. */
export function testSources(plan: CompiledPlan, { facts, keySets, introspection }: TestSourcesOptions): Sources {
  const issuers = issuersOf(plan);
  return {
    keys: ({ source }) => keysOf(source, issuers.get(sourceText(source)) ?? [], keySets),
    signature: new SignatureVerifier().signature,
    introspection: ({ token }) => introspected(introspection[token]),
    messageSignature: new MessageVerifier(facts.open).messageSignature,
    nonce: () => "first",
    endLogins: () => undefined,
    ...loginSources({
      fetchJson: noNetwork,
      secrets: facts.secrets,
      key: facts.key,
      state: new MemoryState(clock),
      isShared: false,
      clock,
      random,
      logger: silentLogger,
      metrics: noMetrics,
    }),
    provider: ({ issuer }) => ({ authorization: `${issuer}/authorize`, token: `${issuer}/token`, namesItself: true }),
    tokens: ({ endpoint }) => {
      throw new AuthzError("ERR_AUTHZ_PROVIDER", `${endpoint.url} gives no tokens: tests have no network`);
    },
  };
}

function noNetwork(url: string): Promise<never> {
  return Promise.reject(new Error(`${url} is not asked: tests have no network`));
}

function keysOf(source: KeySource, issuers: readonly string[], keySets: TestSourcesOptions["keySets"]): IssuerKeys {
  const evidence = new RetirableEvidence();
  if (source.kind === "inline") return { keys: openKeySet(JSON.parse(source.keys) as Json, { title: "JWK Set of a policy", logger: silentLogger }), evidence };
  const issuer = issuers.find((name) => keySets.has(name));
  const keySet = issuer === undefined ? undefined : keySets.get(issuer);
  if (keySet !== undefined) return { keys: openKeySet(keySet, { title: issuer ?? "", logger: silentLogger }), evidence };
  const why = issuer === undefined ? `the test says nothing of the keys of issuer ${issuers.join(", ")}: give it one under issuers` : "the test says so";
  throw new AuthzError("ERR_AUTHZ_KEYS_UNREACHABLE", `Keys of ${issuer ?? sourceText(source)} cannot be had: ${why}`);
}

function introspected(said: { readonly active: boolean } | undefined): Needs["introspection"]["answer"] {
  const until = Number.POSITIVE_INFINITY;
  if (said === undefined || !said.active) return { claims: undefined, until };
  const { active, ...claims } = said;
  return { claims, until };
}

/** Whose keys a source has: issuers may share one. */
function issuersOf({ plan: { layers } }: CompiledPlan): ReadonlyMap<string, readonly string[]> {
  const issuers = layers.flatMap(({ spec }) => (spec.identify ?? []).flatMap(({ jwt }) => jwt?.issuers ?? []));
  const named = issuers.map(({ issuer, jwks, keys }) => ({ issuer, source: jwks ?? (keys === undefined ? issuer : canonicalJson(keys as Json)) }));
  return new Map([...Map.groupBy(named, ({ source }) => source)].map(([source, all]) => [source, all.map(({ issuer }) => issuer)]));
}

function sourceText(source: KeySource): string {
  switch (source.kind) {
    case "url":
      return source.url;
    case "discovery":
      return source.issuer;
    case "inline":
      return source.keys;
  }
}
