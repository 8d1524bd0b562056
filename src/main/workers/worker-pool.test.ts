import { beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { silentLogger } from "../../kit/telemetry.ts";
import { createPrometheusMetrics, type PrometheusMetrics } from "../../telemetry/prometheus-metrics.ts";
import { readServeSettings, type ServeSettings } from "../settings/serve-settings.ts";
import type { WorkerOrder, WorkerReport } from "./messages.ts";
import type { WorkerEvents } from "./spawn-worker.ts";
import { WorkerPool } from "./worker-pool.ts";

/** A process that does what the test says. */
class FakeProcess {
  readonly pid: number;
  readonly orders: WorkerOrder[] = [];
  readonly metrics: PrometheusMetrics = createPrometheusMetrics();
  readonly #events: WorkerEvents;
  answersSnapshots = true;
  answersPings = true;

  constructor(pid: number, events: WorkerEvents) {
    this.pid = pid;
    this.#events = events;
  }

  tell(order: WorkerOrder): void {
    this.orders.push(order);
    if (order.kind === "ping" && this.answersPings) this.report({ kind: "pong" });
    if (order.kind === "snapshot" && this.answersSnapshots) void this.tellSnapshot();
  }

  kill(): void {
    this.end("SIGKILL");
  }

  report(report: WorkerReport): void {
    this.#events.onReport(report);
  }

  end(how: string): void {
    this.#events.onEnd(how);
  }

  hits(count: number): void {
    this.metrics.counter({ name: "sluice_hits_total", help: "Hits" }).add(count);
  }

  async tellSnapshot(): Promise<void> {
    // What comes from another process is a copy.
    this.report({ kind: "snapshot", snapshot: structuredClone(await this.metrics.snapshot()) });
  }

  get kinds(): readonly string[] {
    return this.orders.map(({ kind }) => kind);
  }
}

const read = readServeSettings({
  given: { roles: "ratelimit", limits: "l", counters: "redis://a", workers: "2", replicaId: "host", insecureListen: true, ratelimitAddress: ":1" },
  env: {},
  cwd: "/",
  hostname: "host",
  pid: 1,
});
if ("problems" in read) throw new Error(read.problems.map(({ detail }) => detail).join("\n"));
const { settings } = read;

describe("a pool of workers", () => {
  let clock: FakeClock;
  let processes: FakeProcess[];
  let pool: WorkerPool;
  beforeEach(() => {
    clock = new FakeClock();
    processes = [];
    pool = newPool(settings);
  });

  function newPool(of: ServeSettings): WorkerPool {
    const spawn = (events: WorkerEvents): FakeProcess => {
      const made = new FakeProcess(processes.length + 1, events);
      processes.push(made);
      return made;
    };
    return new WorkerPool({ settings: of, spawn, clock, logger: silentLogger, metrics: createPrometheusMetrics() });
  }

  const processAt = (index: number): FakeProcess => {
    const found = processes[index];
    if (found === undefined) throw new Error(`There are ${processes.length} processes`);
    return found;
  };
  const start = async (): Promise<void> => {
    const started = pool.start();
    for (const each of processes) each.report({ kind: "ready" });
    await started;
  };
  const page = (): Promise<string> => pool.metrics().page();

  it("tells each worker the settings, with a name of its own and without the warnings that were said", async () => {
    await start();
    expect(settings.warnings).toHaveLength(1);
    const told = processes.map(({ orders: [order] }) => (order?.kind === "start" ? order.settings : undefined));
    expect(told).toEqual(["host.1", "host.2"].map((replicaId) => ({ ...settings, part: "worker", replicaId, warnings: [] })));
  });

  it("is ready as long as one worker serves", async () => {
    expect(pool.missing()).toEqual(["2 of 2 workers"]);
    await start();
    expect(pool.missing()).toEqual([]);
    processAt(0).kill();
    expect(pool.missing()).toEqual([]);
    processAt(1).kill();
    expect(pool.missing()).toEqual(["A worker that serves"]);
  });

  it("does not start with a worker that cannot, says why, and leaves none behind", async () => {
    const started = pool.start();
    processAt(0).report({ kind: "ready" });
    processAt(1).report({ kind: "unable", detail: "Limits in l cannot be used" });
    processAt(1).end("exit code 1");
    await clock.advanceAsync(0);
    expect(processAt(0).kinds).toEqual(["start", "stop"]);
    processAt(0).end("exit code 0");
    await expect(started).rejects.toMatchObject({ code: "ERR_CHILD", message: "Limits in l cannot be used" });
    await clock.advanceAsync(60_000);
    expect(processes).toHaveLength(2);
  });

  it("replaces a worker that was well at once, and lets those wait ever longer that end soon", async () => {
    await start();
    await clock.advanceAsync(10_000);
    processAt(0).end("SIGSEGV");
    await clock.advanceAsync(0);
    expect(processes).toHaveLength(3);
    const waits: number[] = [];
    for (let failure = 1; failure <= 9; failure += 1) {
      const before = processes.length;
      processAt(before - 1).end("exit code 1");
      const ended = clock.monotonic();
      while (processes.length === before) await clock.advanceAsync(100);
      waits.push(clock.monotonic() - ended);
    }
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
    processAt(11).report({ kind: "ready" });
    await clock.advanceAsync(10_000);
    processAt(11).end("SIGSEGV");
    await clock.advanceAsync(0);
    expect(processes).toHaveLength(13);
    expect(await page()).toContain("sluice_worker_restarts_total 11");
  });

  it("kills a worker that does not answer, and no other", async () => {
    await start();
    processAt(1).answersPings = false;
    await clock.advanceAsync(9000);
    expect(processes).toHaveLength(2);
    await clock.advanceAsync(3000);
    expect(processes).toHaveLength(3);
    expect(processAt(2).kinds[0]).toBe("start");
    expect(processAt(0).kinds).not.toContain("stop");
  });

  it("shows all as one: sums that do not sink when a process ends, and the last known of one that does not answer", async () => {
    await start();
    processAt(0).hits(3);
    processAt(1).hits(4);
    expect(await page()).toContain("sluice_hits_total 7");
    expect(await page()).toContain("sluice_workers 2");
    processAt(0).end("SIGKILL");
    expect(await page()).toContain("sluice_hits_total 7");
    expect(await page()).toContain("sluice_workers 1");
    await clock.advanceAsync(100);
    processAt(2).report({ kind: "ready" });
    processAt(2).hits(5);
    processAt(1).hits(1);
    processAt(1).answersSnapshots = false;
    const asked = page();
    await clock.advanceAsync(1000);
    expect(await asked).toContain("sluice_hits_total 12");
  });

  it("keeps what a process told at its end", async () => {
    await start();
    processAt(0).hits(3);
    await processAt(0).tellSnapshot();
    processAt(0).end("exit code 0");
    expect(await page()).toContain("sluice_hits_total 3");
  });

  it("drains all workers, kills those that do not end, and starts none anew", async () => {
    await start();
    processAt(0).end("SIGKILL");
    const closed = pool.close();
    expect(pool.missing()).toEqual(["It is stopping"]);
    expect(processAt(1).kinds).toEqual(["start", "stop"]);
    await clock.advanceAsync(14_999);
    await clock.advanceAsync(1);
    await closed;
    await clock.advanceAsync(60_000);
    expect(processes).toHaveLength(2);
    await pool.close();
  });
});
