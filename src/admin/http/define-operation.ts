import { z } from "zod";
import type { Operation, OperationDefinition } from "./operation.ts";

const nothing = z.strictObject({});

/** Makes an operation from its definition: absent parameter schemas take no parameter, and the types are forgotten. */
export function defineOperation<P extends z.ZodObject = typeof nothing, Q extends z.ZodObject = typeof nothing, H extends z.ZodObject = typeof nothing>(
  definition: OperationDefinition<P, Q, H>,
): Operation {
  const { parameters, problems, handle, ...rest } = definition;
  return {
    ...rest,
    problems: problems ?? [],
    parameters: { path: parameters.path ?? nothing, query: parameters.query ?? nothing, header: parameters.header ?? nothing },
    // The router calls it only with parameters that these very schemas have parsed.
    handle: handle as Operation["handle"],
  };
}
