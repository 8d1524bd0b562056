import { z } from "zod";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { AdminError } from "../problem/admin-error.ts";
import { type ProblemCode, problemTypes } from "../problem/problem-types.ts";

const problemType = z.strictObject({ code: z.string(), status: z.int(), title: z.string(), help: z.string() }).meta({ id: "ProblemType" });

/** GET of what a problem's `type` means: RFC 9457 wants it to lead somewhere. */
export function problemOperation(): Operation {
  return defineOperation({
    id: "getProblemType",
    method: "get",
    path: "/v1/problems/{code}",
    tag: "Health",
    summary: "Read what a type of problem means and what to do",
    access: "public",
    parameters: {
      path: z.strictObject({
        code: z
          .string()
          .regex(/^[A-Z_]{1,64}$/, { error: "must be a code in capital letters" })
          .describe("Code of the problem"),
      }),
    },
    answers: { 200: jsonAnswer("The type", problemType) },
    problems: ["NOT_FOUND"],
    handle: ({ path: { code } }) => {
      if (!isProblemCode(code)) throw new AdminError("NOT_FOUND", `There is no problem with the code ${code}`);
      return { status: 200, body: { code, ...problemTypes[code] } };
    },
  });
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problemTypes, code);
}
