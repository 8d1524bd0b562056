import { z } from "zod";
import type { JsonObject } from "../../kit/json.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { jsonAnswer } from "./json-answer.ts";

/** GET of the document that describes all operations, this one included; `document` is asked once. */
export function documentOperation(document: () => JsonObject): Operation {
  let made: JsonObject | undefined;
  return defineOperation({
    id: "openapi",
    method: "get",
    path: "/openapi.json",
    tag: "Documentation",
    summary: "This document",
    access: "public",
    parameters: {},
    answers: { 200: jsonAnswer("OpenAPI 3.1", z.looseObject({ openapi: z.string() })) },
    handle: () => {
      made ??= document();
      return { status: 200, body: made };
    },
  });
}
