import { type AddressRange, inRange, parseAddressRange } from "../../../model/auth/address-range.ts";
import type { AuthRule } from "../../../model/auth/rule-schema.ts";
import type { DecisionRequest } from "../request/decision-request.ts";
import { type Condition, plainResult } from "./condition.ts";
import { compileTimeWindow } from "./time-window.ts";

/** The conditions of a rule that look at where and when a request comes. */
export function surroundingConditions({ addresses, time }: AuthRule): readonly Condition[] {
  const conditions: Condition[] = [];
  if (addresses !== undefined) conditions.push(addressCondition(addresses));
  if (time !== undefined) {
    const stateAt = compileTimeWindow(time);
    conditions.push({ field: "time", inputs: [], read: ({ request }) => new Date(request.now).toISOString(), test: ({ request }) => stateAt(request.now) });
  }
  return conditions;
}

/** What counts for the cache is whether the address lies in the ranges, not the address. */
function addressCondition(texts: readonly string[]): Condition {
  const ranges = texts.map(parseAddressRange).filter((range) => range !== undefined);
  const fits = (request: DecisionRequest) => isInSome(request.address, ranges);
  const input = { id: `addresses:${texts.join(",")}`, read: (request: DecisionRequest) => (fits(request) ? "1" : "0") };
  return { field: "addresses", inputs: [input], read: ({ request }) => request.view.sourceAddress, test: ({ request }) => plainResult(fits(request)) };
}

function isInSome(address: readonly number[] | undefined, ranges: readonly AddressRange[]): boolean {
  return address !== undefined && ranges.some((range) => inRange(address, range));
}
