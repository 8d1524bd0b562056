import { contentHash } from "../../kit/hash.ts";
import { canonicalJson, type Json } from "../../kit/json.ts";
import type { Limit, OutagePolicy } from "./limit.ts";

/** A class of requests and how far it may fill a limit: what is above is kept for more important classes. */
export interface PlanClass {
  /** Value of the priority entry that names it; of the last class also every value that no other names. */
  readonly name: string;
  /** Share of the limit, above 0, at most 1. */
  readonly ceiling: number;
}

/** How a limit is told to callers. */
export type LimitHeaders = "off" | "draft-03" | "draft-10";

/** One limit as the proxies ask for it. */
export interface PlanLimit {
  /** Value of the descriptor entry `limit`, unique in its plan. */
  readonly id: string;
  /** What names the counter beside the values of its key: the object that wrote it, the rule that it stands in, its own name. */
  readonly counter: readonly string[];
  /** As people wrote it. */
  readonly name: string;
  /** Keys of the descriptor entries whose values make the counter, in order. An entry that is absent is a value of its own. */
  readonly entries: readonly string[];
  readonly limit: Limit;
  readonly shadow: boolean;
  readonly onOutage: OutagePolicy;
  /** Classes, the most important first; empty: all requests are equal. */
  readonly classes: readonly PlanClass[];
  readonly headers: LimitHeaders;
}

/** All limits of one entry of a route table. Its hash names the plan and nothing else: counters outlive it. */
export interface LimitPlan {
  /** What it belongs to: `default/shop/orders`. */
  readonly target: string;
  readonly hash: string;
  /** True: what a refused request has already taken of its other limits stays taken. */
  readonly chargeDenied: boolean;
  readonly limits: readonly PlanLimit[];
}

/** The hash that a plan is known by. */
export function limitPlanHash({ chargeDenied, limits }: Pick<LimitPlan, "chargeDenied" | "limits">): string {
  return contentHash(canonicalJson({ chargeDenied, limits } as unknown as Json));
}

/** Domains of plans begin with this, and no RateLimitDomain may. */
export const planDomainPrefix = "sluice|";

/** The domain that a plan's requests name. */
export function planDomain({ target, hash }: Pick<LimitPlan, "target" | "hash">): string {
  return `${planDomainPrefix}${target}|${hash}`;
}

/** Target and hash of a plan's domain; undefined for any other. */
export function parsePlanDomain(domain: string): { readonly target: string; readonly hash: string } | undefined {
  const [prefix, target, hash, ...rest] = domain.split("|");
  return `${prefix ?? ""}|` === planDomainPrefix && target !== undefined && hash !== undefined && rest.length === 0 ? { target, hash } : undefined;
}

/** Keys of the entries that a plan's descriptors have beside those of {@link PlanLimit.entries}. */
export const planEntries = { limit: "limit", priority: "priority", connection: "connection", lease: "lease" } as const;
