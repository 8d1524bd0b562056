/** Signals by which a person or a supervisor ends the program. */
const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Ctrl-C may reach this process twice: from the terminal and through the program that started it. */
const sameMs = 1000;

/** Aborts at the first signal, for a graceful end; one that comes a second later or more ends the process at once. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let first: number | undefined;
  const onSignal = (): void => {
    const now = performance.now();
    if (first !== undefined && now - first > sameMs) process.exit(130);
    first ??= now;
    stop.abort();
  };
  for (const signal of stopSignals) process.on(signal, onSignal);
  return stop.signal;
}
