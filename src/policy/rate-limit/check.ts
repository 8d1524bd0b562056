import type { JsonObject } from "../../kit/json.ts";
import type { Problem } from "../../kit/problem.ts";
import { type LimitSpec, parseRate, type RateLimitSpec, rateLimitSchema } from "./schema.ts";

/** What the schema cannot say of one block. */
export function checkRateLimit(value: JsonObject, pointer: string): readonly Problem[] {
  const { limits }: RateLimitSpec = rateLimitSchema.parse(value);
  const names = new Set<string>();
  return limits.flatMap((limit, index) => {
    const at = `${pointer}/limits/${index}`;
    const twice = names.has(limit.name);
    names.add(limit.name);
    const problems = [...algorithmProblems(limit, at), ...localProblems(limit, at), ...perFleetProblems(limit, at), ...priorityProblems(limit, at)];
    return twice ? [{ code: "DUPLICATE_NAME", pointer: `${at}/name`, detail: `Limit ${limit.name} stands twice in the policy` }, ...problems] : problems;
  });
}

function conflict(pointer: string, detail: string, hint: string): Problem {
  return { code: "CONFLICTING_FIELDS", pointer, detail, hint };
}

function algorithmProblems(limit: LimitSpec, at: string): readonly Problem[] {
  const { name, algorithm, rate, max, burst, lease, timeZone } = limit;
  if (algorithm === "concurrency") return concurrencyProblems(limit, at);
  const problems: Problem[] = [];
  const parsed = rate === undefined ? undefined : parseRate(rate);
  if (parsed === undefined) problems.push({ code: "MISSING_FIELD", pointer: at, detail: `Limit ${name} has no rate`, hint: "Write for example rate: 100/s" });
  if (max !== undefined) problems.push(conflict(`${at}/max`, `Limit ${name} has max, which is for concurrency`, "Write rate, or algorithm: concurrency"));
  if (lease !== undefined)
    problems.push(conflict(`${at}/lease`, `Limit ${name} has a lease, which is for concurrency`, "Leave it out, or write algorithm: concurrency"));
  if (burst !== undefined && algorithm !== "token-bucket") {
    problems.push(conflict(`${at}/burst`, `Limit ${name} has a burst and is no token bucket`, "Write algorithm: token-bucket, or leave burst out"));
  }
  if (parsed?.kind === "calendar" && algorithm !== "fixed-window") {
    problems.push(
      conflict(
        `${at}/rate`,
        `Limit ${name} has a calendar window and the algorithm ${algorithm}`,
        "Calendar windows are fixed windows; write a length of time, for example 24h",
      ),
    );
  }
  if (timeZone !== undefined && parsed?.kind !== "calendar") {
    problems.push(conflict(`${at}/timeZone`, `Limit ${name} has a time zone and no calendar window`, "Write for example rate: 1000/day"));
  }
  return problems;
}

function concurrencyProblems({ name, max, rate, burst, timeZone, cost }: LimitSpec, at: string): readonly Problem[] {
  const problems: Problem[] = [];
  if (max === undefined)
    problems.push({ code: "MISSING_FIELD", pointer: at, detail: `Limit ${name} has no max`, hint: "Write how many requests may be in flight" });
  for (const [field, value] of Object.entries({ rate, burst, timeZone, cost })) {
    if (value !== undefined) problems.push(conflict(`${at}/${field}`, `Limit ${name} counts requests in flight and has ${field}`, "Leave it out"));
  }
  return problems;
}

/** What Envoy's own filter has no words for. */
function localProblems({ name, enforce, algorithm, rate, shadow, priority, key, cost, burst }: LimitSpec, at: string): readonly Problem[] {
  if (enforce !== "local") return [];
  const problems: Problem[] = [];
  const refuse = (field: string, what: string): void =>
    void problems.push(conflict(`${at}/${field}`, `Limit ${name} is local and ${what}`, "Write enforce: exact"));
  if (algorithm !== "token-bucket" && algorithm !== "fixed-window") refuse("algorithm", `has the algorithm ${algorithm}: Envoy has token buckets alone`);
  if (rate !== undefined && parseRate(rate)?.kind === "calendar") refuse("rate", "has a calendar window");
  if (shadow) refuse("shadow", "is a shadow");
  if (priority !== undefined) refuse("priority", "has classes");
  if (cost !== undefined && typeof cost === "string") refuse("cost", "has a cost that depends on the request");
  if (key.some((part) => typeof part === "object" && "cookie" in part)) refuse("key", "is counted by a cookie");
  if (burst !== undefined && algorithm === "fixed-window") refuse("burst", "has a burst");
  return problems;
}

function perFleetProblems({ name, enforce, perFleet }: LimitSpec, at: string): readonly Problem[] {
  if (enforce === "local" || !perFleet) return [];
  return [conflict(`${at}/perFleet`, `Limit ${name} is exact, so it is one limit for the whole fleet anyway`, "Leave perFleet out, or write enforce: local")];
}

function priorityProblems({ name, priority }: LimitSpec, at: string): readonly Problem[] {
  if (priority === undefined) return [];
  const reserved = priority.classes.reduce((sum, one) => sum + one.reserved, 0);
  const problems: Problem[] = [];
  if (reserved > 99)
    problems.push({
      code: "OUT_OF_RANGE",
      pointer: `${at}/priority/classes`,
      detail: `Classes of limit ${name} reserve ${reserved} per cent`,
      hint: "Leave something to the last class",
    });
  const last = priority.classes.at(-1);
  if (last !== undefined && last.reserved > 0) {
    problems.push(
      conflict(
        `${at}/priority/classes/${priority.classes.length - 1}/reserved`,
        `Class ${last.name} of limit ${name} is the last and reserves a share`,
        "Nobody is less important: leave it out",
      ),
    );
  }
  return problems;
}
