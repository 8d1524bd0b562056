import type { JsonObject } from "../kit/json.ts";
import type { Answers, Asks } from "./ask/ask.ts";
import type { CheckWorld } from "./probe/check-world.ts";

/** A file that a target writes. */
export interface OutputFile {
  /** Relative to the folder of all files: `mesh/` is applied there, `sluice/` is ours. */
  readonly path: `${Side}/${string}.${"yaml" | "json"}`;
  /** What it is, as a comment of one line. */
  readonly about: string;
  /** One for JSON; for YAML as many as the file has documents. */
  readonly documents: readonly JsonObject[];
}

/** Where something is configured: in the host mesh, or here. */
export type Side = "mesh" | "sluice";

/** What a target makes of the answers. */
export interface Output {
  readonly files: readonly OutputFile[];
  /** What to do with the files, in order: sentences, and commands with `$ ` before them. */
  readonly steps: readonly string[];
}

/** One thing that `--check` looked at. */
export interface Finding {
  /** `unknown`: it could not be looked at. */
  readonly state: "good" | "bad" | "unknown";
  /** What was looked at, as `rate limit service 127.0.0.1:18001`. */
  readonly subject: string;
  /** What was seen, one sentence. */
  readonly detail: string;
  /** What would help. */
  readonly hint?: string;
}

/** One host that our services plug into. */
export interface Target<A extends Asks = Asks> {
  /** As in `sluice integrate NAME`. */
  readonly name: string;
  readonly title: string;
  /** One line for the list of targets. */
  readonly summary: string;
  /** The guide page, as `docs/guide/integrate/istio.md`. */
  readonly page: string;
  readonly asks: A;
  /** What is wrong with answers that are right each by itself; one sentence each. */
  readonly review: (answers: Answers<A>) => readonly string[];
  /** Same answers, same files. */
  readonly generate: (answers: Answers<A>) => Promise<Output>;
  /** Looks from outside whether it works. */
  readonly check: (answers: Answers<A>, world: CheckWorld) => Promise<readonly Finding[]>;
}

/** A target whose answers are not known by type. */
export interface AnyTarget extends Omit<Target, "review" | "generate" | "check"> {
  readonly review: (answers: never) => readonly string[];
  readonly generate: (answers: never) => Promise<Output>;
  readonly check: (answers: never, world: CheckWorld) => Promise<readonly Finding[]>;
}
