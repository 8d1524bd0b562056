import { contentHash } from "../../kit/hash.ts";
import { canonicalJson, type Json } from "../../kit/json.ts";
import type { AuthSpec } from "./auth-schema.ts";

/** One block of the `auth` policy that a request has to pass. */
export interface AuthLayer {
  /** Who demands it, for explanations and logs: `Gateway shop/edge`. */
  readonly source: string;
  /** Namespace in which it was written: whose consumers and secrets it means. */
  readonly namespace: string;
  readonly spec: AuthSpec;
}

/**
 * What a request has to pass: every layer, the broadest first. It is plain JSON, and known by the hash of that; nothing in it changes when
 * a consumer, a key set or a revocation does.
 */
export interface AuthPlan {
  readonly layers: readonly AuthLayer[];
}

/** A plan of a fleet: equal layers have equal hashes, whatever they stand on. */
export interface TargetPlan extends AuthPlan {
  /** Entry of the route tables that it stands on: `namespace/route/rule`. */
  readonly target: string;
  readonly hash: string;
}

const layerHashes = new WeakMap<AuthSpec, string>();

/** The hash that a plan is known by. */
export function authPlanHash({ layers }: AuthPlan): string {
  return contentHash(layers.map(({ source, namespace, spec }) => `${source}\n${namespace}\n${specHash(spec)}\n`).join(""));
}

/** A spec stands on many entries; it is written down once. */
function specHash(spec: AuthSpec): string {
  const known = layerHashes.get(spec);
  if (known !== undefined) return known;
  const hash = contentHash(canonicalJson(spec as unknown as Json));
  layerHashes.set(spec, hash);
  return hash;
}

/**
 * Context extensions that say which plan is meant, whether bodies are sent along ({@link sentBodies}), and how many addresses stand behind the caller's in
 * {@link forwardedForHeader}. Sluice writes them into its routes; others write all but the hash, by hand.
 */
export const planExtensions = { target: "sluice.target", hash: "sluice.plan", body: "sluice.body", hops: "sluice.hops" } as const;

/** Where proxies in front of Envoy, and Envoy itself, write from whom they have a request. */
export const forwardedForHeader = "x-forwarded-for";

/** What a proxy says of the bodies that it sends along: `sent` when it lets no request pass with a longer one than it sends; else up to how many bytes it sends. */
export function sentBodies(upTo?: number): string {
  return upTo === undefined ? "sent" : `first ${upTo}`;
}

/** Bodies that are shorter are whole, by what {@link sentBodies} said; undefined when it said nothing. */
export function longestSentBody(said: string | undefined): number | undefined {
  if (said === "sent") return Number.POSITIVE_INFINITY;
  const [, bytes] = /^first (?<bytes>\d{1,9})$/u.exec(said ?? "") ?? [];
  return bytes === undefined ? undefined : Number(bytes);
}
