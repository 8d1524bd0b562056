import type { AnswerDescription, BodySchema } from "../http/operation.ts";

/** Describes an answer whose body is JSON. */
export function jsonAnswer(description: string, schema: BodySchema, headers?: Readonly<Record<string, string>>): AnswerDescription {
  return { description, content: { "application/json": schema }, ...(headers === undefined ? {} : { headers }) };
}
