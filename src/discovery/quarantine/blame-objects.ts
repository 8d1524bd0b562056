import { keyText } from "../../model/object/object.ts";
import type { Cause } from "./decide/cause.ts";
import type { Culprit } from "./quarantine-record.ts";

/** Who is to blame for a refusal: named objects, nobody in particular, or somebody who has to be looked for. */
export type ObjectBlame = readonly Culprit[] | "together" | "open";

/** What can be said without asking anybody: one change is to blame; a port or a file of one machine is the gateway's matter. */
export function blameAtOnce(units: readonly Culprit[], cause: Cause): ObjectBlame {
  if (units.length === 1) return units;
  if (cause !== "environment") return units.length === 0 ? "together" : "open";
  const gateways = units.filter(({ object }) => object.kind === "Gateway");
  return gateways.length > 0 ? onePerObject(gateways) : "together";
}

/** What is left to say when looking did not help: all changes may be of one object. */
export function blameAtLast(units: readonly Culprit[]): ObjectBlame {
  const objects = onePerObject(units);
  return objects.length === 1 ? objects : "together";
}

/** One culprit an object, at the place that contains all of its places. */
function onePerObject(units: readonly Culprit[]): readonly Culprit[] {
  const groups = Map.groupBy(units, ({ object }) => keyText(object));
  return [...groups.values()].flatMap((members) => {
    const [first, ...others] = members;
    return first === undefined ? [] : [{ ...first, pointer: others.reduce((common, { pointer }) => commonPointer(common, pointer), first.pointer) }];
  });
}

function commonPointer(left: string, right: string): string {
  const other = right.split("/");
  const segments = left.split("/");
  const end = segments.findIndex((segment, index) => segment !== other[index]);
  return end < 0 ? left : segments.slice(0, end).join("/");
}
