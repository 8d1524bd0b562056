import { expect } from "vitest";
import { costsOfChanges, sharedChange } from "./cost-of-changes.ts";
import { encoded } from "./counted-encoding.ts";

/** Sees that every change costs the same in fleets of both sizes, entry by entry and byte by byte (promise P7). */
export function expectEqualCosts(fewRoutes: number, manyRoutes: number): void {
  const { [sharedChange]: sharedByFew, ...few } = costsOfChanges(fewRoutes, encoded);
  const { [sharedChange]: sharedByMany, ...many } = costsOfChanges(manyRoutes, encoded);
  expect(many).toEqual(few);
  // Of the changes before, two have added a route, and one has taken one away.
  expect([sharedByFew?.computed["routes"], sharedByMany?.computed["routes"]]).toEqual([fewRoutes + 1, manyRoutes + 1]);
  expect(few["a rule of a route"]?.encodedBytes).toBeGreaterThan(5000);
  expect(few["a route that changes nothing"]).toEqual({ computed: {}, encodedBytes: 0 });
}
