import { dumpRules } from "../../ratelimit/decide/rules/dump-rules.ts";
import type { RuleNode } from "../../ratelimit/decide/rules/rule-tree.ts";
import type { LimitSource } from "../../ratelimit/limit-source.ts";
import { type DomainLookup, type Domains, limitSource } from "../../ratelimit/source/domain-source.ts";
import { PlanShelf } from "../../ratelimit/source/plan-shelf.ts";
import type { LimitSettings } from "../settings/limit-settings.ts";
import type { IsDomain, LimitObjects } from "./follow-limit-objects.ts";

/** Puts limits of files, or of an xDS server, and of objects together: the newest of each is in force. */
export interface LimitBook {
  setOwn(domains: Domains): void;
  /** Resolves when the first limits are in force. */
  readonly ready: Promise<void>;
  /** What is still missing before a decision can be made, in words. */
  missing(): readonly string[];
  /** Every rule in force, one line each. */
  rules(): string;
}

/** Options of {@link createLimitBook}. */
export interface LimitBookOptions {
  readonly settings: Pick<LimitSettings, "folder" | "server" | "headers" | "shadow" | "quota">;
  /** Undefined: all limits come from files or from an xDS server. */
  readonly objects: Omit<LimitObjects, "rolePlans"> | undefined;
  /** Resolves when the first state of objects is there; until then nothing is decided, and what no domain knows does not pass. Undefined: it is there. */
  readonly loaded?: Promise<void> | undefined;
  /** Told what is in force now, and of which domains that is something else than before. */
  readonly onChange: (source: LimitSource, isChanged: IsDomain) => void;
}

/** Starts with nothing in force. A domain that files, or a server, and objects have is not that of the objects. */
export function createLimitBook({ settings, objects, loaded, onChange }: LimitBookOptions): LimitBook {
  const awaited = ownSource(settings);
  const state: { own: Domains | undefined; hasObjects: boolean } = { own: awaited === undefined ? new Map() : undefined, hasObjects: loaded === undefined };
  const ready = Promise.withResolvers<void>();
  const options = { headers: settings.headers, globalShadow: settings.shadow, globalQuota: settings.quota };
  const plans = objects?.plans ?? new PlanShelf();
  const domains: DomainLookup = { get: (domain) => state.own?.get(domain) ?? objects?.domains.get(domain) };
  const source = limitSource(domains, options, plans);
  const change = (isChanged: IsDomain): void => {
    if (state.own === undefined || !state.hasObjects) return;
    onChange(source, isChanged);
    ready.resolve();
  };
  const take = (): void => {
    state.hasObjects = true;
    change(everyDomain);
  };
  objects?.onChange(change);
  // Who waits for the objects is told by others that they will not come.
  void loaded?.then(take, () => undefined);
  change(everyDomain);
  return {
    setOwn: (own) => {
      state.own = own;
      change(everyDomain);
    },
    ready: ready.promise,
    missing: () => [...(state.own === undefined ? [awaited ?? "The limits"] : []), ...(state.hasObjects ? [] : ["The first state of the store"])],
    rules: () => dumpRules(new Map([...byName(objects?.domains ?? new Map()), ...(state.own ?? [])]).values()),
  };
}

function everyDomain(): boolean {
  return true;
}

/** Domains of objects have no order of their own. */
function byName(domains: Domains): readonly (readonly [name: string, root: RuleNode])[] {
  return [...domains].sort(([left], [right]) => (left < right ? -1 : 1));
}

/** What gives limits beside objects, in words. */
function ownSource({ folder, server }: LimitBookOptions["settings"]): string | undefined {
  if (folder !== undefined) return "The files with limits";
  return server === undefined ? undefined : `The limits of xDS server ${server.url.host}`;
}
