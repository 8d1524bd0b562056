import { z } from "zod";
import type { Problem } from "../../kit/problem.ts";
import { backend } from "../object/common.ts";
import { type RouteMatch, type RouteRule, type RouteSpec, routeShape, ruleIdentity } from "../object/route.ts";
import { routeMatch } from "../object/route-match.ts";
import { checkMatch, templateProblem } from "./check-match.ts";
import { duplicateNames } from "./duplicate-names.ts";
import { placed } from "./placed-check.ts";
import { readRewriteTemplate, readTemplate } from "./uri-template.ts";

const rule = routeShape({}, "drop").rules.element as z.ZodType<RouteRule>;

/** The checks of the backends of routes and stream routes. */
export const backendChecks = (path: string) => [placed(path, z.array(backend), checkWeights)];

/** The checks of a Route's spec. */
export const routeChecks = [
  placed("/rules", z.array(z.unknown()), (rules, pointer) => duplicateNames(rules, pointer, "Rule")),
  placed("/rules", z.array(rule), checkIdentities),
  placed("/rules/*/matches/*", routeMatch, checkMatch),
  placed("/rules/*", rule, (each, pointer) => [...checkRewrite(each, pointer), ...checkRedirect(each, pointer)]),
  placed("/rules/*/rewrite/template", z.string(), (text, pointer) => templateProblem(text, pointer, readRewriteTemplate(text))),
  ...backendChecks("/rules/*/backends"),
];

function checkWeights(backends: readonly z.output<typeof backend>[], pointer: string): readonly Problem[] {
  if (backends.length === 0 || backends.some(({ weight }) => weight > 0)) return [];
  return [{ code: "NO_WEIGHT", pointer, detail: "All backends have weight 0, so none would get anything", hint: "Give at least one a weight" }];
}

/** Two rules with the same matches and no names cannot be told apart, and the second would never be reached. */
function checkIdentities(rules: RouteSpec["rules"], pointer: string): readonly Problem[] {
  const first = new Map<string, number>();
  return rules.flatMap((each, index): readonly Problem[] => {
    const identity = ruleIdentity({ ...(each.matches !== undefined && { matches: each.matches }) });
    const earlier = first.get(identity);
    if (earlier === undefined) {
      first.set(identity, index);
      return [];
    }
    return [
      {
        code: "DUPLICATE_RULE",
        pointer: `${pointer}/${index}`,
        detail: `Rule has the same matches as number ${earlier + 1} of the list and would never be reached`,
        hint: "Change its matches, or leave it out",
      },
    ];
  });
}

function checkRewrite({ rewrite, matches }: RouteRule, pointer: string): readonly Problem[] {
  if (rewrite === undefined) return [];
  if (Object.keys(rewrite).length === 0)
    return [{ code: "MISSING_FIELD", pointer: `${pointer}/rewrite`, detail: "Rewrite says nothing", hint: "Give it a path, prefix, regex, template or host" }];
  if (rewrite.prefix !== undefined) return needsPrefix(matches, `${pointer}/rewrite/prefix`);
  return rewrite.template === undefined ? [] : checkVariables(rewrite.template, matches, `${pointer}/rewrite/template`);
}

/** Every variable of the rewrite must be there whichever of the matches holds. */
function checkVariables(text: string, matches: RouteRule["matches"], pointer: string): readonly Problem[] {
  const written = readRewriteTemplate(text);
  if ("error" in written) return [];
  const templates = (matches ?? [{}]).map((match: RouteMatch) => match.path?.template);
  if (templates.includes(undefined))
    return [{ code: "CONFLICTING_FIELDS", pointer, detail: "A template rewrite needs a template in every match", hint: "Match by path.template" }];
  const missing = templates.flatMap((template) => {
    const read = readTemplate(template ?? "");
    return "error" in read ? [] : written.variables.filter((name) => !read.variables.includes(name));
  });
  return [...new Set(missing)].map((name) => ({
    code: "INVALID_TEMPLATE",
    pointer,
    detail: `Variable ${name} does not stand in the template of every match`,
    hint: `Add {${name}} to the matches, or leave it out here`,
  }));
}

function checkRedirect({ redirect, matches }: RouteRule, pointer: string): readonly Problem[] {
  if (redirect === undefined) return [];
  const changes = [redirect.scheme, redirect.host, redirect.port, redirect.path, redirect.prefix, redirect.regex];
  if (changes.every((change) => change === undefined) && !redirect.stripQuery) {
    return [
      {
        code: "MISSING_FIELD",
        pointer: `${pointer}/redirect`,
        detail: "Redirect leads to the address that was requested",
        hint: "Give it a scheme, host, port, path, prefix or regex",
      },
    ];
  }
  return redirect.prefix === undefined ? [] : needsPrefix(matches, `${pointer}/redirect/prefix`);
}

function needsPrefix(matches: RouteRule["matches"], pointer: string): readonly Problem[] {
  const kinds = (matches ?? []).flatMap(({ path }: RouteMatch) => (path === undefined ? [] : Object.keys(path)));
  const other = kinds.find((kind) => kind !== "prefix" && kind !== "exact");
  if (other === undefined) return [];
  return [
    {
      code: "CONFLICTING_FIELDS",
      pointer,
      detail: `A prefix cannot be replaced where the path is matched by ${other}`,
      hint: "Match by path.prefix or path.exact, or replace by regex",
    },
  ];
}
