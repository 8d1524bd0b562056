import { wireName } from "../request/check-view.ts";
import type { DecisionRequest } from "../request/decision-request.ts";

/** Who reads an answer: a program (problem document), a person in a browser (page), or a gRPC client (a line of text). */
export type ClientType = "json" | "html" | "grpc";

const contentType = wireName("content-type");
const accept = wireName("accept");

/** Who reads the answer to a request. */
export function clientType(request: DecisionRequest): ClientType {
  if (request.header(contentType)?.startsWith("application/grpc") === true) return "grpc";
  return request.header(accept)?.includes("text/html") === true ? "html" : "json";
}
