import { Client, type ClientDuplexStream, credentials, type StatusObject, status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { atEnd } from "../../../test/kit/binary/at-end.ts";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { fakeResource } from "../../../test/kit/xds/fake-resource.ts";
import { FakeStreamCall } from "../../../test/kit/xds/fake-stream-call.ts";
import { type ServedViewOptions, serveView } from "../../../test/kit/xds/served-view.ts";
import type { LoadStatsRequest, LoadStatsResponse } from "../../gen/envoy/service/load_stats/v3.ts";
import { service } from "../../gen/service.ts";
import { noMetrics, silentLogger } from "../../kit/telemetry.ts";
import type { Admission } from "../fleet/node-identity.ts";
import { LoadHistory } from "./load-history.ts";
import { loadReportService } from "./load-report-service.ts";

const { StreamLoadStats: method } = service("envoy.service.load_stats.v3.LoadReportingService");
const node = { id: "edge-1" };

/** A proxy's load report stream. */
class Reporter {
  readonly ended: Promise<StatusObject>;
  readonly #call: ClientDuplexStream<LoadStatsRequest, LoadStatsResponse>;
  readonly #client: Client;

  constructor(address: string) {
    this.#client = new Client(address, credentials.createInsecure());
    this.#call = this.#client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize);
    this.#call.on("error", () => undefined);
    this.ended = new Promise((resolve) => void this.#call.on("status", resolve));
    atEnd(() => this.#client.close());
  }

  send(request: LoadStatsRequest): void {
    this.#call.write(request);
  }

  asked(): Promise<LoadStatsResponse> {
    return new Promise((resolve) => void this.#call.once("data", resolve));
  }

  /** Ends its side; what it sent before is read when the server has ended its own. */
  async finish(): Promise<void> {
    this.#call.end();
    await this.ended;
  }
}

async function serve(options: ServedViewOptions = {}) {
  const history = new LoadHistory({ monotonic: () => 0 });
  const view = await serveView({ loadReporting: { history, intervalMs: 10_500 }, ...options });
  view.set(fakeResource("cluster", "shop/cart"));
  return { view, history, reporter: () => new Reporter(view.address) };
}

function report(cluster_name: string): LoadStatsRequest {
  const upstream_locality_stats = [{ locality: { zone: "a" }, total_issued_requests: 3, total_successful_requests: 3 }];
  return { node, cluster_stats: [{ cluster_name, load_report_interval: { seconds: 10 }, upstream_locality_stats }] };
}

describe("load report service", () => {
  it("asks for all clusters, and keeps what is reported of those that there are", async () => {
    const { history, reporter } = await serve();
    const proxy = reporter();
    proxy.send({ node });
    expect(await proxy.asked()).toMatchObject({ send_all_clusters: true, load_reporting_interval: { seconds: 10, nanos: 500_000_000 } });
    proxy.send(report("shop/cart"));
    // Clusters that the proxy has got since are reported only when it is asked again.
    expect(await proxy.asked()).toMatchObject({ send_all_clusters: true });
    proxy.send(report("made/up"));
    await proxy.finish();
    expect(history.of("shop/cart")).toMatchObject({ total: { issued: 3 }, nodes: [{ name: "edge-1" }] });
    expect(history.of("made/up").total.issued).toBe(0);
  });

  it("turns away who says no name, what cannot be read, and whom admission denies", async () => {
    const { reporter } = await serve({ admit: ({ id }) => (id === "edge-1" ? { kind: "admitted", view: { group: "edge", capability: "envoy" } } : denied) });
    const nameless = reporter();
    nameless.send({});
    expect(await nameless.ended).toMatchObject({ code: status.INVALID_ARGUMENT, details: expect.stringContaining("needs a node with an id") });
    const stranger = reporter();
    stranger.send({ node: { id: "stranger" } });
    expect(await stranger.ended).toMatchObject({ code: status.PERMISSION_DENIED, details: "Not here" });
  });

  it("asks admission again when its answer may be another", async () => {
    const answer: { now: Admission } = { now: admitted };
    const { view, reporter } = await serve({ admit: () => answer.now });
    const proxy = reporter();
    proxy.send({ node });
    await proxy.asked();
    answer.now = denied;
    view.reviewAll();
    expect(await proxy.ended).toMatchObject({ code: status.PERMISSION_DENIED });
  });
});

describe("a load report stream", () => {
  function open(options: { readonly admission?: Admission; readonly reporting?: boolean } = {}) {
    const clock = new FakeClock();
    const history = new LoadHistory(clock);
    const reporting = options.reporting === false ? undefined : { history, intervalMs: 10_000 };
    const admission = { admit: async () => options.admission ?? admitted, onChange: () => () => undefined };
    const { methods } = loadReportService({ admission, hasCluster: () => true, clock, logger: silentLogger, metrics: noMetrics, reporting });
    const served = methods[method.path];
    if (served?.kind !== "stream") throw new Error("The method is no stream");
    const call = new FakeStreamCall();
    const reader = served.open(call);
    return { clock, call, say: (request: LoadStatsRequest) => reader.onMessage(Buffer.from(method.requestSerialize(request))) };
  }

  it("has one question on its way at most, however often it reports", async () => {
    const { call, say } = open();
    say({ node });
    await call.until(() => call.sent.length > 0);
    for (let index = 0; index < 1000; index++) say(report("shop/cart"));
    expect(call.sent).toHaveLength(1);
    call.take();
    expect(call.sent).toHaveLength(2);
    call.take();
    expect(call.sent).toHaveLength(2);
    say(report("shop/cart"));
    expect(call.sent).toHaveLength(3);
  });

  it("ends when nobody says who it is for half a minute, also where nobody wants reports", () => {
    for (const reporting of [true, false]) {
      const { clock, call } = open({ reporting });
      clock.advance(30_000);
      expect(call.ended).toMatchObject({ status: status.DEADLINE_EXCEEDED });
    }
  });

  it("is let in or turned away where nobody wants reports, too", async () => {
    const stranger = open({ reporting: false, admission: denied });
    stranger.say({ node });
    await stranger.call.until(() => stranger.call.ended !== undefined);
    expect(stranger.call.ended).toEqual({ status: status.PERMISSION_DENIED, message: "Not here" });
    const known = open({ reporting: false });
    known.say({ node });
    await known.clock.advanceAsync(60_000);
    expect([known.call.ended, known.call.sent]).toEqual([undefined, []]);
  });
});

const admitted: Admission = { kind: "admitted", view: { group: "edge", capability: "envoy" } };
const denied: Admission = { kind: "denied", code: "PERMISSION_DENIED", message: "Not here" };
