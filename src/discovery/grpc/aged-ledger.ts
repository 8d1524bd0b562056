import type { JournalEntry } from "../../snapshot/journal.ts";
import type { ResourceType } from "../../snapshot/resource.ts";
import type { LedgerEntry } from "../subscription/ledger.ts";
import type { Ages } from "./ages.ts";

/** One resource of one stream, with since when; milliseconds since the epoch. */
export interface AgedEntry extends LedgerEntry {
  /** Since when the view has it in the wanted version; undefined: longer than is remembered, or since this replica started. */
  readonly wantedAt: number | undefined;
  /** Since when, at the latest, it stands as it does; undefined of what is refused, which outlives streams. */
  readonly since: number | undefined;
}

/** What ages are made of. */
export interface AgeSources {
  /** The newest change of each resource of the view. */
  readonly changes: ReadonlyMap<string, JournalEntry>;
  readonly ages: Ages;
  readonly openedAt: number;
  readonly sentAt: (type: ResourceType, nonce: string) => number | undefined;
}

/** Adds to every resource since when it is wanted, and since when it stands as it does: from the journal of the view and a few moments a type. */
export function* agedEntries(entries: Iterable<LedgerEntry>, sources: AgeSources): Generator<AgedEntry> {
  for (const entry of entries) {
    const change = sources.changes.get(`${entry.type} ${entry.name}`);
    // The first position is what the replica started with. What the node is shown otherwise than others has another version.
    const isKnown = change?.version !== undefined && change.position > 1 && change.version === entry.wanted;
    yield { ...entry, wantedAt: isKnown ? change.at : undefined, since: sinceOf(entry, change, sources) };
  }
}

function sinceOf({ type, state, sentIn }: LedgerEntry, change: JournalEntry | undefined, { ages, openedAt, sentAt }: AgeSources): number | undefined {
  switch (state) {
    case "acked":
      return ages.since(type, change?.position ?? 0) ?? openedAt;
    case "sent":
    case "warming":
      return sentIn === undefined ? undefined : sentAt(type, sentIn);
    case "refused":
    case "doubted":
      return undefined;
    default:
      return Math.max(openedAt, change?.at ?? 0);
  }
}
