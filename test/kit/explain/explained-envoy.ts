import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { explainRequest } from "../../../src/graph/explain/explain-request.ts";
import type { RequestExplanation } from "../../../src/graph/explain/explanation.ts";
import { matchRe2 } from "../../../src/kit/re2/match-re2.ts";
import { freePorts } from "../binary/free-port.ts";
import { tempFolder } from "../binary/temp-folder.ts";
import type { SeededRandom } from "../load/seeded-random.ts";
import { documents, type Edge, service, startEdge } from "../stack/edge.ts";
import { waitFor } from "../stack/stack.ts";
import { type TestAuthority, testAuthority } from "../tls/certificates.ts";
import { certificateObject } from "../tls/tls-objects.ts";
import { startHttpBackend } from "../traffic/http-backend.ts";
import { askEnvoy } from "./ask-envoy.ts";
import { disagreement, type EnvoyChoice } from "./compare.ts";
import { randomRequest, type WireRequest } from "./random-request.ts";
import { randomRoutes } from "./random-routes.ts";

/** One request for which explain and Envoy do not agree. */
export interface Disagreement {
  readonly why: string;
  readonly request: WireRequest;
  /** The table, as YAML. */
  readonly table: string;
  readonly explanation: RequestExplanation | undefined;
  readonly choice: EnvoyChoice | undefined;
}

/** What came of a random table. */
export interface Comparison {
  readonly found: readonly Disagreement[];
  /** Of every request, as explain has it. */
  readonly outcomes: readonly RequestExplanation["outcome"][];
}

/** A real Envoy that tells which route and cluster it chose, beside the graph that it was configured from. */
export class ExplainedEnvoy {
  readonly #edge: Edge;
  readonly #ports: Readonly<Record<WireRequest["listener"], number>>;
  readonly #authority: TestAuthority;
  readonly #log: string;
  #tables = 0;

  private constructor(parts: {
    readonly edge: Edge;
    readonly ports: Readonly<Record<WireRequest["listener"], number>>;
    readonly authority: TestAuthority;
    readonly log: string;
  }) {
    this.#edge = parts.edge;
    this.#ports = parts.ports;
    this.#authority = parts.authority;
    this.#log = parts.log;
  }

  /** Starts it with a gateway of three ports and services with and without endpoints; ends with the test file. */
  static async start(): Promise<ExplainedEnvoy> {
    const [wild = 0, secure = 0] = await freePorts(2);
    const log = join(await tempFolder("log"), "access.log");
    const authority = await testAuthority();
    const backends = [await startHttpBackend("first"), await startHttpBackend("second")];
    for (const { server } of backends) server.on("connect", (_, socket) => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
    const edge = await startEdge({
      args: ["--file-flush-interval-msec", "20"],
      group: `logFolders: [${dirname(log)}]`,
      listeners: [
        `name: wild, port: ${wild}, protocol: http, hostname: "*.a.test"`,
        `name: secure, port: ${secure}, protocol: https, tls: { certificates: [shop] }`,
        `name: narrow, port: ${secure}, protocol: https, hostname: "*.b.a.test", tls: { certificates: [shop] }`,
      ],
      gateway: `accessLog: { to: { file: ${log} }, text: "%REQ(X-CASE)% %ROUTE_NAME% %UPSTREAM_CLUSTER_RAW% %RESPONSE_CODE_DETAILS%" }`,
    });
    const shop = await authority.issue({ hostnames: ["shop.test"] });
    const endpoints = backends.map(({ port }, index) => ({ address: "127.0.0.1", port, labels: { version: `v${index + 1}` } }));
    const versions = { v1: { labels: { version: "v1" } }, v2: { labels: { version: "v2" } } };
    const versioned = (name: string): object => ({ kind: "Service", name, spec: { endpoints: { static: endpoints }, versions } });
    const plain = service(
      "three",
      endpoints.map(({ port }) => port),
    );
    const empty = { kind: "Service", name: "empty", spec: { endpoints: { registered: true } } };
    await edge.write(documents(certificateObject("shop", shop), versioned("one"), versioned("two"), plain, empty));
    return new ExplainedEnvoy({ edge, ports: { http: edge.port, wild, secure }, authority, log });
  }

  /** Writes a random table and sends random requests. */
  async compare(random: SeededRandom, requests: number): Promise<Comparison> {
    this.#tables += 1;
    const routes = randomRoutes(random, this.#tables);
    const table = documents(...routes.map(({ object }) => object));
    await this.#edge.write(table);
    const asked = Array.from({ length: requests }, () => randomRequest(random, routes));
    const explanations = asked.map((request) => this.#explain(request));
    const choices = await this.#ask(asked);
    await this.#edge.remove(...routes.map(({ name }) => `Route/${name}` as const));
    const found = asked.flatMap((request, index): readonly Disagreement[] => {
      const [explanation, choice] = [explanations[index], choices[index]];
      const why = explanation === undefined || choice === undefined ? "not compared" : disagreement(explanation, choice);
      return why === undefined ? [] : [{ why, request, table, explanation, choice }];
    });
    return { found, outcomes: explanations.map(({ outcome }) => outcome) };
  }

  #explain({ listener, hostname, method, target, headers }: WireRequest): RequestExplanation {
    const scheme = listener === "secure" ? "https" : "http";
    const url = `${scheme}://${hostname}:${this.#ports[listener]}${method === "CONNECT" ? "/" : target}`;
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    return explainRequest(this.#edge.stack.fleet.world.graph, { method, url, headers: lower }, (pattern, text) => matchRe2(pattern)?.test(text) ?? false);
  }

  async #ask(requests: readonly WireRequest[]): Promise<readonly EnvoyChoice[]> {
    const asked: { readonly label: string; readonly status: number }[] = [];
    for (const request of requests) {
      const label = `case-${this.#tables}-${asked.length}`;
      const tls = request.listener === "secure" ? { ca: this.#authority.chain } : {};
      const status = await askEnvoy(request, { port: this.#ports[request.listener], headers: { "x-case": label }, ...tls });
      asked.push({ label, status });
    }
    const lines = await this.#linesOf(asked.filter(({ status }) => status !== 0 && status !== 400).map(({ label }) => label));
    return asked.map(({ label, status }) => choiceOf(status, lines.get(label) ?? []));
  }

  /** Lines of the access log by label. What is refused before its headers are read has no label, and no route either. */
  async #linesOf(labels: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const lines = new Map<string, readonly string[]>();
    const haveAll = async (): Promise<boolean> => {
      for (const line of (await readFile(this.#log, "utf8")).split("\n").slice(0, -1)) {
        const [label = "", ...words] = line.split(" ");
        lines.set(label, words);
      }
      return labels.every((label) => lines.has(label));
    };
    await waitFor(haveAll, 5000, "every request in the access log");
    return lines;
  }
}

function choiceOf(status: number, [route = "-", cluster = "-", details = ""]: readonly string[]): EnvoyChoice {
  const taken = (word: string): string | undefined => (word === "-" || word === "misdirected" ? undefined : word);
  return { status, route: taken(route), cluster: taken(cluster), details };
}
