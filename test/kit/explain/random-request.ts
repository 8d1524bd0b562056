import type { SeededRandom } from "../load/seeded-random.ts";
import { pathsFor, type RandomRoute, type WrittenMatch } from "./random-routes.ts";
import { randomText, textFor } from "./random-text.ts";

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly listener: "http" | "wild" | "secure";
  /** Server name and, unless the headers say otherwise, Host header. */
  readonly hostname: string;
  readonly method: string;
  /** Path and query, byte for byte. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
}

const segments = [
  "a",
  "b",
  "ab",
  "A",
  "a.b",
  "a%20b",
  "%41",
  "%61",
  "a;p",
  "x",
  "",
  ".",
  "..",
  "%2e",
  "%2e%2e",
  "~a",
  "%7ea",
  "%c3%a4",
  "%zz",
  "c.json",
  "a\\b",
  "a|b",
  "a^b",
];
const rareSegments = ["a%2Fb", "a%5cb", "a%00b", "%", "a%2fb%20c"];
const hostnames = ["a.test", "b.a.test", "c.b.a.test", "x.a.test", "x.b.a.test", "x.y.b.a.test", "d.test", "x.d.test", "other.example", "127.0.0.1"];
const methods = ["GET", "GET", "POST", "PUT", "OPTIONS", "HEAD", "DELETE"];

/** A request that some rule of the table is likely to take: made after one of its matches, with one thing or the other changed. */
export function randomRequest(random: SeededRandom, routes: readonly RandomRoute[]): WireRequest {
  const route = random.pick(routes);
  const match = route.matches.length === 0 ? {} : random.pick(route.matches);
  const often = (): boolean => random.below(8) > 0;
  const hostname = hostnameOf(route, random);
  const listener = random.pick(["http", "http", "wild", "secure"] as const);
  if (random.below(25) === 0) return { listener, hostname, method: "CONNECT", target: `${hostname}:443`, headers: headersOf(match, random) };
  return {
    listener,
    hostname,
    method: methodOf(often() ? match : {}, random),
    target: `${pathOf(often() ? match : {}, random)}${queryOf(often() ? match : {}, random)}`,
    headers: { ...headersOf(match, random), ...(random.below(10) === 0 && { host: otherHost(hostname, random) }) },
  };
}

function hostnameOf({ hostnames: own }: RandomRoute, random: SeededRandom): string {
  if (own.length === 0 || random.below(8) === 0) return random.pick(hostnames);
  return random.pick(own).replace("*", random.pick(["x", "b", "x.y"]));
}

function methodOf({ method, grpc }: WrittenMatch, random: SeededRandom): string {
  if (grpc !== undefined) return "POST";
  if (method === undefined) return random.pick(methods);
  return (typeof method === "string" ? method : random.pick(method)).toUpperCase();
}

function pathOf({ path, grpc }: WrittenMatch, random: SeededRandom): string {
  if (grpc !== undefined) return `/${grpc.service}/${grpc.method ?? random.pick(["Get", "List", ""])}`;
  if (path !== undefined && random.below(6) > 0) return random.pick(pathsFor(path));
  const rare = random.below(10) === 0;
  const picked = Array.from({ length: 1 + random.below(4) }, (_, index) => random.pick(rare && index === 0 ? rareSegments : segments));
  return `/${picked.join("/")}`;
}

function queryOf({ query = [] }: WrittenMatch, random: SeededRandom): string {
  const pairs = query.map(({ name, ...match }) => pair(name, textFor(match, random), random));
  const extra = random.below(3) === 0 ? [pair(random.pick(["q", "r", "s", "q%20r", "q+r", "Q"]), randomText(random), random)] : [];
  const all = random.below(4) === 0 ? [...extra, ...pairs] : [...pairs, ...extra];
  if (all.length === 0) return random.below(15) === 0 ? "?" : "";
  return `?${all.join("&")}`;
}

function pair(name: string, value: string, random: SeededRandom): string {
  const sent = random.below(6) === 0 ? encodeURIComponent(value) : value.replaceAll(/[ "#&]/gu, encodeURIComponent);
  if (random.below(20) === 0) return random.pick(["", "=", `=${sent}`, `${name}=${sent}=`]);
  return sent === "" && random.below(2) === 0 ? name : `${name}=${sent}`;
}

function headersOf({ headers = [], cookies = [], grpc }: WrittenMatch, random: SeededRandom): Readonly<Record<string, string>> {
  const some = <T>(list: readonly T[]): readonly T[] => list.filter(() => random.below(8) > 0);
  const own = some(headers).map(({ name, ...match }) => [name, textFor(match, random).trim()] as const);
  const extra = random.below(5) === 0 ? [[random.pick(["x-a", "x-b", "x_a", "x-d"]), randomText(random).trim()] as const] : [];
  const malformed = random.below(20) === 0 ? [random.pick(["c", "=a", " c=a", "c =a", "c=a=b", 'c="a'])] : [];
  const jar = [
    ...malformed,
    ...some(cookies).map(({ name, ...match }) => cookie(name, textFor(match, random))),
    ...(random.below(6) === 0 ? [cookie("c", randomText(random))] : []),
  ];
  const type = grpc === undefined ? (random.below(12) === 0 ? "application/grpc" : undefined) : contentType(random);
  return Object.fromEntries([
    ...extra,
    ...own,
    ...(jar.length === 0 ? [] : [["cookie", jar.join(random.pick(["; ", ";", ";  "]))] as const]),
    ...(type === undefined ? [] : [["content-type", type] as const]),
  ]);
}

function otherHost(hostname: string, random: SeededRandom): string {
  return random.pick([hostname.toUpperCase(), `${hostname}:8443`, random.pick(hostnames)]);
}

function cookie(name: string, value: string): string {
  return `${name}=${value.replaceAll(";", "")}`;
}

function contentType(random: SeededRandom): string {
  return random.pick([
    "application/grpc",
    "application/grpc",
    "application/grpc+proto",
    "application/grpc;x=y",
    "application/grpc-web",
    "application/json",
    "Application/GRPC",
  ]);
}
