import type { Ask, Charge, Verdict } from "./charge.ts";
import type { MeterAsk } from "./meter/meter.ts";
import { meterOf, type State } from "./meter/meters.ts";

/** Where the states of counters are while a batch runs. */
export interface States {
  /** The state of the charge's counter; a fresh one when there is none. The same object for the same key. */
  of(charge: Charge): State;
}

/** How a batch runs. */
export interface RunOptions {
  readonly states: States;
  /** The store's clock, Unix milliseconds. */
  readonly now: number;
  readonly source: Verdict["source"];
}

/**
 * Runs asks in their order, each as often as it counts, and appends one verdict for every charge every time. The scripts in Redis do exactly the
 * same, so that one batch gives one result wherever it is counted.
 */
export function runAsks(asks: readonly Ask[], verdicts: Verdict[], options: RunOptions): void {
  for (const ask of asks) {
    const steps = ask.charges.map((charge) => stepOf(charge, ask, options));
    for (let time = 0; time < ask.count; time += 1) runOnce(steps, ask, { verdicts, source: options.source });
  }
}

interface Step {
  readonly charge: Charge;
  readonly asked: MeterAsk;
  readonly state: State;
}

function stepOf(charge: Charge, ask: Ask, { states, now }: RunOptions): Step {
  const state = states.of(charge);
  meterOf(charge.limit.kind).advance(state, charge.limit, now);
  return { charge, state, asked: { hits: charge.hits, ceiling: charge.ceiling, lease: charge.lease, now, chargeDenied: ask.chargeDenied } };
}

function runOnce(steps: readonly Step[], { chargeDenied }: Ask, { verdicts, source }: { verdicts: Verdict[]; source: Verdict["source"] }): void {
  const fits = steps.map(({ charge, state, asked }) => meterOf(charge.limit.kind).fits(state, charge.limit, asked));
  const all = fits.every(Boolean);
  for (const [index, { charge, state, asked }] of steps.entries()) {
    const meter = meterOf(charge.limit.kind);
    const before = fits[index] === true ? undefined : meter.read(state, charge.limit, asked);
    if (all || chargeDenied) meter.take(state, charge.limit, asked);
    const { used, remaining, resetMs } = meter.read(state, charge.limit, asked);
    verdicts.push({ admitted: fits[index] === true, used, remaining, resetMs, retryMs: before?.retryMs ?? 0, source });
  }
}
