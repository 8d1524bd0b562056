import { describe } from "vitest";
import { describeBackups } from "./backups.ts";
import { describeCommits } from "./commits.ts";
import { describeCompaction } from "./compaction.ts";
import { describeConcurrency } from "./concurrency.ts";
import { describeElections } from "./elections.ts";
import { describeModel } from "./model.ts";
import { describeReads } from "./reads.ts";
import { describeRecords } from "./records.ts";
import type { CreateSubject } from "./subject.ts";
import { describeWatches } from "./watches.ts";

/** The contract that every adapter of the Store port keeps. `runs` is how many random sequences are tried, default 100. */
export function describeStore(name: string, create: CreateSubject, { runs = 100 }: { runs?: number } = {}): void {
  describe(`the ${name} store`, () => {
    describeCommits(create);
    describeReads(create);
    describeCompaction(create);
    describeWatches(create);
    describeRecords(create);
    describeElections(create);
    describeConcurrency(create);
    describeBackups(create);
    describeModel(create, { runs });
  });
}
