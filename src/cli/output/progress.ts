import type { CliContext } from "../cli-context.ts";

const patienceMs = 2000;
const quietMs = 10_000;

/** Waits for `work`. When that takes longer than two seconds it says on standard error what is going on, and for how long. */
export async function withProgress<T>(context: Pick<CliContext, "err" | "terminal">, what: string, work: Promise<T>): Promise<T> {
  const started = performance.now();
  const state = { drawn: false };
  const tell = (): void => {
    state.drawn = true;
    const text = `${what} … ${Math.round((performance.now() - started) / 1000)} s`;
    context.err(context.terminal ? `\r${text}` : `${text}\n`);
  };
  let again: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    tell();
    again = setInterval(tell, context.terminal ? 1000 : quietMs);
  }, patienceMs);
  try {
    return await work;
  } finally {
    clearTimeout(first);
    clearInterval(again);
    if (state.drawn && context.terminal) context.err("\n");
  }
}
