import { type AnswerValue, fillAnswer } from "../../../model/auth/answer-text.ts";
import { escapeHtml, escapeJson } from "./escape.ts";

/** A body that a policy writes, with its placeholders filled in so that no value can be taken for markup of that kind of content. */
export function ownBody(body: string, contentType: string, values: Readonly<Record<AnswerValue, string>>): string {
  const encode = escapeFor(contentType);
  return fillAnswer(body, (name) => encode(values[name]));
}

function escapeFor(contentType: string): (text: string) => string {
  const type = contentType.toLowerCase();
  if (/html|xml/u.test(type)) return escapeHtml;
  return type.startsWith("text/plain") ? (text) => text : escapeJson;
}
