import { pointer as pointerOf } from "../../kit/json-pointer.ts";
import type { Problem } from "../../kit/problem.ts";
import { type AnswerValue, answerValues, fillAnswer, isAnswerValue, placeholdersIn } from "./answer-text.ts";
import type { AnswersSpec } from "./shape-schema.ts";

const list = answerValues.map((name) => `{${name}}`).join(", ");

/** What is wrong with the bodies of a policy's own answers. */
export function checkAnswers(answers: AnswersSpec = {}): readonly Problem[] {
  return (["unauthenticated", "forbidden"] as const).flatMap((kind) => {
    const { headers, ...bodies } = answers[kind] ?? {};
    const type = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "content-type")?.[1];
    return (["json", "html", "text"] as const).flatMap((form) =>
      bodyProblems(bodies[form] ?? "", { pointer: pointerOf("answers", kind, form), isJson: isJson(form, type) }),
    );
  });
}

/** Clients of gRPC get their text as a message, whatever its type. */
function isJson(form: "json" | "html" | "text", type: string | undefined): boolean {
  return form !== "text" && (type === undefined ? form === "json" : /[/+]json *(?:;|$)/iu.test(type));
}

interface Place {
  readonly pointer: string;
  readonly isJson: boolean;
}

function bodyProblems(body: string, { pointer, isJson }: Place): readonly Problem[] {
  const unknown = placeholdersIn(body).find((name) => !isAnswerValue(name));
  if (unknown !== undefined) {
    const detail = `Placeholder {${unknown}} is not known; there are ${list}`;
    return [{ code: "INVALID_VALUE", pointer, detail, hint: `Write {{${unknown}}} to mean the characters` }];
  }
  const fault = isJson && body !== "" ? jsonFault(body) : undefined;
  if (fault === undefined) return [];
  const hint = 'Placeholders but {status} stand between quotes: {"reason": "{code}"}; content that is no JSON has its content-type among headers';
  return [{ code: "INVALID_VALUE", pointer, detail: `The body is no JSON once its placeholders are filled in: ${fault}`, hint }];
}

/** A letter that means nothing outside of quotes and behind a backslash stands for everything that a value may begin with. */
const anyText = "x";
const sampleFor = (name: AnswerValue): string => (name === "status" ? "401" : anyText);

function jsonFault(body: string): string | undefined {
  try {
    JSON.parse(fillAnswer(body, sampleFor));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
