import { dumpRules } from "../../ratelimit/decide/rules/dump-rules.ts";
import type { LimitSource } from "../../ratelimit/limit-source.ts";
import { type Domains, domainSource } from "../../ratelimit/source/domain-source.ts";
import type { LimitSettings } from "../settings/limit-settings.ts";

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
  readonly awaitsObjects: boolean;
  readonly onChange: (source: LimitSource) => void;
}

/** Starts with nothing in force. */
export function createLimitBook({ settings, onChange }: LimitBookOptions): LimitBook {
  const state: { files: Domains | undefined } = { files: settings.folder === undefined ? new Map() : undefined };
  const change = (): void => {
    if (state.files !== undefined)
      onChange(domainSource(state.files, { headers: settings.headers, globalShadow: settings.shadow, globalQuota: settings.quota }));
  };
  change();
  return {
    setFiles: (domains) => {
      state.files = domains;
      change();
    },
    missing: () => (state.files === undefined ? ["The files with limits"] : []),
    rules: () => dumpRules((state.files ?? new Map()).values()),
  };
}
