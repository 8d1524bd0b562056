import { ClientError, type ProblemDocument } from "../client/client-error.ts";

/** How every command ends; `sluice --help` prints these lines. */
export const exitCodes = {
  /** Done. */
  done: 0,
  /** `diff`: there are differences; what the command names does not exist; `--wait`, `wait`: not programmed in time; `explain`: no route; `integrate --check`: something is wrong; `auth test`: a case fails; `auth explain`: does not get in. */
  no: 1,
  /** The command line or a file it names is wrong. */
  usage: 2,
  /** Refused: the objects are not valid, conflict with others, or are not what they were. */
  refused: 3,
  /** The server cannot be reached, or its store cannot. */
  unreachable: 4,
  /** No key, or the key does not permit it. */
  denied: 5,
  /** A defect in the program. */
  defect: 70,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const;

/** The number that a command ends with. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Text for `--help`. */
export const exitCodeHelp = `Exit codes:
  0    done
  1    diff: differences; what a command names does not exist (diff ends with 2 then); --wait, wait: not on every proxy in time;
       explain: not routed; integrate --check: something is wrong; auth test: a case fails;
       auth explain: does not get in; serve, dev, restore: cannot start
  2    wrong command line, or a file that cannot be read
  3    refused: not valid, in conflict with other objects, or changed meanwhile
  4    the server, or its store, cannot be reached
  5    no key, or one that does not permit it
  70   a defect
  130  interrupted`;

/** Why a command cannot be carried out, other than by the server's word. */
export type CliErrorCode = "ERR_CLI_USAGE" | "ERR_CLI_FILE" | "ERR_CLI_INVALID" | "ERR_CLI_NO_KEY" | "ERR_CLI_REFUSED";

const codeOfCliError: Readonly<Record<CliErrorCode, ExitCode>> = {
  ERR_CLI_USAGE: exitCodes.usage,
  ERR_CLI_FILE: exitCodes.usage,
  ERR_CLI_INVALID: exitCodes.refused,
  ERR_CLI_NO_KEY: exitCodes.denied,
  ERR_CLI_REFUSED: exitCodes.refused,
};

/** Ends a command; its message is for the person and may have several lines. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly code: CliErrorCode;
  constructor(code: CliErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** The exit code for whatever a command threw; undefined: nobody planned for it. */
export function exitCodeOf(error: unknown): ExitCode | undefined {
  if (error instanceof CliError) return codeOfCliError[error.code];
  if (!(error instanceof ClientError)) return undefined;
  switch (error.code) {
    case "ERR_CLIENT_UNREACHABLE":
    case "ERR_CLIENT_TIMEOUT":
    case "ERR_CLIENT_NOT_SLUICE":
      return exitCodes.unreachable;
    case "ERR_CLIENT_ABORTED":
      return exitCodes.interrupted;
    case "ERR_CLIENT_PROBLEM":
      return exitCodeOfProblem(error.problem);
  }
}

function exitCodeOfProblem(problem: ProblemDocument | undefined): ExitCode {
  const status = problem?.status ?? 500;
  if (status === 401 || status === 403) return exitCodes.denied;
  if (status === 404 || status === 410) return exitCodes.no;
  if (status === 503 || status === 429) return exitCodes.unreachable;
  if (status === 400) return exitCodes.usage;
  return status >= 500 ? exitCodes.defect : exitCodes.refused;
}
