import type { Clock } from "../../kit/clock.ts";

/** Requests to a service in some time. */
export interface LoadCounts {
  /** Sent to an endpoint. */
  readonly issued: number;
  readonly succeeded: number;
  /** Answered with a server error or not at all. */
  readonly failed: number;
  /** Without an answer at the end of the time. */
  readonly inProgress: number;
}

/** What a node says of one service. */
export interface ReportedLoad {
  /** Refused by a circuit breaker, an overload or a load balancing policy, before an endpoint was chosen. */
  readonly dropped: number;
  /** By the zone of the endpoints, `region/zone/sub_zone` without what is empty at its end. */
  readonly zones: ReadonlyMap<string, LoadCounts>;
}

/** One report of a node; services without requests are not in it. */
export interface LoadReport {
  /** What it covers, milliseconds. */
  readonly intervalMs: number;
  /** By service, `namespace/name`. */
  readonly services: ReadonlyMap<string, ReportedLoad>;
}

/** Load of a part of a service. */
export interface PartLoad extends LoadCounts {
  readonly name: string;
  readonly dropped: number;
  readonly issuedPerSecond: number;
}

/** Load of a service as the nodes of this replica have reported it. */
export interface ServiceLoad {
  /** Time that the oldest report of it looks back, milliseconds; 0: nobody reports. */
  readonly windowMs: number;
  readonly total: PartLoad;
  readonly zones: readonly PartLoad[];
  readonly nodes: readonly PartLoad[];
}

/** So many reports of each node are kept. */
const keptReports = 6;

/** What is old is looked for once in so long, milliseconds: each report would look at all nodes otherwise. */
const forgetEveryMs = 10_000;

/** No node is asked to report more rarely; one that says that it does is forgotten after six of these all the same, milliseconds. */
const longestIntervalMs = 3_600_000;

interface Kept extends LoadReport {
  /** When it came, monotonic milliseconds. */
  readonly at: number;
}

/** The last reports of every node: of six reports at ten seconds, one minute. What a node has not repeated for as long is forgotten. */
export class LoadHistory {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #byNode = new Map<string, Kept[]>();
  #forgottenAt = 0;

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /** A node has reported. */
  take(node: string, report: LoadReport): void {
    const at = this.#clock.monotonic();
    if (at - this.#forgottenAt >= forgetEveryMs) this.#forget();
    const kept = this.#byNode.get(node) ?? [];
    this.#byNode.set(node, kept);
    kept.push({ ...report, at });
    if (kept.length > keptReports) kept.shift();
  }

  /** Nodes of which something is kept. */
  get size(): number {
    return this.#byNode.size;
  }

  /** Load of a service, `namespace/name`, all its versions together. */
  of(service: string): ServiceLoad {
    this.#forget();
    const sums = { total: new Sum(""), zones: new Sums(), nodes: new Sums() };
    let windowMs = 0;
    for (const [node, reports] of this.#byNode) {
      const coveredMs = reports.reduce((sum, { intervalMs }) => sum + intervalMs, 0);
      windowMs = Math.max(windowMs, coveredMs);
      for (const report of reports) {
        const load = report.services.get(service);
        if (load !== undefined) addLoad(sums, load, { node, coveredMs, isLast: report === reports.at(-1) });
      }
    }
    return { windowMs, total: sums.total.shown(), zones: sums.zones.shown(), nodes: sums.nodes.shown() };
  }

  #forget(): void {
    const now = this.#clock.monotonic();
    this.#forgottenAt = now;
    for (const [node, reports] of this.#byNode) {
      const last = reports.at(-1);
      if (last === undefined || now - last.at > keptReports * Math.min(last.intervalMs, longestIntervalMs)) this.#byNode.delete(node);
    }
  }
}

interface ServiceSums {
  readonly total: Sum;
  readonly zones: Sums;
  readonly nodes: Sums;
}

/** Where a report stands among those of its node. */
interface Place {
  readonly coveredMs: number;
  readonly isLast: boolean;
}

function addLoad({ total, zones, nodes }: ServiceSums, { dropped, zones: byZone }: ReportedLoad, { node, ...place }: Place & { readonly node: string }): void {
  const ofNode = nodes.of(node);
  for (const sum of [total, ofNode]) sum.drop(dropped);
  for (const [zone, counts] of byZone) for (const sum of [total, zones.of(zone), ofNode]) sum.add(counts, place);
}

class Sum {
  readonly #name: string;
  #issued = 0;
  #succeeded = 0;
  #failed = 0;
  #inProgress = 0;
  #dropped = 0;
  #perSecond = 0;

  constructor(name: string) {
    this.#name = name;
  }

  drop(count: number): void {
    this.#dropped += count;
  }

  /** Requests in progress are a level, all else is counted since the report before. */
  add({ issued, succeeded, failed, inProgress }: LoadCounts, { coveredMs, isLast }: Place): void {
    this.#issued += issued;
    this.#succeeded += succeeded;
    this.#failed += failed;
    if (isLast) this.#inProgress += inProgress;
    if (coveredMs > 0) this.#perSecond += (issued * 1000) / coveredMs;
  }

  shown(): PartLoad {
    return {
      name: this.#name,
      issued: this.#issued,
      succeeded: this.#succeeded,
      failed: this.#failed,
      inProgress: this.#inProgress,
      dropped: this.#dropped,
      issuedPerSecond: Math.round(this.#perSecond * 1000) / 1000,
    };
  }
}

class Sums {
  readonly #byName = new Map<string, Sum>();

  of(name: string): Sum {
    const known = this.#byName.get(name) ?? new Sum(name);
    this.#byName.set(name, known);
    return known;
  }

  shown(): readonly PartLoad[] {
    return [...this.#byName].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, sum]) => sum.shown());
  }
}
