import { pointer as pointerOf } from "../../kit/json-pointer.ts";
import type { Problem } from "../../kit/problem.ts";
import { answerValues, isAnswerValue, placeholdersIn } from "./answer-text.ts";
import type { AnswersSpec } from "./shape-schema.ts";

const list = answerValues.map((name) => `{${name}}`).join(", ");

/** What is wrong with the bodies of a policy's own answers. */
export function checkAnswers(answers: AnswersSpec = {}): readonly Problem[] {
  return (["unauthenticated", "forbidden"] as const).flatMap((kind) =>
    (["json", "html", "text"] as const).flatMap((form) => bodyProblems(answers[kind]?.[form] ?? "", pointerOf("answers", kind, form))),
  );
}

function bodyProblems(body: string, pointer: string): readonly Problem[] {
  const unknown = placeholdersIn(body).find((name) => !isAnswerValue(name));
  if (unknown === undefined) return [];
  const detail = `Placeholder {${unknown}} is not known; there are ${list}`;
  return [{ code: "INVALID_VALUE", pointer, detail, hint: `Write {{${unknown}}} to mean the characters` }];
}
