import { credentials, type Metadata, Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import { afterEach, expect, it } from "vitest";
import { codec } from "../../gen/codec.ts";
import type { DiscoveryRequest, DiscoveryResponse } from "../../gen/envoy/service/discovery/v3.ts";
import type { RateLimitConfig } from "../../gen/ratelimit/config/ratelimit/v3.ts";
import { service } from "../../gen/service.ts";
import { systemClock, systemRandom } from "../../main/system.ts";
import { dumpRules } from "../decide/rules/dump-rules.ts";
import { followLimitServer } from "./limit-stream.ts";
import { limitConfigUrl } from "./read-limit-configs.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** What has come and was not looked at yet; `next` waits for it. */
class Arrivals<T> {
  readonly #items: T[] = [];
  #wake = (): void => undefined;

  add(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  async next(): Promise<T> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) return item;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

type Stream = ServerDuplexStream<DiscoveryRequest, DiscoveryResponse>;

/** An xDS server that says what a test makes it say, and a follower of it. */
async function started(token?: string) {
  const streams = new Arrivals<{ readonly stream: Stream; readonly metadata: Metadata }>();
  const requests = new Arrivals<DiscoveryRequest>();
  const seen = new Arrivals<string>();
  const server = new Server();
  const definition = { ads: service("envoy.service.discovery.v3.AggregatedDiscoveryService").StreamAggregatedResources };
  server.addService(definition, {
    ads: (stream: Stream) => {
      stream.on("data", (request: DiscoveryRequest) => requests.add(request));
      stream.on("error", () => undefined);
      streams.add({ stream, metadata: stream.metadata });
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => (error === null ? resolve(bound) : reject(error)));
  });
  const stop = followLimitServer({
    target: `127.0.0.1:${port}`,
    credentials: credentials.createInsecure(),
    node: { id: "limits-1", cluster: "limiters" },
    token: () => Promise.resolve(token),
    merge: false,
    clock: systemClock,
    random: systemRandom,
    observer: {
      onDomains: (domains) => seen.add(dumpRules(domains.values())),
      onRefused: (problems) => seen.add(`refused ${problems.map(({ name, pointer }) => `${name}${pointer}`).join()}`),
      onConnected: () => undefined,
      onEnded: (reason) => seen.add(reason.split(":")[0] ?? ""),
    },
  });
  ends.push(stop, () => server.forceShutdown());
  return { streams, requests, seen };
}

function response(version: string, ...configs: readonly RateLimitConfig[]): DiscoveryResponse {
  const { encode } = codec("ratelimit.config.ratelimit.v3.RateLimitConfig");
  return {
    type_url: limitConfigUrl,
    version_info: version,
    nonce: `n${version}`,
    resources: configs.map((config) => ({ type_url: limitConfigUrl, value: encode(config) })),
  };
}

const shop: RateLimitConfig = { name: "shop", domain: "shop", descriptors: [{ key: "user", value: "ann", rate_limit: { unit: 2, requests_per_unit: 5 } }] };

it("asks for all limits in the name of its node, and takes what is right", async () => {
  const { streams, requests, seen } = await started("secret");
  const { stream, metadata } = await streams.next();
  expect(metadata.get("authorization")).toEqual(["Bearer secret"]);
  expect(await requests.next()).toMatchObject({ type_url: limitConfigUrl, node: { id: "limits-1", cluster: "limiters" } });
  stream.write(response("1", shop, { name: "more", domain: "more", descriptors: [{ key: "a", rate_limit: { unlimited: true } }] }));
  expect(await requests.next()).toMatchObject({ version_info: "1", response_nonce: "n1" });
  expect(await seen.next()).toMatch(/shop\.user_ann.*5.*\n.*more\.a/isu);
});

it.each<readonly [what: string, configs: readonly RateLimitConfig[], refused: string]>([
  [
    "a limit without a unit",
    [shop, { name: "bad", domain: "bad", descriptors: [{ key: "a", rate_limit: { requests_per_unit: 1 } }] }],
    "bad/descriptors/0/rate_limit",
  ],
  ["two configurations of one domain", [shop, { ...shop, name: "again" }], "again/domain"],
  ["no domain", [{ name: "bad", descriptors: [] }], "bad/domain"],
  ["a descriptor that stands twice", [{ name: "bad", domain: "d", descriptors: [{ key: "a" }, { key: "a" }] }], "bad/descriptors/1"],
])("refuses a response with %s, and says which it is", async (_, configs, refused) => {
  const { streams, requests, seen } = await started();
  const { stream } = await streams.next();
  await requests.next();
  stream.write(response("1", shop));
  await requests.next();
  await seen.next();
  stream.write(response("2", ...configs));
  const answer = await requests.next();
  expect(answer).toMatchObject({ version_info: "1", response_nonce: "n2", error_detail: { code: 3 } });
  expect(answer.error_detail?.message?.startsWith(`${refused.split("/")[0] ?? ""}: `)).toBe(true);
  expect(await seen.next()).toContain(`refused ${refused}`);
});

it("tells once what is refused, and is in no hurry when the server sends it again", async () => {
  const { streams, requests, seen } = await started();
  const { stream } = await streams.next();
  await requests.next();
  const wrong = response("1", { name: "bad", descriptors: [] });
  stream.write(wrong);
  expect(await requests.next()).toMatchObject({ response_nonce: "n1", error_detail: { code: 3 } });
  expect(await seen.next()).toContain("refused bad/domain");
  // An answer to this one would come before that to the next.
  stream.write({ ...wrong, nonce: "again" });
  stream.write(response("2", shop));
  expect(await requests.next()).toMatchObject({ version_info: "2", response_nonce: "n2" });
  expect(await seen.next()).toContain("shop.user_ann");
  stream.write({ ...wrong, nonce: "third" });
  expect(await requests.next()).toMatchObject({ response_nonce: "third", error_detail: { code: 3 } });
  expect(await seen.next()).toContain("refused bad/domain");
  stream.write({ ...wrong, nonce: "fourth" });
  expect(await requests.next()).toMatchObject({ response_nonce: "fourth", error_detail: { code: 3 } });
});

it("refuses what is no configuration of limits, or cannot be read", async () => {
  const { streams, requests, seen } = await started();
  const { stream } = await streams.next();
  await requests.next();
  stream.write({ ...response("1"), resources: [{ type_url: "type.googleapis.com/x.Y" }, { type_url: limitConfigUrl, value: Buffer.from([0x0a, 99]) }] });
  expect((await requests.next()).error_detail?.message).toMatch(/^0: Resource is a .*x\.Y.*\n1: Resource cannot be read/u);
  expect(await seen.next()).toBe("refused 0,1");
});

it("begins a new stream when one ends, with the version that it has", async () => {
  const { streams, requests, seen } = await started();
  const first = await streams.next();
  await requests.next();
  first.stream.write(response("7", shop));
  await requests.next();
  await seen.next();
  first.stream.end();
  expect(await seen.next()).toBe("OK");
  const second = await streams.next();
  expect(await requests.next()).toMatchObject({ version_info: "7", node: { id: "limits-1" } });
  second.stream.write(response("8"));
  expect(await requests.next()).toMatchObject({ version_info: "8" });
  expect(await seen.next()).toBe("");
});
