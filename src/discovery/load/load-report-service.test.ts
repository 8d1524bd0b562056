import { Client, type ClientDuplexStream, credentials, type StatusObject, status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { atEnd } from "../../../test/kit/binary/at-end.ts";
import { fakeResource } from "../../../test/kit/xds/fake-resource.ts";
import { type ServedViewOptions, serveView } from "../../../test/kit/xds/served-view.ts";
import type { LoadStatsRequest, LoadStatsResponse } from "../../gen/envoy/service/load_stats/v3.ts";
import { service } from "../../gen/service.ts";
import type { Admission } from "../fleet/node-identity.ts";
import { LoadHistory } from "./load-history.ts";

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
    const admitted: Admission = { kind: "admitted", view: { group: "edge", capability: "envoy" } };
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

const denied: Admission = { kind: "denied", code: "PERMISSION_DENIED", message: "Not here" };
