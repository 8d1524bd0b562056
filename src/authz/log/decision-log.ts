import type { JsonObject } from "../../kit/json.ts";
import { type DecidedRequest, decisionRecord, errorRecord, type UndecidedRequest } from "../decide/record/decision-record.ts";

/** What the service tells of its decisions. Neither method throws, and nothing is waited for. */
export interface DecisionLog {
  /** `credentials` are the texts of what the plan reads as credentials. */
  decided(decided: DecidedRequest, credentials: () => readonly string[]): void;
  failed(failed: UndecidedRequest, credentials: () => readonly string[]): void;
}

/** Options of {@link RecordedDecisions}. */
export interface RecordedDecisionsOptions {
  /** Which part of the requests that get in is recorded: 1 for all, 0.01 for every hundredth. Refusals, errors and what layers in shadow refuse are recorded always. */
  readonly sample: number;
  /** Request headers that are recorded; names in lower case. */
  readonly headers: readonly string[];
  readonly mask: (record: JsonObject) => JsonObject;
  /** Gets each record as a line of JSON. */
  readonly write: (line: string) => void;
}

/** Records decisions as lines of JSON. */
export class RecordedDecisions implements DecisionLog {
  readonly #options: RecordedDecisionsOptions;
  #due = 0;

  constructor(options: RecordedDecisionsOptions) {
    this.#options = options;
  }

  decided(decided: DecidedRequest, credentials: () => readonly string[]): void {
    if (!isRemarkable(decided) && !this.#isDue()) return;
    const { headers, sample } = this.#options;
    const share = isRemarkable(decided) ? 1 : sample;
    this.#write({ ...decisionRecord(decided, { headers, credentials }), sample: share });
  }

  failed(failed: UndecidedRequest, credentials: () => readonly string[]): void {
    this.#write({ ...errorRecord(failed, { headers: this.#options.headers, credentials }), sample: 1 });
  }

  #write(record: JsonObject): void {
    this.#options.write(JSON.stringify(this.#options.mask(record)));
  }

  /** Evenly: of a hundredth, each hundredth one. */
  #isDue(): boolean {
    this.#due += this.#options.sample;
    if (this.#due < 1 - roundingError) return false;
    this.#due -= 1;
    return true;
  }
}

/** Ten tenths are not quite one. */
const roundingError = 1e-9;

function isRemarkable({ decision }: DecidedRequest): boolean {
  return decision.kind === "denied" || decision.layers.some(({ shadow, outcome }) => shadow && (outcome === "refused" || outcome === "undecided"));
}
