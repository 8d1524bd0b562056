import { readKeySet } from "../../kit/jose/key-set.ts";
import type { Json } from "../../kit/json.ts";
import { pointer as pointerOf } from "../../kit/json-pointer.ts";
import type { Problem } from "../../kit/problem.ts";
import { shown } from "../check/complaint.ts";
import { claimProblems } from "./claim-name.ts";
import type { JwtSpec, TokenIssuer } from "./jwt-schema.ts";
import { isUnheardUrl, unheardHint } from "./token-fields.ts";

/** What is wrong with identification by a token. */
export function checkJwt({ issuers }: JwtSpec, pointer: string): readonly Problem[] {
  return issuers.flatMap((issuer, index) => {
    const at = pointer + pointerOf("issuers", index);
    const twin = issuers.findIndex((other) => other.issuer === issuer.issuer) < index;
    const detail = `Issuer ${shown(issuer.issuer)} stands here twice`;
    return [
      ...(twin ? [{ code: "DUPLICATE_NAME", pointer: `${at}/issuer`, detail, hint: "Put both into one entry" }] : []),
      ...discoveryProblems(issuer, at),
      ...keyProblems(issuer, at),
      ...namedClaimProblems(issuer, at),
    ];
  });
}

function discoveryProblems({ issuer, discovery }: TokenIssuer, pointer: string): readonly Problem[] {
  if (discovery !== true) return [];
  const at = `${pointer}/issuer`;
  if (/^https?:\/\/[^\s?#]+$/u.test(issuer)) {
    if (isUnheardUrl(issuer)) return [];
    return [
      { code: "INVALID_VALUE", pointer: at, detail: `Issuer ${shown(issuer)} is not a URL of https, so its keys cannot be discovered`, hint: unheardHint },
    ];
  }
  const detail = `Issuer ${shown(issuer)} is not a URL, so its keys cannot be discovered`;
  return [{ code: "INVALID_VALUE", pointer: at, detail, hint: "Name the keys with jwks or keys" }];
}

/** Keys in a policy are read by everybody who may read the policy. */
function keyProblems({ keys }: TokenIssuer, pointer: string): readonly Problem[] {
  if (keys === undefined) return [];
  const at = `${pointer}/keys`;
  const read = readKeySet(keys as Json);
  if (read === undefined) return [{ code: "INVALID_VALUE", pointer: at, detail: "Value is not a JWK Set", hint: "Write { keys: [ … ] }" }];
  const secret = read.keys.some(({ kind }) => kind === "oct") || JSON.stringify(keys).includes('"d":');
  if (secret)
    return [{ code: "INVALID_VALUE", pointer: at, detail: "JWK Set has a secret or private key", hint: "Write public keys alone: policies can be read" }];
  if (read.problems.length > 0) return read.problems.map((detail) => ({ code: "INVALID_VALUE", pointer: at, detail }));
  return read.keys.length > 0 ? [] : [{ code: "INVALID_VALUE", pointer: at, detail: "JWK Set has no key that signatures can be verified with" }];
}

/** What is wrong with the claims that are named. */
export function namedClaimProblems(claims: NamedClaims, pointer: string): readonly Problem[] {
  return claimsOf(claims).flatMap(([field, claim]) => claimProblems(claim, pointer + field));
}

type NamedClaims = Pick<TokenIssuer, "require" | "subject" | "groups" | "scopes">;

function claimsOf({ require: required = [], subject, groups, scopes }: NamedClaims): readonly (readonly [field: string, claim: string])[] {
  const named = [
    ["/subject", subject],
    ["/groups", groups],
    ["/scopes", scopes],
  ] as const;
  return [
    ...required.map((claim, index) => [pointerOf("require", index), claim] as const),
    ...named.flatMap(([field, claim]) => (claim === undefined ? [] : [[field, claim] as const])),
  ];
}
