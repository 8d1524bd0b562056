import type { Identifier } from "../identify/attempt.ts";
import { headerInput, type Input } from "../plan/input.ts";
import type { DecisionRequest } from "../request/decision-request.ts";

/** Where callers put credentials, whatever a policy asks for. */
const usual: readonly Input[] = ["authorization", "proxy-authorization", "cookie"].map(headerInput);
const open = /^(?:principal$|host$|login )/u;

/** What ways of identification read as credentials. The name in a certificate is none: it says who it is, and everybody may see it; nor are host and path. */
export function credentialInputs(identifiers: readonly Identifier[]): readonly Input[] {
  return [...usual, ...identifiers.flatMap(({ inputs, secrets = [] }) => [...inputs.filter(({ id }) => !open.test(id)), ...secrets])];
}

/** The credentials of a request, as they may stand in texts: whole values, without the scheme's word, and each cookie by itself. */
export function credentialTexts(inputs: readonly Input[], request: DecisionRequest): readonly string[] {
  const values = inputs.flatMap((input) => input.read(request) ?? []);
  const parts = values.flatMap((value) => value.split(/[ ;,]+|(?<=^[^=]{1,256})=/u));
  return [...new Set([...values, ...parts])].sort((left, right) => right.length - left.length);
}
