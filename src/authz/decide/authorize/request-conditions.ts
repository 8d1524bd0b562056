import type { AuthRule, RequestTest } from "../../../model/auth/rule-schema.ts";
import { hostInput, methodInput } from "../plan/input.ts";
import { type Condition, plainResult } from "./condition.ts";
import type { PathTable } from "./path-table.ts";

/** The conditions of a rule that look at the request: methods, paths, hosts. Cheap ones come first. */
export function requestConditions({ methods, paths, hosts, effect }: RequestTest & Pick<AuthRule, "effect">, table: PathTable): readonly Condition[] {
  const conditions: Condition[] = [];
  if (methods !== undefined) conditions.push(methodCondition(new Set(methods), effect === "deny"));
  if (hosts !== undefined) conditions.push(hostCondition(hosts));
  if (paths !== undefined) conditions.push(pathCondition(paths, table));
  return conditions;
}

/** `delete` is no `DELETE` (RFC 9110 §9.1), and some backends take it for one: a rule that denies fits it too. */
function methodCondition(methods: ReadonlySet<string>, inAnyCase: boolean): Condition {
  const fits = (method: string): boolean => methods.has(inAnyCase ? method.toUpperCase() : method);
  return { field: "methods", inputs: [methodInput], read: ({ request }) => request.method, test: ({ request }) => plainResult(fits(request.method)) };
}

function pathCondition(templates: readonly string[], table: PathTable): Condition {
  const numbers = templates.map((template) => table.add(template));
  const read: Condition["read"] = ({ request: { path } }) => (path.kind === "plain" ? path.path : null);
  return { field: "paths", inputs: [table.input], read, test: ({ paths }) => plainResult(numbers.some((number) => paths.has(number))) };
}

function hostCondition(hosts: readonly string[]): Condition {
  const exact = new Set(hosts.filter((host) => !host.startsWith("*.")));
  const suffixes = hosts.filter((host) => host.startsWith("*.")).map((host) => host.slice(1));
  const fits = (host: string) => exact.has(host) || suffixes.some((suffix) => host.length > suffix.length && host.endsWith(suffix));
  return { field: "hosts", inputs: [hostInput], read: ({ request }) => request.hostname, test: ({ request }) => plainResult(fits(request.hostname)) };
}
