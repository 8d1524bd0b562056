import type { StreamCall } from "../../http2/handler.ts";
import type { Variant } from "../subscription/event.ts";
import { absenceOfType } from "./absence.ts";
import { encodeAbsent } from "./encode-response.ts";

/** Names of one answer: about a hundred bytes each. */
const namesOfAnswer = 1000;

/** Who is answered, and how. */
export interface AbsenceAnswersOptions {
  readonly call: Pick<StreamCall, "send" | "pause" | "resume">;
  readonly variant: Variant;
  /** Name of this replica. */
  readonly identifier: string;
}

interface Due {
  readonly typeUrl: string;
  readonly names: readonly string[];
  /** So many of them are told. */
  told: number;
}

/**
 * Answers to names of types that are not served: that they are not there. An answer is many times as long as what asks for it, so one part is on
 * its way at a time, and nothing more is read of the client until it has taken all.
 */
export class AbsenceAnswers {
  readonly #options: AbsenceAnswersOptions;
  readonly #due: Due[] = [];
  #isOnWay = false;
  #count = 0;

  constructor(options: AbsenceAnswersOptions) {
    this.#options = options;
  }

  /** The client has not taken all. */
  get isBusy(): boolean {
    return this.#isOnWay;
  }

  /** Tells of these names. */
  tell(typeUrl: string, names: readonly string[]): void {
    if (names.length === 0) return;
    this.#due.push({ typeUrl, names, told: 0 });
    if (this.#isOnWay) return;
    this.#options.call.pause();
    this.#next();
  }

  #next(): void {
    const [due] = this.#due;
    if (due === undefined) {
      this.#isOnWay = false;
      this.#options.call.resume();
      return;
    }
    const { typeUrl, names, told } = due;
    due.told += namesOfAnswer;
    if (due.told >= names.length) this.#due.shift();
    this.#isOnWay = true;
    this.#count += 1;
    const { call, variant, identifier } = this.#options;
    const errors = names.slice(told, told + namesOfAnswer).map((name) => absenceOfType(typeUrl, name));
    call.send(encodeAbsent({ typeUrl, errors, nonce: `absent-${this.#count}`, identifier }, variant), () => this.#next());
  }
}
