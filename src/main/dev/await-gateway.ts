import { setTimeout as delay } from "node:timers/promises";
import { StartError } from "../start-error.ts";

const patienceMs = 10_000;

/** Waits until the gateway answers a request of the example with 200; throws a `StartError` that says what it answered instead. */
export async function awaitGateway(url: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const seen = await ask(url, signal);
    if (seen === "200") return;
    if (performance.now() > deadline) throw new StartError("ERR_CHILD", `The gateway does not serve the example: ${url} gives ${seen}`);
    await delay(50, undefined, { signal });
  }
}

async function ask(url: string, signal: AbortSignal): Promise<string> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2000)]), headers: { connection: "close" } });
    await answer.text();
    return String(answer.status);
  } catch {
    return "no answer";
  }
}
