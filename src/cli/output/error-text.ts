import { ClientError, type ProblemDocument, type Violation } from "../../client/client-error.ts";
import { titleOf } from "../parse-kind.ts";
import { printable } from "./table.ts";

/** What a person is told of a failed call: the sentence, then every violation with its place and hint. */
export function errorText(error: Error): string {
  const problem = error instanceof ClientError ? error.problem : undefined;
  if (problem === undefined || problem.violations.length === 0)
    return `${printable(error.message).replaceAll("\\u000a", "\n")}\n${unreachableHint(error)}${hintOf(problem)}`;
  return `${problem.title}:\n${problem.violations.map(violationText).join("")}${hintOf(problem)}`;
}

/** One violation on one or two lines. */
function violationText({ object, pointer, detail, hint }: Pick<Violation, "object" | "pointer" | "detail" | "hint">): string {
  const place = [object === undefined ? "" : titleOf(object), pointer].filter((part) => part !== "").join(" ");
  const head = place === "" ? printable(detail) : `${printable(place)}: ${printable(detail)}`;
  return `  ${head}\n${hint === undefined ? "" : `    ${printable(hint)}\n`}`;
}

function unreachableHint(error: Error): string {
  if (!(error instanceof ClientError) || error.code !== "ERR_CLIENT_UNREACHABLE") return "";
  return "  Start a server by `npm start` or `sluice serve`, or say where one is by --server or SLUICE_SERVER\n";
}

function hintOf(problem: ProblemDocument | undefined): string {
  switch (problem?.code) {
    case "UNAUTHENTICATED":
      return "  The key in use is not known to this server: give another one by --key-file\n";
    case "PRECONDITION_FAILED":
      return "  Look at it again (`sluice describe`), then repeat the command\n";
    case "INTERNAL":
      return `  Request ${problem.instance}: the server's log has the details\n`;
    default:
      return "";
  }
}
