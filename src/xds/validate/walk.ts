import { type PointerSegment, pointer } from "../../kit/json-pointer.ts";
import type { Broken, Violation } from "./violation.ts";

/** Messages in messages deeper than this are not asked: Envoy's own parser has given up by then. */
const deepest = 100;

/** One run over one message: where it stands, and what it has found. */
export class Walk {
  readonly violations: Violation[] = [];
  /** Whether the payload of an Any is asked too. */
  readonly opensAny: boolean;
  readonly #segments: PointerSegment[] = [];
  #depth = 0;

  constructor(opensAny: boolean) {
    this.opensAny = opensAny;
  }

  /** Goes one step down; {@link leave} comes back. */
  enter(segment: PointerSegment): void {
    this.#segments.push(segment);
  }

  /** Comes back from {@link enter}. */
  leave(): void {
    this.#segments.pop();
  }

  /** Goes into a message inside of the present one; false, and nothing to come back from, when that is too deep. */
  dive(): boolean {
    if (this.#depth >= deepest) return false;
    this.#depth += 1;
    return true;
  }

  /** Comes back from {@link dive}. */
  rise(): void {
    this.#depth -= 1;
  }

  /** Notes a broken rule at the present place. `title` is `ClusterValidationError.Name`, or empty when Envoy names no field. */
  report(title: string, broken: Broken, value: unknown): void {
    const text = title === "" ? broken.reason : `${title}: ${broken.reason}`;
    this.violations.push({ pointer: pointer(...this.#segments), rule: broken.rule, value, text });
  }

  /** The same for an item of a list or map: Envoy writes its index or key behind the field. */
  reportItem(title: string, broken: Broken, value: unknown): void {
    this.report(`${title}[${String(this.#segments.at(-1))}]`, broken, value);
  }
}
