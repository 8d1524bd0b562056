import { ourCase, peerCase } from "./authz/cases.ts";
import { measureSameMessage } from "./authz/same-message.ts";
import { measureThroughEnvoy } from "./authz/through-envoy.ts";
import { measureVariedMessages } from "./authz/varied-messages.ts";
import type { Bench, Measures, Ratio } from "./kit/bench.ts";

const kept = ["allow-all", "api-key", "jwt-rs256", "jwt-es256", "1000-policies"] as const;
const anew = ["jwt-rs256-seen", "rules", "cel", "1000-policies-anew"] as const;
const newTokens = ["jwt-rs256-new", "jwt-es256-new", "jwt-es256-new-2-cores"] as const;
const ours = ["no-op", ...kept, ...anew, ...newTokens].map((what) => `ours ${what}`);
const direct = [...ours, "opa allow-all", "opa jwt-rs256"];
const throughEnvoy = ["api-key", "jwt-rs256", "jwt-rs256-new"] as const;
const envoy = throughEnvoy.map((shown) => `envoy ${shown}`);
const envoyTokens = envoy.slice(1);

/** What a decision costs. */
export const authz: Bench = {
  name: "authz",
  about: [
    "`Check` with the request of a browser (1.3 kB) over 4 connections with 100 streams each. `no-op` is our lane with a service that does nothing. `allow-all`, `api-key`, `jwt-rs256`,",
    "`jwt-es256` and `1000-policies` are decided once and kept; `rules` (a hundred, the last one fits), `cel`, `jwt-rs256-seen` (the token's signature is known) and `1000-policies-anew`",
    "are decided anew each time. Of `1000-policies` each request names the next policy and shows the key of the next of a thousand consumers. Of `jwt-…-new` each has another token, whose",
    "signature is verified; with `2-cores`, of which the client takes its part, on other threads. `opa` is OPA's Go library behind what opa-envoy-plugin does with a request, without",
    "decision logs (`bench/authz/opa`), and verifies each token. Server and client – h2load, one of ours where requests differ – are pinned to a core each; CPU a check is what counts,",
    "rates are the machine's of the minute, and a latency is compared with what was asked in turns with it.",
    "",
    "`envoy` is one request after the other through a real Envoy with `envoy/static/authz.yaml`, which answers itself: a path that nobody guards, one for which we are asked, and one whose",
    "tokens Envoy's own filter, jwt_authn, verifies – each time; with the same key and the same tokens. Asking somebody is a call to another process and back, which a filter never is.",
  ].join("\n"),
  cases: [...direct, ...envoy],
  metrics: [
    { name: "CPU a check", unit: "µs", about: "User and system time of the server, by the kernel's count.", cases: direct },
    {
      name: "checks a second",
      unit: "calls",
      about: "Answered in two seconds, after one to warm up; where requests differ, 8,000 after 3,000.",
      cases: direct,
    },
    {
      name: "p99 at 10,000/s",
      unit: "ms",
      about: "A call as the client sees it at 10,000 a second, which is about all that a core can of new ES256 tokens; median of five rounds.",
      cases: ours,
    },
    {
      name: "p99 above no-op",
      unit: "ms",
      about: "The same, less that of a service that does nothing, asked in turns; median of five differences.",
      cases: ours,
    },
    { name: "no auth, p50", unit: "ms", about: "Through Envoy, of the path that nobody guards.", cases: envoy },
    { name: "added p50", unit: "ms", about: "What asking us adds to that; median of five differences.", cases: envoy },
    { name: "added p99", unit: "ms", about: "The same, 99th percentile.", cases: envoy },
    { name: "jwt_authn, added p50", unit: "ms", about: "What Envoy's own filter adds.", cases: envoyTokens },
    { name: "jwt_authn, added p99", unit: "ms", about: "The same, 99th percentile.", cases: envoyTokens },
  ],
  ratios: [
    against("ours allow-all", "opa allow-all", 0.1),
    against("ours jwt-rs256", "opa jwt-rs256", 0.1),
    against("ours jwt-rs256-new", "opa jwt-rs256", 0.5),
    against("ours api-key", "ours no-op"),
    ...["ours allow-all", "ours jwt-rs256", "ours jwt-es256"].map((of) => ({ title: `CPU a check, µs: ${of}`, of: cell(of), atMost: 10 })),
    ...kept.map((what) => ({ title: `p99 above no-op, ms: ours ${what}`, of: cell(`ours ${what}`, "p99 above no-op"), atMost: 1 })),
    ...anew.map((what) => ({ title: `p99 above no-op, ms: ours ${what}`, of: cell(`ours ${what}`, "p99 above no-op"), atMost: 1 })),
    ...newTokens.map((what) => ({ title: `p99 above no-op, ms: ours ${what}`, of: cell(`ours ${what}`, "p99 above no-op") })),
    ...envoyTokens.map((of) => ({ title: `added p50: ${of} to jwt_authn`, of: cell(of, "added p50"), to: cell(of, "jwt_authn, added p50") })),
  ],
  runs: 3,
  timeoutMs: 120_000,
  measure,
};

function against(of: string, to: string, atMost?: number): Ratio {
  return { title: `CPU a check: ${of} to ${to}`, of: cell(of), to: cell(to), ...(atMost !== undefined && { atMost }) };
}

function cell(name: string, metric = "CPU a check") {
  return { case: name, metric };
}

function measure(caseName: string): Promise<Measures> {
  const [server = "", what = ""] = caseName.split(" ");
  const shown = throughEnvoy.find((name) => name === what);
  if (server === "envoy" && shown !== undefined) return measureThroughEnvoy(shown);
  if (server === "opa") return measureSameMessage(peerCase(what));
  const [, token, cores] = /^(jwt-.*)-new(-2-cores)?$/u.exec(what) ?? [];
  if (token !== undefined) return measureVariedMessages(ourCase(token), cores === undefined ? 1 : 2);
  return what.startsWith("1000-policies") ? measureVariedMessages(ourCase(what), 1) : measureSameMessage(ourCase(what));
}
