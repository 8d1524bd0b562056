import { ruleIdentity } from "../../../src/model/object/route.ts";
import type { SeededRandom } from "../load/seeded-random.ts";
import { route } from "../stack/edge.ts";
import { randomTextMatch, type TextMatch } from "./random-text.ts";

/** Conditions of one match, as a route writes them. */
export interface WrittenMatch {
  readonly path?: { readonly exact?: string; readonly prefix?: string; readonly regex?: string; readonly template?: string };
  readonly method?: string | readonly string[];
  readonly headers?: readonly NamedText[];
  readonly query?: readonly NamedText[];
  readonly cookies?: readonly NamedText[];
  readonly grpc?: { readonly service: string; readonly method?: string };
}

/** A named value and how it is compared. */
export type NamedText = TextMatch & { readonly name: string; readonly not?: boolean };

/** One route of a random table. */
export interface RandomRoute {
  readonly name: string;
  readonly hostnames: readonly string[];
  /** Of every rule. */
  readonly matches: readonly WrittenMatch[];
  readonly object: object;
}

/** Listeners of the gateway `web` that routes may pick. */
const sections = ["http", "wild", "secure", "narrow"] as const;

/** Hostnames of routes; every listener admits some of them. */
const hostnames = ["a.test", "b.a.test", "c.b.a.test", "*.a.test", "*.b.a.test", "*.test", "d.test"];

/** Expressions of paths and templates, each with paths that they match. */
const expressions: Readonly<Record<string, readonly string[]>> = {
  "/a/.*": ["/a/b", "/a/"],
  "/[ab]+": ["/a", "/ab"],
  "/a(/b)?": ["/a", "/a/b"],
  ".*b": ["/b", "/a/b", "/ab"],
  "/(?i)A": ["/a", "/A"],
};
const templates: Readonly<Record<string, readonly string[]>> = {
  "/a/*": ["/a/b", "/a/"],
  "/a/**": ["/a/b/c", "/a/", "/a"],
  "/{x}/b": ["/a/b", "//b"],
  "/a/{y=b/*}": ["/a/b/c", "/a/b/"],
  "/*/b/**": ["/a/b/c", "/a/b/"],
  "/**": ["/", "/a/b"],
  "/{x}.json": ["/a.json", "/.json"],
  "/a/**.json": ["/a/b/c.json", "/a/.json"],
};
const paths = ["/", "/a", "/a/", "/a/b", "/a/b/", "/ab", "/A", "/a.b", "/a%20b", "/a;p", "/a/b/c", "/~a", "/%C3%A4"];
const methods = ["GET", "POST", "PUT", "get", "OPTIONS"];

/** Paths that a path match holds for. */
export function pathsFor({ exact, prefix, regex, template }: NonNullable<WrittenMatch["path"]>): readonly string[] {
  if (exact !== undefined) return [exact];
  if (prefix !== undefined) return prefix.endsWith("/") ? [prefix, `${prefix}x`] : [prefix, `${prefix}/x`, `${prefix}x`];
  return (regex === undefined ? templates[template ?? ""] : expressions[regex]) ?? [];
}

/** Some routes of the gateway `web`, all of whose rules have different matches. */
export function randomRoutes(random: SeededRandom, table: number): readonly RandomRoute[] {
  return Array.from({ length: 2 + random.below(5) }, (_, index) => randomRoute(random, `r${table}-${index}`));
}

function randomRoute(random: SeededRandom, name: string): RandomRoute {
  const names = random.below(6) === 0 ? [] : random.some(hostnames).slice(0, 3);
  const rules = Array.from({ length: 1 + random.below(6) }, (_, index) => randomRule(random, `rule-${index}`));
  const section = random.below(3) === 0 ? random.pick(sections) : undefined;
  const fields = { parents: [{ name: "web", ...(section !== undefined && { section }) }], hostnames: names.length === 0 ? undefined : names };
  return { name, hostnames: names, matches: rules.flatMap(({ matches }) => matches), object: route(name, distinct(rules), fields) };
}

interface RandomRule {
  readonly name: string;
  readonly matches: readonly WrittenMatch[];
  readonly action: object;
}

function randomRule(random: SeededRandom, name: string): RandomRule {
  const matches = Array.from({ length: 1 + random.below(3) }, () => randomMatch(random));
  return { name, matches, action: randomAction(random) };
}

function distinct(rules: readonly RandomRule[]): readonly object[] {
  const seen = new Set<string>();
  return rules.flatMap(({ name, matches, action }) => {
    const identity = ruleIdentity({ matches } as Parameters<typeof ruleIdentity>[0]);
    if (seen.has(identity)) return [];
    seen.add(identity);
    return [{ name, matches, ...action }];
  });
}

function randomMatch(random: SeededRandom): WrittenMatch {
  const often = <T>(one: number, make: () => T): T | undefined => (random.below(one) === 0 ? make() : undefined);
  const grpc = often(8, () => ({
    service: random.pick(["acme.Orders", "acme.v1.Carts"]),
    ...(random.below(2) === 0 && { method: random.pick(["Get", "List"]) }),
  }));
  const named = (place: "header" | "query" | "cookie", names: readonly string[]) => (): readonly NamedText[] =>
    random.some(names).map((name) => ({ name, ...randomTextMatch(random, place), ...(place !== "query" && random.below(4) === 0 && { not: true }) }));
  const match = {
    path: grpc === undefined ? often(1.2, () => randomPath(random)) : undefined,
    method: grpc === undefined ? often(4, () => (random.below(2) === 0 ? random.pick(methods) : random.some(methods))) : undefined,
    headers: often(4, named("header", ["x-a", "X-B", "x-c"])),
    query: often(4, named("query", ["q", "r", "q%20r", "Q"])),
    cookies: often(5, named("cookie", ["c", "d"])),
    grpc,
  };
  return Object.fromEntries(Object.entries(match).filter(([, value]) => value !== undefined));
}

function randomPath(random: SeededRandom): NonNullable<WrittenMatch["path"]> {
  switch (random.below(6)) {
    case 0:
      return { regex: random.pick(Object.keys(expressions)) };
    case 1:
      return { template: random.pick(Object.keys(templates)) };
    case 2:
    case 3:
      return { exact: random.pick(paths) };
    default:
      return { prefix: random.pick(paths) };
  }
}

function randomAction(random: SeededRandom): object {
  const backend = () => ({ service: random.pick(["one", "two", "three", "empty", "gone"]), weight: random.below(3) });
  switch (random.below(6)) {
    case 0:
      return { redirect: { host: "elsewhere.test", status: random.pick([301, 302, 303, 307, 308]) } };
    case 1:
      return { respond: { status: random.pick([200, 204, 418, 503]) } };
    case 2:
      return { backends: [{ service: random.pick(["one", "two"]), version: random.pick(["v1", "v2", "v3"]), weight: 1 }, backend()] };
    default:
      return {
        backends: [{ ...backend(), weight: 1 }, ...(random.below(2) === 0 ? [backend(), backend()] : [])],
        ...(random.below(4) === 0 && { upgrades: ["CONNECT", "websocket"] }),
      };
  }
}
