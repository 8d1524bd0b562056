import type { ResourceType } from "../../snapshot/resource.ts";
import type { RefusalWithHeld } from "../subscription/in-view-terms.ts";
import type { LedgerEntry } from "../subscription/ledger.ts";
import type { Agreement } from "./good-versions.ts";
import type { ResourceId } from "./resource-id.ts";

/** What the quarantine needs of a stream. */
export interface LedgerStream {
  readonly options: { readonly node: { readonly id: string }; readonly view: { readonly name: string } };
  /** The proxy has, or has refused, everything that it asked for. */
  readonly isSettled: boolean;
  /** What the proxy agrees with, when it is settled. */
  agreement(): Agreement;
  /** Where one resource of the view stands. */
  entry(type: ResourceType, name: string): LedgerEntry | undefined;
  /** Sends what the proxy refuses of this name once more. */
  retry(resource: Pick<ResourceId, "type" | "name">): void;
  /** A refusal as one of a resource of the view. */
  inViewTerms(refusal: RefusalWithHeld): RefusalWithHeld;
}

interface Agreed extends Pick<Agreement, "revision" | "types"> {
  /** What is refused, and the revision at which it was not. */
  readonly refused: ReadonlyMap<string, number>;
}

function keyOf({ type, name }: Pick<ResourceId, "type" | "name">): string {
  return `${type} ${name}`;
}

/** The streams of this replica. */
export class Proxies {
  /** Each with what it agreed with last. */
  readonly #streams = new Map<LedgerStream, Agreed | undefined>();

  add(stream: LedgerStream): void {
    this.#streams.set(stream, undefined);
  }

  delete(stream: LedgerStream): void {
    this.#streams.delete(stream);
  }

  all(): Iterable<LedgerStream> {
    return this.#streams.keys();
  }

  /** A stream has, or has refused, everything. */
  note(stream: LedgerStream, agreement: Agreement): void {
    if (!this.#streams.has(stream)) return;
    // What is refused now was agreed on earlier.
    const refused = new Map(agreement.otherwise.map((one) => [keyOf(one), this.agreedUntil(stream, one)]));
    this.#streams.set(stream, { revision: agreement.revision, types: agreement.types, refused });
  }

  /** Newest revision at which a stream had everything, the resource as it was then included; 0 when it never had. */
  agreedUntil(stream: LedgerStream, resource: Pick<ResourceId, "type" | "name">): number {
    const agreed = this.#streams.get(stream);
    return agreed?.types.includes(resource.type) === true ? (agreed.refused.get(keyOf(resource)) ?? agreed.revision) : 0;
  }

  /** The nodes that have this version in force. */
  holding(id: ResourceId, version: string): ReadonlySet<string> {
    const streams = this.asking(id).filter((stream) => {
      const entry = stream.entry(id.type, id.name);
      return entry?.held === version && entry.state === "acked";
    });
    return new Set(streams.map(({ options }) => options.node.id));
  }

  /** Streams of a node. */
  of(node: string): readonly LedgerStream[] {
    return [...this.#streams.keys()].filter(({ options }) => options.node.id === node);
  }

  /** Streams that ask for a resource. */
  asking(id: ResourceId): readonly LedgerStream[] {
    return [...this.#streams.keys()].filter((stream) => stream.options.view.name === id.view && stream.entry(id.type, id.name) !== undefined);
  }
}
