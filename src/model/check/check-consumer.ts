import { z } from "zod";
import type { Problem } from "../../kit/problem.ts";
import { shown } from "./complaint.ts";
import { placed } from "./placed-check.ts";

const validity = z.object({ notBefore: z.string().optional(), expires: z.string().optional() });

/** The checks of a Consumer's spec. */
export const consumerChecks = [placed("/credentials/*", validity, checkValidity)];

function checkValidity({ notBefore, expires }: z.output<typeof validity>, pointer: string): readonly Problem[] {
  const missing = [["notBefore", notBefore] as const, ["expires", expires] as const].flatMap(([field, text]): readonly Problem[] => {
    if (text === undefined || !Number.isNaN(Date.parse(text))) return [];
    return [{ code: "INVALID_TIME", pointer: `${pointer}/${field}`, detail: `Time ${shown(text)} does not exist`, hint: "Look at its month, day and hour" }];
  });
  if (missing.length > 0 || notBefore === undefined || expires === undefined || Date.parse(notBefore) < Date.parse(expires)) return missing;
  const detail = `Time ${expires} is not after ${notBefore}`;
  return [{ code: "OUT_OF_RANGE", pointer: `${pointer}/expires`, detail, hint: "Such a credential is never good" }];
}
