import type { Introspected, Needs } from "../../../src/authz/decide/need.ts";
import { AuthzError } from "../../../src/authz/errors.ts";
import type { Clock } from "../../../src/kit/clock.ts";
import type { JsonObject } from "../../../src/kit/json.ts";

/** What is said of a token for a while: its claims, that it is not active, or nothing at all. */
export type Chapter = JsonObject | "inactive" | "down";

/** How long each chapter lasts. */
const chapterMs = 15_000;

/**
 * An identity provider that says something else of a token every few seconds, and begins again. What it says depends on the time alone, and holds until it
 * changes, so that it does not matter who asks, and how often.
 */
export function changingAnswers(stories: ReadonlyMap<string, readonly Chapter[]>, clock: Pick<Clock, "now">) {
  return ({ endpoint, token }: Needs["introspection"]["question"]): Introspected => {
    const number = Math.floor(clock.now() / chapterMs);
    const story = stories.get(token) ?? ["inactive"];
    const chapter = story[number % story.length] ?? "inactive";
    if (chapter === "down") throw new AuthzError("ERR_AUTHZ_INTROSPECTION", `${endpoint.url} is down`, { retryable: true });
    const until = (number + 1) * chapterMs;
    if (chapter === "inactive") return { claims: undefined, until };
    const { exp } = chapter;
    return { claims: chapter, until: typeof exp === "number" ? Math.min(until, exp * 1000) : until };
  };
}
