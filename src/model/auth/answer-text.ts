/** What a body of an answer may have placeholders for. */
export const answerValues = ["code", "detail", "title", "status", "challenge", "requestId"] as const;

/** Something that a body of an answer may have a placeholder for. */
export type AnswerValue = (typeof answerValues)[number];

const known: ReadonlySet<string> = new Set(answerValues);

/** A word in braces, doubled to mean itself. Every other brace stands for itself, so that JSON and styles need no escape. */
const word = /\{\{(?<literal>[A-Za-z][\w.]*)\}\}|\{(?<name>[A-Za-z][\w.]*)\}/gu;

/** Names of the placeholders of a body in the order in which they stand there, also of those that are not known. */
export function placeholdersIn(body: string): readonly string[] {
  return [...body.matchAll(word)].flatMap(({ groups }) => groups?.["name"] ?? []);
}

/** Whether a body may have a placeholder for it. */
export function isAnswerValue(name: string): name is AnswerValue {
  return known.has(name);
}

/** A body with its placeholders filled in; one that is not known stays as it is. */
export function fillAnswer(body: string, textFor: (name: AnswerValue) => string): string {
  return body.replaceAll(word, (found: string, literal: string | undefined, name: string | undefined) => {
    if (literal !== undefined) return `{${literal}}`;
    return name !== undefined && isAnswerValue(name) ? textFor(name) : found;
  });
}
