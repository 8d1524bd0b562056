import { z } from "zod";
import { roles } from "../access/principal.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";

const whoami = z.strictObject({ name: z.string(), role: z.enum(roles), namespaces: z.union([z.literal("*"), z.array(z.string())]) }).meta({ id: "Whoami" });

/** GET of who the caller is to the server. */
export function whoamiOperation(): Operation {
  return defineOperation({
    id: "whoami",
    method: "get",
    path: "/v1/whoami",
    tag: "Tokens",
    summary: "Read what the token that makes the request permits",
    access: "token",
    parameters: {},
    answers: { 200: jsonAnswer("Name, role and namespaces", whoami) },
    handle: ({ principal: { name, role, namespaces } }) => ({
      status: 200,
      body: { name, role, namespaces: namespaces === "*" ? "*" : [...namespaces].sort() },
    }),
  });
}
