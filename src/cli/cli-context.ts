import type { Model } from "../model/model.ts";
import type { ExitCode } from "./exit-code.ts";

/** All that commands know of the world around them; `main` and the tests make one. */
export interface CliContext {
  /** Results: standard output. */
  readonly out: (text: string) => void;
  /** What people should know beside them: standard error. */
  readonly err: (text: string) => void;
  /** The whole of standard input. */
  readonly readStdin: () => Promise<string>;
  /** Standard error is a terminal: progress may be drawn over. */
  readonly terminal: boolean;
  readonly cwd: string;
  readonly env: ConnectionEnv;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Schemas and checks; made on first use, because it takes longer than most commands. */
  readonly model: () => Promise<Model>;
  /** Adds PEM certificates to those that servers are checked by. */
  readonly trust: (pem: string) => void;
  /** Says how the command ended. */
  readonly finish: (code: ExitCode) => void;
}

/** The variables that stand in for connection options. */
export interface ConnectionEnv {
  /** SLUICE_SERVER */
  readonly server: string | undefined;
  /** SLUICE_KEY_FILE */
  readonly keyFile: string | undefined;
  /** SLUICE_CA_FILE */
  readonly caFile: string | undefined;
}
