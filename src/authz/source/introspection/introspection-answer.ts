import type { Json, JsonObject } from "../../../kit/json.ts";

/** What is said of a token (RFC 7662 §2.2); undefined when it is not active. Whatever is not clear is an error. */
export function readIntrospection(document: Json): JsonObject | undefined {
  const answer = (typeof document === "object" && document !== null ? document : {}) as JsonObject;
  const { active, ...claims } = answer;
  if (typeof active !== "boolean") throw new Error("The answer does not say whether the token is active");
  return active ? claims : undefined;
}
