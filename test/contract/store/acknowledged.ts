import { expect } from "vitest";
import type { Store } from "../../../src/store/store.ts";
import { expectConsistent } from "./consistency.ts";

/** What a writer was told: the commit with this tag has this revision, or the counter record has reached this number. */
export type Acknowledgement = { readonly tag: string; readonly revision: number } | { readonly counter: number };

/** Reads what a writer has printed; a line that was cut off by its end does not count. */
export function readAcknowledgements(output: string): Acknowledgement[] {
  const lines = output.split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Acknowledgement);
}

/** Nothing acknowledged is lost, nothing is there twice, and the store is consistent. */
export async function expectKept(store: Store, acknowledged: readonly Acknowledgement[]): Promise<void> {
  const commits = await expectConsistent(store);
  const tags = commits.map(({ reason }) => reason);
  expect(new Set(tags).size).toBe(tags.length);
  const oldest = commits[0]?.revision ?? 0;
  const revisions = new Map(commits.map(({ reason, revision }) => [reason, revision]));
  const counter = Number((await store.getRecord("meta/settings/counter"))?.value ?? 0);
  for (const one of acknowledged) {
    if ("counter" in one) expect(counter).toBeGreaterThanOrEqual(one.counter);
    else if (one.revision >= oldest) expect(revisions.get(one.tag)).toBe(one.revision);
  }
}
