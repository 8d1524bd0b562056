import type { Finding } from "../../graph/node/finding.ts";
import type { LowerContext } from "../../graph/policy/graph-policy.ts";
import type { AuthSpec } from "../../model/auth/auth-schema.ts";
import type { IdentifyMethod } from "../../model/auth/identify-schema.ts";
import { identityName } from "../../model/auth/identity-name.ts";
import type { AuthRule } from "../../model/auth/rule-schema.ts";
import { keyText } from "../../model/object/object.ts";
import type { AuthLevel } from "./auth-level.ts";

/** What of a rule looks at who calls, and whether somebody who was found out in a way may have it. */
const conditions = {
  identifiedBy: ({ identifiedBy = [] }, way) => identifiedBy.includes(identityName(way)),
  consumers: (_, { anonymous }) => anonymous === undefined,
  groups: ({ groups = [] }, { anonymous }) => anonymous === undefined || groups.some((group) => anonymous.groups?.includes(group) === true),
  scopes: (_, way) => isToken(way),
  anyOfScopes: (_, way) => isToken(way),
  claims: ({ claims = [] }, way) => isToken(way) || way.certificate !== undefined || claims.every(({ present }) => present === false),
} as const satisfies Record<string, (rule: AuthRule, way: IdentifyMethod) => boolean>;

type Field = keyof typeof conditions;

const fields = Object.keys(conditions) as readonly Field[];

/**
 * The rules of each level that look at who calls where nothing finds that out – not at their own level nor at a broader one. No request fits them: an error where
 * nothing else lets anybody in, a warning beside rules that may.
 */
export function unknownCallers(levels: readonly AuthLevel[], context: LowerContext): readonly Finding[] {
  const findings: Finding[] = [];
  let known: readonly IdentifyMethod[] = [];
  for (const level of levels) {
    const ways = waysAt(level.spec, known);
    findings.push(...deadRules(level, ways, context));
    if (level.spec.shadow !== true) known = ways;
  }
  return findings;
}

/** Whoever shows nothing at a level that takes everybody may be known from a broader one. */
function waysAt({ identify }: AuthSpec, known: readonly IdentifyMethod[]): readonly IdentifyMethod[] {
  if (identify === undefined) return known;
  return identify.some(({ anonymous }) => anonymous !== undefined) ? [...identify, ...known] : identify;
}

function deadRules({ spec, origin }: AuthLevel, ways: readonly IdentifyMethod[], { subject, certificates: place }: LowerContext): readonly Finding[] {
  const rules = spec.authorize?.rules ?? [];
  const dead = rules.map((rule) => isDead(rule, ways));
  const isOpen = spec.shadow === true || rules.some(({ effect }, index) => effect !== "deny" && dead[index] !== true);
  const others = [subject.object, ...(place === undefined ? [] : [place.gateway])];
  const involves = others.filter((key) => keyText(key) !== keyText(origin.object));
  return rules.flatMap((rule, index): readonly Finding[] => {
    if (dead[index] !== true) return [];
    const at = { object: origin.object, pointer: `${origin.pointer}/authorize/rules/${index}`, condition: "Accepted", involves } as const;
    return [{ ...at, ...words(rule, index, ways), ...((isOpen || rule.effect === "deny") && { severity: "warning" }) }];
  });
}

function isDead(rule: AuthRule, ways: readonly IdentifyMethod[]): boolean {
  const asked = fields.filter((field) => rule[field] !== undefined);
  return asked.length > 0 && !ways.some((way) => asked.every((field) => conditions[field](rule, way)));
}

function words(rule: AuthRule, index: number, ways: readonly IdentifyMethod[]): Pick<Finding, "code" | "detail" | "hint"> {
  const asked = fields.filter((field) => rule[field] !== undefined).join(" and ");
  const how = ways.length === 0 ? "no level says who calls here" : `who calls is found out by ${ways.map(identityName).join(" or ")}, which does not tell it`;
  return {
    code: "NEEDS_AUTH",
    detail: `Rule ${rule.name ?? index + 1} goes by ${asked}, and ${how}: no request fits it`,
    hint:
      ways.length === 0 ? "Say in identify who may call, here or at a broader level" : "Add a way of identification that tells it, here or at a broader level",
  };
}

function isToken({ jwt, introspection, oidc }: IdentifyMethod): boolean {
  return jwt !== undefined || introspection !== undefined || oidc !== undefined;
}
