import { z } from "zod";
import type { Problem } from "../../kit/problem.ts";
import { shown } from "./complaint.ts";
import { placed } from "./placed-check.ts";

const instants = z.object({ until: z.string().optional() });
const subject = z.object({ issuedBefore: z.string().optional() });

/** The checks of a Revocation's spec. */
export const revocationChecks = [
  placed("", instants, ({ until }, pointer) => existing(until, `${pointer}/until`)),
  placed("/subject", subject, ({ issuedBefore }, pointer) => existing(issuedBefore, `${pointer}/issuedBefore`)),
];

function existing(text: string | undefined, pointer: string): readonly Problem[] {
  if (text === undefined || !Number.isNaN(Date.parse(text))) return [];
  return [{ code: "INVALID_TIME", pointer, detail: `Time ${shown(text)} does not exist`, hint: "Look at its month, day and hour" }];
}
