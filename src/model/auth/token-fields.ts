import { z } from "zod";
import { shown } from "../check/complaint.ts";
import { formed } from "../object/common.ts";

/** URL of something that Sluice itself asks. */
export const httpsUrl = formed(/^https?:\/\/[^\s@#]+$/u, (value) => [
  "INVALID_VALUE",
  `URL ${shown(value)} is not valid`,
  "Write https://HOST/PATH, without user and fragment",
]);

/** Name of a claim, or a JSON Pointer to one inside of another. */
export const claimName = z.string().min(1).max(512);
