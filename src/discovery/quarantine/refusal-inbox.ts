import type { Clock } from "../../kit/clock.ts";
import type { Known, Refusal } from "../subscription/action.ts";
import { idText, type ResourceId } from "./resource-id.ts";

/** Refusals of one version that come within this time are looked at together, milliseconds. */
const collectMs = 25;

/** What could not be dealt with is tried again after this time, milliseconds. */
const retryMs = 1000;

/** What one proxy that refuses something had before. */
export interface Witness {
  readonly node: string;
  /** What it has instead. */
  readonly held: Known;
  /** The version of that, where its content is not known. */
  readonly told: string | undefined;
  /** Newest revision at which it had taken the resource as it was then, with everything else; 0 when it never has here. */
  readonly after: number;
}

/** Proxies that refused one version of one resource. */
export interface Sighting {
  readonly id: ResourceId;
  readonly version: string;
  /** The first one's words. */
  readonly detail: string;
  readonly nodes: ReadonlySet<string>;
  /** The one of them that can tell best. */
  readonly witness: Witness;
}

/** One refusal on one stream. */
export interface SightedRefusal extends Witness {
  readonly view: string;
  readonly refusal: Refusal;
}

function better(one: Witness, other: Witness): Witness {
  const [knows, knew] = [typeof one.held === "object", typeof other.held === "object"];
  return (knows === knew ? one.after > other.after : knows) ? one : other;
}

/** Where refusals are collected until they are dealt with: each version by itself, and one version of a resource at a time. */
export class RefusalInbox {
  readonly #clock: Clock;
  readonly #handle: (sighting: Sighting) => Promise<"done" | "again">;
  /** By resource and version. */
  readonly #waiting = new Map<string, Sighting>();
  readonly #timers = new Map<string, () => void>();
  /** Resources, by text. */
  readonly #busy = new Set<string>();
  #closed = false;

  constructor(options: { readonly clock: Clock; readonly handle: (sighting: Sighting) => Promise<"done" | "again"> }) {
    this.#clock = options.clock;
    this.#handle = options.handle;
  }

  add({ view, refusal, ...witness }: SightedRefusal): void {
    const { type, name, version, detail } = refusal;
    const id = { view, type, name };
    const key = `${idText(id)} ${version}`;
    const known = this.#waiting.get(key) ?? { id, version, detail, nodes: new Set(), witness };
    this.#waiting.set(key, { ...known, nodes: new Set([...known.nodes, witness.node]), witness: better(witness, known.witness) });
    this.#after(key, collectMs);
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#timers.values()) cancel();
  }

  #after(key: string, delayMs: number): void {
    if (this.#closed || this.#timers.has(key)) return;
    const cancel = this.#clock.schedule(delayMs, () => {
      this.#timers.delete(key);
      void this.#work(key);
    });
    this.#timers.set(key, cancel);
  }

  async #work(key: string): Promise<void> {
    const sighting = this.#waiting.get(key);
    if (sighting === undefined) return;
    const resource = idText(sighting.id);
    if (this.#busy.has(resource)) {
      this.#after(key, collectMs);
      return;
    }
    this.#waiting.delete(key);
    this.#busy.add(resource);
    const outcome = await this.#handle(sighting);
    this.#busy.delete(resource);
    if (outcome === "done") return;
    // What came meanwhile is added to it.
    const newer = this.#waiting.get(key);
    this.#waiting.set(key, { ...sighting, nodes: new Set([...sighting.nodes, ...(newer?.nodes ?? [])]) });
    this.#after(key, retryMs);
  }
}
