import { dumpRules } from "../../ratelimit/decide/rules/dump-rules.ts";
import type { LimitSource } from "../../ratelimit/limit-source.ts";
import { type Domains, limitSource } from "../../ratelimit/source/domain-source.ts";
import { PlanShelf } from "../../ratelimit/source/plan-shelf.ts";
import type { LimitSettings } from "../settings/limit-settings.ts";
import type { LimitObjects } from "./follow-limit-objects.ts";

/** Puts limits of files and of objects together: the newest of each is in force. */
export interface LimitBook {
  setFiles(domains: Domains): void;
  /** What is still missing before a decision can be made, in words. */
  missing(): readonly string[];
  /** Every rule in force, one line each. */
  rules(): string;
}

/** Options of {@link createLimitBook}. */
export interface LimitBookOptions {
  readonly settings: Pick<LimitSettings, "folder" | "headers" | "shadow" | "quota">;
  /** Undefined: all limits come from files. */
  readonly objects: LimitObjects | undefined;
  readonly onChange: (source: LimitSource) => void;
}

/** Starts with nothing in force. A domain that files and objects have is that of the files. */
export function createLimitBook({ settings, objects, onChange }: LimitBookOptions): LimitBook {
  const state: { files: Domains | undefined } = { files: settings.folder === undefined ? new Map() : undefined };
  const options = { headers: settings.headers, globalShadow: settings.shadow, globalQuota: settings.quota };
  const plans = objects?.plans ?? new PlanShelf();
  const domains = (): Domains => new Map([...(objects?.domains() ?? []), ...(state.files ?? [])]);
  const change = (): void => {
    if (state.files !== undefined) onChange(limitSource(domains(), options, plans));
  };
  objects?.onChange(change);
  change();
  return {
    setFiles: (files) => {
      state.files = files;
      change();
    },
    missing: () => (state.files === undefined ? ["The files with limits"] : []),
    rules: () => dumpRules(domains().values()),
  };
}
