import type { Identifier } from "../identify/attempt.ts";
import { headerInput, type Input } from "../plan/input.ts";
import type { DecisionRequest } from "../request/decision-request.ts";
import { shortestCredential } from "./mask.ts";

/** Where callers put credentials, whatever a policy asks for. */
export const usualCredentials: readonly Input[] = ["authorization", "proxy-authorization", "cookie", "x-api-key"].map(headerInput);
const open = /^(?:principal$|host$|login )/u;

/** What ways of identification read as credentials. The name in a certificate is none: it says who it is, and everybody may see it; nor are host and path. */
export function credentialInputs(identifiers: readonly Identifier[]): readonly Input[] {
  return [...usualCredentials, ...identifiers.flatMap(({ inputs, secrets = [] }) => [...inputs.filter(({ id }) => !open.test(id)), ...secrets])];
}

/**
 * The credentials of a request, as they may stand in texts: whole values, without the scheme's word, each cookie and each parameter by itself, and the
 * password of a Basic one.
 */
export function credentialTexts(inputs: readonly Input[], request: DecisionRequest): readonly string[] {
  const values = inputs.flatMap((input) => input.read(request) ?? []);
  return [...new Set(values.flatMap(partsOf))];
}

function partsOf(value: string): readonly string[] {
  // What stands in a piece is no longer than it; a header may have thousands of short ones.
  const pieces = [value, ...value.split(";"), ...value.split(/[ ;,]+/u)].filter(({ length }) => length >= shortestCredential);
  return [...pieces.flatMap(nameless), ...passwordOf(value)];
}

/** A piece as it is, and what stands behind its name. */
function nameless(piece: string): readonly string[] {
  const text = piece.trim();
  const behind = text.slice(text.indexOf("=") + 1).trim();
  return [text, behind, behind.replace(/^"(.*)"$/su, "$1")];
}

function passwordOf(value: string): readonly string[] {
  const [, encoded] = /^basic +([A-Za-z0-9+/]+=*)$/iu.exec(value) ?? [];
  if (encoded === undefined) return [];
  const user = Buffer.from(encoded, "base64").toString("utf8");
  return [user, user.slice(user.indexOf(":") + 1)];
}
