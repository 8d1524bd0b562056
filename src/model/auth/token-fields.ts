import { z } from "zod";
import { shown } from "../check/complaint.ts";
import { formed } from "../object/common.ts";

const loopback = String.raw`http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?=[:/]|$)`;
const unheard = new RegExp(`^(?:https:\\/\\/|${loopback})[^\\s@#]*$`, "u");

/** Whether nobody can listen in, or answer in its place, when something is asked at a URL: one of https, or of http on loopback. */
export function isUnheardUrl(url: string): boolean {
  return unheard.test(url);
}

/** What to write in place of another URL. */
export const unheardHint = "Write https://HOST/PATH, without user and fragment; http is for loopback alone, http://127.0.0.1:8080";

/** URL of something that Sluice itself asks, or sends secrets to: whoever could listen in would read them, and whoever could answer would choose the keys. */
export const unheardUrl = formed(unheard, (value) => ["INVALID_VALUE", `URL ${shown(value)} is not one of https`, unheardHint]);

/** Name of a claim, or a JSON Pointer to one inside of another. */
export const claimName = z.string().min(1).max(512);
