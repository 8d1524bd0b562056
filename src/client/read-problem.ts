import { z } from "zod";
import { ClientError, type ProblemDocument } from "./client-error.ts";

const violation = z.looseObject({
  in: z.string().default("body"),
  pointer: z.string(),
  code: z.string(),
  detail: z.string(),
  hint: z.string().exactOptional(),
  object: z.looseObject({ kind: z.string(), namespace: z.string().exactOptional(), name: z.string() }).exactOptional(),
});

const document = z.looseObject({
  status: z.int(),
  code: z.string(),
  title: z.string(),
  detail: z.string().default(""),
  instance: z.string().default(""),
  violations: z.array(violation).default([]),
});

/** The error for an answer that is not a success: the server's own problem document, or a sentence when something else answered. */
export function errorOfAnswer(answer: { readonly status: number; readonly text: string; readonly url: string }): ClientError {
  const problem = readProblem(answer.text);
  if (problem !== undefined) return new ClientError("ERR_CLIENT_PROBLEM", problem.detail === "" ? problem.title : problem.detail, { problem });
  return new ClientError("ERR_CLIENT_NOT_SLUICE", `${answer.url} answered ${answer.status} without a problem document: is this the admin address of sluice?`);
}

function readProblem(text: string): ProblemDocument | undefined {
  try {
    const members: unknown = JSON.parse(text);
    const read = document.safeParse(members);
    return read.success ? { ...read.data, members: members as Readonly<Record<string, unknown>> } : undefined;
  } catch {
    return undefined;
  }
}
