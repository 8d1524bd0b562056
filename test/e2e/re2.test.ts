import { get } from "node:http";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toByteText } from "../../src/kit/re2/byte-text.ts";
import { checkRe2, defaultMaxProgramSize } from "../../src/kit/re2/check-re2.ts";
import { matchRe2 } from "../../src/kit/re2/match-re2.ts";
import { parseRe2 } from "../../src/kit/re2/parse-re2.ts";
import { programSize } from "../../src/kit/re2/program-size.ts";
import { generalCategories, scripts } from "../../src/kit/re2/unicode-names.ts";
import { startEnvoy, validateWithEnvoy } from "../kit/binary/envoy.ts";
import { describeWith } from "../kit/binary/require.ts";

/** Fixed, so that a run can be repeated. */
const seed = 20_261;

const pieces = [
  ..."a b Z 0 - ] [ ^ $ . | * + ? { } é / = ! < : \n".split(" "),
  ...["(", ")", "(?:", "(?i)", "(?i:", "(?P<n>", "(?<m>", "(?s-i:", "(?U)", "(?=", "{2}", "{1,3}", "{,2}", "{3,}", "{0}", "??", "*?"],
  ...["\\d", "\\W", "\\pL", "\\p{Greek}", "\\P{^Lu}", "\\x41", "\\x{e9}", "\\n", "\\Q", "\\E", "\\A", "\\z", "\\b", "\\1", "\\.", "\\C"],
  ...["[a-z]", "[^a-z0-9]", "[[:alpha:]]", "[\\d-]", "[]a]"],
];

/** Cases that random pieces seldom meet. */
const cases = [
  ..."a{1000} a{1001} (a{100}){10} (a{100}){11} ((a{10}){10}){11} a** a*?+ x{2}{3} a?? a{1}?? (?x)a (?P=n) (?P<a (?P<> (?P<1a>a) (?P<a-b>a)".split(" "),
  ..."(?) (?)a (? (?i (?i:a (?--i) (?i-)a (?ii) (?'n'a) (?|a) (?R) (?1) (?>a) (?#c) (?<=a) (?<!a) (?!a)".split(" "),
  ..."\\x{100} \\x{ff} \\x{} \\x{1 \\x1 \\777 \\377 \\400 \\18 \\12 \\0 \\8 \\Z \\G \\h \\K \\R \\X \\u0041 \\cA \\e \\N \\_ \\- \\é a\\Eb a\\ [a\\".split(" "),
  ..."[z-a] [a-\\d] [\\b] [] [^] [ [^ []-a] [--a] [a-b-c] [[:foo:]] [[:alpha: [[.a.]] [[:^word:]-z] \\p \\p{ \\p{} \\pé \\p^N \\p{^Greek} \\p{greek} \\p{Any}".split(
    " ",
  ),
  ..."a) (a {1} *a |* (*) x|+ ()* (?:)* (?i)* a(?i)* ^* $+ \\b? \\Q\\E* \\Qa\\E* \\Qab \\Q\\ a{01} a{2,1} a{,1001} a{100000000000}".split(" "),
];

function asBootstrap(patterns: readonly string[], maxProgramSize = 1_000_000): Record<string, unknown> {
  const routes = patterns.map((regex) => ({ match: { safe_regex: { regex } }, direct_response: { status: 200 } }));
  return withRoutes(routes, maxProgramSize);
}

function withRoutes(routes: readonly object[], maxProgramSize: number): Record<string, unknown> {
  const manager = {
    "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
    stat_prefix: "re2",
    route_config: { virtual_hosts: [{ name: "all", domains: ["*"], routes }] },
    http_filters: [{ name: "router", typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" } }],
  };
  const address = { socket_address: { address: "127.0.0.1", port_value: 0 } };
  return {
    static_resources: { listeners: [{ name: "edge", address, filter_chains: [{ filters: [{ name: "http", typed_config: manager }] }] }] },
    layered_runtime: { layers: [{ name: "static", static_layer: { "re2.max_program_size.error_level": maxProgramSize } }] },
  };
}

/** Those that Envoy takes: many at once, halved where there is a bad one among them. */
async function takenOf(patterns: readonly string[]): Promise<string[]> {
  if (patterns.length === 0 || (await validateWithEnvoy(asBootstrap(patterns))) === undefined) return [...patterns];
  if (patterns.length === 1) return [];
  const middle = Math.ceil(patterns.length / 2);
  return [...(await takenOf(patterns.slice(0, middle))), ...(await takenOf(patterns.slice(middle)))];
}

async function sizeInEnvoy(pattern: string): Promise<number> {
  const words = await validateWithEnvoy(asBootstrap([pattern], 1));
  return Number(/program size of (?<size>\d+) >/u.exec(words ?? "program size of 1 >")?.groups?.["size"]);
}

function randomPatterns(count: number): string[] {
  const pattern = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(""));
  return fc.sample(pattern, { numRuns: count, seed });
}

describeWith("RE2 as Envoy applies it", ["envoy"], () => {
  it("takes and refuses the same patterns as checkRe2", async () => {
    const patterns = [...new Set([...cases, ...randomPatterns(400)])];
    const good = patterns.filter((pattern) => checkRe2(pattern) === undefined);
    // Envoy takes all good ones in one start; each bad one costs a start of its own, so the random ones among them are cut.
    const bad = patterns.filter((pattern) => checkRe2(pattern) !== undefined).slice(0, 150);
    expect(good.length).toBeGreaterThan(150);
    expect(bad).toHaveLength(150);
    expect(await takenOf(good)).toEqual(good);
    for (const pattern of bad) expect(await validateWithEnvoy(asBootstrap([pattern])), pattern).toBeDefined();
  });

  it("knows the same Unicode names", async () => {
    const names = [...generalCategories, ...scripts, "Any"].map((name) => `\\p{${name}}?`);
    expect(await takenOf(names)).toEqual(names);
    for (const name of ["Cn", "Letter", "Unknown", "latin"]) {
      expect(checkRe2(`\\p{${name}}`)).toBeDefined();
      expect(await validateWithEnvoy(asBootstrap([`\\p{${name}}`])), name).toContain("invalid character class range");
    }
  });

  it("never makes a larger program than programSize says", async () => {
    const patterns = [
      "(?:a|bb|ccc)*d?",
      "(?:a+){20}",
      "a{5,9}?",
      "(?i)\\w+[^é]",
      "(?:\\b)*a",
      ...randomPatterns(40).filter((pattern) => checkRe2(pattern) === undefined),
    ];
    for (const pattern of patterns) {
      const counted = programSize(parseRe2(toByteText(pattern)));
      expect(await sizeInEnvoy(pattern), pattern).toBeLessThanOrEqual(counted);
    }
  });

  it("has the limit of our bootstraps when it is told so, and 100 when not", async () => {
    const pattern = "[a-z0-9-]{1,63}";
    expect(checkRe2(pattern)).toBeUndefined();
    expect(await validateWithEnvoy(asBootstrap([pattern], defaultMaxProgramSize))).toBeUndefined();
    const { layered_runtime: _, ...plain } = asBootstrap([pattern]);
    expect(await validateWithEnvoy(plain)).toContain("> max program size of 100");
  });
});

describeWith("RE2 in a running Envoy", ["envoy"], () => {
  const texts = ["a", "b", "ab", "aab", "abc", "Z0", "-", "a-b", "é", "ba/=!<:", "AB", "0", "\u00e9\u00e9"];

  it("matches what matchRe2 matches", async () => {
    const patterns = randomPatterns(300)
      .flatMap((pattern) => [pattern, `.*${pattern}.*`])
      .filter((pattern) => checkRe2(pattern) === undefined);
    const routes = patterns.map((regex, index) => ({
      match: { path: `/${String(index)}`, headers: [{ name: "x-text", string_match: { safe_regex: { regex } } }] },
      direct_response: { status: 200 },
    }));
    const envoy = await startEnvoy(withRoutes(routes, defaultMaxProgramSize));
    const { edge = "" } = await envoy.admin.listeners();
    let matched = 0;
    for (const [index, pattern] of patterns.entries()) {
      const matcher = matchRe2(pattern);
      for (const text of texts) {
        const { status } = await ask(`http://${edge}/${String(index)}`, text);
        expect(status === 200, `${pattern} and ${text}`).toBe(matcher?.test(text));
        if (status === 200) matched += 1;
      }
    }
    expect(matched).toBeGreaterThan(100);
    await envoy.stop();
  });

  it("rewrites as replaceAll does", async () => {
    const table = [
      ["^/v1/(\\w+)", "/v1/users/7", "/\\1"],
      ["b*", "/abc", "-"],
      ["(a)(b)?", "/aab", "\\1\\2x"],
      ["(?:a|ab)", "/ab", "(\\0)"],
      ["(a+?)", "/aaa", ".\\1"],
      ["$", "/a", "z"],
    ] as const;
    const routes = table.map(([regex, path, substitution], index) => ({
      match: { path, headers: [{ name: "x-text", string_match: { exact: String(index) } }] },
      redirect: { regex_rewrite: { pattern: { regex }, substitution } },
    }));
    const envoy = await startEnvoy(withRoutes(routes, defaultMaxProgramSize));
    const { edge = "" } = await envoy.admin.listeners();
    for (const [index, [regex, path, substitution]] of table.entries()) {
      const { location } = await ask(`http://${edge}${path}`, String(index));
      const rewritten = matchRe2(regex)?.replaceAll(path, substitution) ?? "";
      expect(location, regex).toBe(`http://${edge}${rewritten.startsWith("/") ? "" : "/"}${rewritten}`);
    }
    await envoy.stop();
  });
});

/** Asks with a header whose bytes are the UTF-8 of `text`. */
function ask(url: string, text: string): Promise<{ status: number; location: string | undefined }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers: { "x-text": toByteText(text) }, timeout: 10_000 }, (response) => {
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode ?? 0, location: response.headers.location }));
    });
    request.on("error", reject);
    request.on("timeout", () => request.destroy(new Error(`No answer from ${url}`)));
  });
}

describe("the tables of this file", () => {
  it("have no pattern twice", () => {
    expect(new Set(cases).size).toBe(cases.length);
  });
});
