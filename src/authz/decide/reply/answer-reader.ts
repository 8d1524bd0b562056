import { wireName } from "../request/check-view.ts";
import type { DecisionRequest } from "../request/decision-request.ts";
import { clientType } from "./client-type.ts";
import type { AnswerReader } from "./denied-answer.ts";

const requestId = wireName("x-request-id");

/** A proxy may take the id from its client, who writes what it likes. */
const longestId = 128;

/** Who is told what becomes of a request; where Envoy gives requests no id for logs, its own one stands for it. */
export function answerReader(request: DecisionRequest): AnswerReader {
  // What is cut between the halves of a character could not be encoded.
  const id = (request.header(requestId) ?? request.view.id).slice(0, longestId).toWellFormed();
  return { client: clientType(request), requestId: id };
}
