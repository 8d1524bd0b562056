import type { Limit } from "../../model/limit/limit.ts";
import type { LimitHeaders } from "../../model/limit/limit-plan.ts";
import type { Window } from "../../model/limit/window.ts";
import type { Charge } from "./charge.ts";
import { joinKey } from "./key.ts";
import type { LimitFacts, Prepared, PreparedAsk, PreparedDescriptor } from "./prepare.ts";
import { type Descriptor, hitsOf, type LimitRequest, type RequestRefusal } from "./request.ts";
import { limitOf } from "./rules/compile-rule.ts";
import { type Match, matchDescriptor } from "./rules/match-descriptor.ts";
import { type Rule, type UnitName, wireUnits } from "./rules/rule.ts";
import type { RuleNode } from "./rules/rule-tree.ts";

/** What holds for all domains. */
export interface DomainOptions {
  readonly headers: LimitHeaders;
  readonly globalShadow: boolean;
  readonly globalQuota: boolean;
}

/**
 * Prepares a request for a domain of the reference service's format: every descriptor that a rule fits is charged by itself, whatever the others
 * say. Undefined `root`: the domain is not known, and everything passes.
 */
export function prepareDomain(request: LimitRequest, root: RuleNode | undefined, options: DomainOptions): Prepared | RequestRefusal {
  const matches: (Match | undefined)[] = [];
  for (const descriptor of request.descriptors) {
    const match = root === undefined ? undefined : matchOf(descriptor, root, request.domain);
    if (match !== undefined && "kind" in match) return match;
    matches.push(match);
  }
  const replaced = new Set(matches.flatMap((match) => match?.rule.replaces ?? []));
  const asks: PreparedAsk[] = [];
  const descriptors = matches.map((match, index) => {
    const descriptor = request.descriptors[index];
    if (match === undefined || descriptor === undefined || replacedBy(replaced, match.rule)) return none;
    return prepareOne(match, descriptor, { request, asks, headers: options.headers });
  });
  const { globalShadow, globalQuota } = options;
  return { request, descriptors, asks, globalShadow, globalQuota };
}

const none: PreparedDescriptor = { kind: "none" };

function replacedBy(names: ReadonlySet<string>, { shown, limit }: Rule): boolean {
  return limit !== undefined && shown.name !== "" && names.has(shown.name);
}

function matchOf(descriptor: Descriptor, root: RuleNode, domain: string): Match | RequestRefusal | undefined {
  return descriptor.limit === undefined ? matchDescriptor(root, descriptor.entries, { domain }) : overrideOf(descriptor, descriptor.limit, domain);
}

/** A limit that the request brings is taken as it is, instead of whatever rule would fit: neither shadow nor quota. */
function overrideOf(descriptor: Descriptor, override: NonNullable<Descriptor["limit"]>, domain: string): Match | RequestRefusal {
  const unit = unitNames.get(override.unit);
  if (unit === undefined || unit === "unknown") return { kind: "invalid", detail: `Limit of a descriptor has the unit ${override.unit}, which is none` };
  const multiplier = override.multiplier ?? 1;
  const names = descriptor.entries.map(({ key, value }) => (value === "" ? key : `${key}_${value}`));
  const metric = [domain, ...names].join(".");
  const rule: Rule = {
    path: metric,
    limit: limitOf({ requests_per_unit: override.requestsPerUnit, unit_multiplier: multiplier }, unit),
    shown: { name: "", requestsPerUnit: override.requestsPerUnit, unit, multiplier },
    mode: "enforce",
    replaces: [],
    detailedMetric: false,
    onOutage: "error",
    metadata: undefined,
  };
  // Such names are of the caller's choice and without bound; one series stands for all of a domain.
  return { rule, key: descriptor.entries.flatMap(({ key, value }) => [key, `=${value}`]), metric: `${domain}.limit_of_the_request` };
}

const unitNames: ReadonlyMap<number, UnitName> = new Map(Object.entries(wireUnits).map(([name, number]) => [number, name as UnitName]));

interface Preparation {
  readonly request: LimitRequest;
  readonly asks: PreparedAsk[];
  readonly headers: LimitHeaders;
}

function prepareOne({ rule, key, metric }: Match, descriptor: Descriptor, { request, asks, headers }: Preparation): PreparedDescriptor {
  const { limit, shown, mode, metadata } = rule;
  if (limit === undefined) return { kind: "unlimited", metadata };
  const hits = hitsOf(descriptor, request);
  const counter = counterKey(limit, [request.domain, ...key]);
  const charge: Charge = { key: counter, group: counter, limit, hits, ceiling: limit.max, lease: "", onOutage: rule.onOutage };
  const facts: LimitFacts = { metric, shown, limit, mode, headers, metadata };
  asks.push({ charges: [charge], chargeDenied: limit.kind !== "token-bucket" });
  return { kind: "limited", facts, hits, ask: asks.length - 1, charge: 0 };
}

/**
 * The key of a counter: what its state means comes first, because a window of another length is another count; what the limit is does not stand
 * in it.
 */
export function counterKey(limit: Limit, parts: readonly string[]): string {
  switch (limit.kind) {
    case "fixed-window":
      return joinKey(`f${windowText(limit.window)}`, parts);
    case "sliding-window":
      return joinKey(`s${limit.ms}/`, parts);
    case "token-bucket":
      return joinKey("t/", parts);
    case "concurrency":
      return joinKey("c/", parts);
  }
}

function windowText(window: Window): string {
  return window.kind === "length" ? `${window.ms}/` : `${window.unit}@${window.timeZone}/`;
}
