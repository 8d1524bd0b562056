import type { Problem } from "../../kit/problem.ts";
import { durationMs } from "../object/common.ts";
import type { AuthSpec } from "./auth-schema.ts";
import { usualAllowed } from "./kept-times.ts";

/** Nobody answers at once, and a replica, which has half of the time, gives nobody more than 10 s. */
const shortestAskMs = 10;
const longestAskMs = 20_000;

/** What is wrong with the times of a block: how long a decision is waited for, and used again. */
export function checkTimes({ ask, cache }: AuthSpec): readonly Problem[] {
  return [...askProblems(ask?.timeout), ...cacheProblems(cache ?? {})];
}

function askProblems(timeout: string | undefined): readonly Problem[] {
  if (timeout === undefined) return [];
  const ms = durationMs(timeout);
  if (ms >= shortestAskMs && ms <= longestAskMs) return [];
  const detail = `Time ${timeout} for a decision is not possible: nobody answers within less than 10ms, and no replica takes more than half of 20s`;
  return [{ code: "OUT_OF_RANGE", pointer: "/ask/timeout", detail, hint: "Write 10ms to 20s" }];
}

/** A policy that keeps nothing that lets in may keep refusals all the same. */
function cacheProblems({ allowed = usualAllowed, denied }: NonNullable<AuthSpec["cache"]>): readonly Problem[] {
  const allowedMs = durationMs(allowed);
  if (denied === undefined || allowedMs === 0 || durationMs(denied) <= allowedMs) return [];
  const detail = `Refusals are kept for ${denied}, longer than what lets in, which is kept for ${allowed}`;
  const hint = `Write ${allowed} or less: whoever was refused and may enter now would go on being refused`;
  return [{ code: "OUT_OF_RANGE", pointer: "/cache/denied", detail, hint }];
}
