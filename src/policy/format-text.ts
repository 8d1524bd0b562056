import { z } from "zod";
import { nearestName } from "../kit/nearest-name.ts";
import { complaint, shown } from "../model/check/complaint.ts";
import { type CommandOperator, commandOperators } from "./command-operators.ts";

/** What is wrong with a text, and what would be right. */
export interface FormatProblem {
  readonly detail: string;
  readonly hint: string;
}

/** A command as Envoy reads it: `%NAME%`, `%NAME(parameters)%`, `%NAME(parameters):length%`. */
const command = /%(?<name>[A-Z0-9_]+)(?:\((?<parameters>.*?)\))?(?::(?<length>[0-9]+))?%/uy;

/** Text in which Envoy puts values in place of command operators; a plain percent sign is written `%%`. At most `most` characters. */
export function formatText(most: number) {
  return z
    .string()
    .max(most)
    .refine((text) => checkFormat(text) === undefined, {
      error: ({ input }) => {
        const problem = checkFormat(String(input));
        return complaint("INVALID_FORMAT", `Text ${shown(input)} is not valid: ${problem?.detail ?? ""}`, problem?.hint);
      },
    });
}

/** Checks a text as Envoy 1.40 does; `undefined`: Envoy takes it. */
export function checkFormat(text: string): FormatProblem | undefined {
  for (let place = text.indexOf("%"); place >= 0; place = text.indexOf("%", place)) {
    if (text.startsWith("%%", place)) {
      place += 2;
      continue;
    }
    command.lastIndex = place;
    const found = command.exec(text);
    if (found?.groups === undefined) return { detail: `no command operator begins at ${shown(text.slice(place))}`, hint: "Write a plain percent sign as %%" };
    const problem = checkCommand(found.groups);
    if (problem !== undefined) return problem;
    place = command.lastIndex;
  }
  return undefined;
}

function checkCommand({ name = "", parameters, length }: Readonly<Record<string, string | undefined>>): FormatProblem | undefined {
  const operator = commandOperators.get(name);
  if (operator === undefined) return unknownOperator(name);
  const { form, example, ...takes } = operator;
  const given = parameters !== undefined && parameters !== "";
  if (!given && takes.parameters === "required") return { detail: `operator ${name} needs parameters`, hint: `Write for example ${example}` };
  if ((given && takes.parameters === "none") || (length !== undefined && !takes.length)) return takesNone(name, operator);
  if (!given || form === undefined || form.test(parameters)) return undefined;
  return { detail: `operator ${name} cannot have the parameters ${shown(parameters)}`, hint: `Write for example ${example}` };
}

function takesNone(name: string, { parameters, example }: CommandOperator): FormatProblem {
  const what = parameters === "none" ? "neither parameters nor a length" : "no length";
  return { detail: `operator ${name} takes ${what}`, hint: `Write ${example}` };
}

function unknownOperator(name: string): FormatProblem {
  const near = nearestName(name, [...commandOperators.keys()]);
  const detail = `there is no operator ${name}`;
  return { detail, hint: near === undefined ? "See Envoy's command operators; CEL and COALESCE are not taken" : `Did you mean ${near}?` };
}
