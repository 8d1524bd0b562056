import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from "node:https";
import { readAccessLog } from "./access-log.ts";

/** More is no use on a small machine: what fails then is the machine. */
const mostPerSecond = 300;
const mostInFlight = 200;
/** A client's patience; longer than any pause that is not a defect. */
const timeoutMs = 10_000;
/** A request that could not be sent for so long after its time is not sent any more. */
const latestMs = 1000;
const smallestShare = 0.95;

/** What is asked, again and again; 200 is the only right answer. */
export interface LoadTarget {
  readonly port: number;
  readonly path: string;
  /** Host header and SNI. Default 127.0.0.1. */
  readonly host?: string;
  /** Authorities to check the server's certificate by: asks over TLS. */
  readonly ca?: string;
  /** Connections are used again; default: every request has its own. */
  readonly keepAlive?: boolean;
}

/** Load to make: open loop, the targets in turn. */
export interface LoadPlan {
  readonly targets: readonly LoadTarget[];
  /** At most 300. */
  readonly perSecond: number;
  /** Access logs of the Envoys that are asked, written as `accessLogText` says; empty where no Envoy is asked. */
  readonly accessLogs: readonly string[];
}

/** What became of a load. */
export interface LoadReport {
  readonly sent: number;
  readonly answered: number;
  /** Offered load as a share of the plan. */
  readonly offered: number;
  /** What failed, in the client's words and Envoy's. */
  readonly failures: readonly string[];
}

/** A load that runs until it is stopped. */
export interface RunningLoad {
  readonly answered: number;
  /** What failed so far, in the client's words. */
  readonly failures: readonly string[];
  /** Waits for the answers under way and for the access logs. Throws when less than 95 % of the plan was offered: such a run says nothing. */
  stop(): Promise<LoadReport>;
}

/** Starts to send. */
export function startLoad(plan: LoadPlan): RunningLoad {
  if (plan.perSecond > mostPerSecond) throw new RangeError(`Load of ${plan.perSecond} requests/s is above ${mostPerSecond}`);
  return new Load(plan);
}

class Load implements RunningLoad {
  readonly #plan: LoadPlan;
  readonly #start = performance.now();
  readonly #agents = new Map<LoadTarget, HttpAgent>();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  readonly failures: string[] = [];
  readonly #skipped = { late: 0, crowded: 0 };
  #due = 0;
  #sent = 0;
  answered = 0;

  constructor(plan: LoadPlan) {
    this.#plan = plan;
    this.#timer = setInterval(() => this.#sendDue(), 5);
  }

  async stop(): Promise<LoadReport> {
    this.#sendDue();
    clearInterval(this.#timer);
    await Promise.all(this.#inFlight);
    for (const agent of this.#agents.values()) agent.destroy();
    const flagged = await this.#logged();
    const offered = this.#due === 0 ? 0 : this.#sent / this.#due;
    const report = { sent: this.#sent, answered: this.answered, offered, failures: [...this.failures, ...flagged] };
    if (offered < smallestShare) throw new Error(this.#voidText(report));
    return report;
  }

  #voidText({ sent, failures }: LoadReport): string {
    const { late, crowded } = this.#skipped;
    const why = `the machine was ${latestMs} ms late for ${late} and ${mostInFlight} were in flight already for ${crowded}`;
    return `Load is void: ${sent} of ${this.#due} requests could be sent, ${why}; ${failures.length} failed`;
  }

  #sendDue(): void {
    const elapsed = performance.now() - this.#start;
    const { perSecond, targets } = this.#plan;
    for (; (this.#due * 1000) / perSecond <= elapsed; this.#due += 1) {
      const isLate = elapsed - (this.#due * 1000) / perSecond > latestMs;
      const target = targets[this.#due % targets.length];
      if (target === undefined) continue;
      if (isLate || this.#inFlight.size >= mostInFlight) {
        this.#skipped[isLate ? "late" : "crowded"] += 1;
        continue;
      }
      this.#sent += 1;
      const exchange = this.#exchange(target).finally(() => this.#inFlight.delete(exchange));
      this.#inFlight.add(exchange);
    }
  }

  async #exchange(target: LoadTarget): Promise<void> {
    const outcome = await this.#attempt(target);
    if (outcome === "200") this.answered += 1;
    else this.failures.push(`${outcome} for ${target.host ?? ""}:${target.port}${target.path} after ${Math.round(performance.now() - this.#start)} ms`);
  }

  async #attempt(target: LoadTarget): Promise<string> {
    const first = await ask(target, target.keepAlive === true ? this.#agentOf(target) : false);
    // A connection that was idle may be closed while a request is on its way: clients send it again (RFC 9112, 9.3.1).
    return first === "closed" ? ask(target, false) : first;
  }

  #agentOf(target: LoadTarget): HttpAgent {
    const known = this.#agents.get(target) ?? (target.ca === undefined ? new HttpAgent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true }));
    this.#agents.set(target, known);
    return known;
  }

  /** The logs are written a moment later than the answers: waits until they have all of them. */
  async #logged(): Promise<readonly string[]> {
    if (this.#plan.accessLogs.length === 0) return [];
    const end = performance.now() + timeoutMs;
    for (;;) {
      const logs = await Promise.all(this.#plan.accessLogs.map(readAccessLog));
      const lines = logs.reduce((sum, log) => sum + log.lines, 0);
      if (lines >= this.answered) return logs.flatMap(({ failures }) => failures);
      if (performance.now() > end) throw new Error(`Access logs have ${lines} lines after ${this.answered} answers`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** The status as text, `closed` when a connection that was used before ended without an answer, or what happened. */
function ask(target: LoadTarget, agent: HttpAgent | false): Promise<string> {
  const { port, path, host = "127.0.0.1", ca } = target;
  const options: RequestOptions = { host: "127.0.0.1", port, path, headers: { host }, agent };
  const request = ca === undefined ? httpRequest(options) : httpsRequest({ ...options, ca, servername: host });
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(`no answer within ${timeoutMs} ms`);
      request.destroy();
    }, timeoutMs);
    const settle = (outcome: string): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    request.on("response", (response: IncomingMessage) => {
      response.resume();
      response.once("end", () => settle(String(response.statusCode)));
      response.once("error", (error) => settle(`answer broke off (${error.message})`));
    });
    request.on("error", (error: NodeJS.ErrnoException) => settle(request.reusedSocket ? "closed" : (error.code ?? error.message)));
    request.end();
  });
}
