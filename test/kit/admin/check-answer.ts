import { expect } from "vitest";
import type { Json, JsonObject } from "../../../src/kit/json.ts";
import { schemaProblems } from "./json-schema.ts";

/** An answer of a running server. */
export interface SeenAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly mediaType: string;
  readonly text: string;
  readonly body: Json;
}

/** Holds an answer against the OpenAPI document: the status is declared, so is the media type, and the body is as its schema says. */
export function checkAnswer(answer: SeenAnswer, document: JsonObject): void {
  const operation = findOperation(answer, document);
  if (operation === undefined) {
    checkUndeclared(answer);
    return;
  }
  const declared = (operation["responses"] as JsonObject)[String(answer.status)] as JsonObject | undefined;
  expect(declared, `${answer.method} ${answer.path} answered ${answer.status}, which is not declared: ${answer.text.slice(0, 500)}`).toBeDefined();
  const content = (declared?.["content"] ?? {}) as JsonObject;
  if (answer.text === "" && (answer.method === "HEAD" || Object.keys(content).length === 0)) return;
  const mediaType = answer.mediaType.split(";")[0] ?? "";
  const media = content[mediaType] as JsonObject | undefined;
  expect(media, `${answer.method} ${answer.path} answered ${mediaType}, declared are ${Object.keys(content).join(", ")}`).toBeDefined();
  if (!mediaType.endsWith("json") || mediaType.endsWith("ndjson")) return;
  expect(schemaProblems(media?.["schema"] ?? true, answer.body, document), `${answer.method} ${answer.path} ${answer.text.slice(0, 1000)}`).toEqual([]);
}

/** What no operation answers: an unknown address or a method that it does not have. */
function checkUndeclared(answer: SeenAnswer): void {
  expect([204, 404, 405], `${answer.method} ${answer.path} is in no document and answered ${answer.status}`).toContain(answer.status);
}

function findOperation(answer: SeenAnswer, document: JsonObject): JsonObject | undefined {
  const path = answer.path.split("?")[0] ?? "";
  const paths = document["paths"] as JsonObject;
  const template = Object.keys(paths).find((candidate) =>
    new RegExp(`^${candidate.replaceAll(/[.]/gu, "[.]").replaceAll(/\{\w+\}/gu, "[^/]+")}$`, "u").test(path),
  );
  if (template === undefined) return undefined;
  const method = answer.method === "HEAD" ? "get" : answer.method.toLowerCase();
  return (paths[template] as JsonObject)[method] as JsonObject | undefined;
}
