import { setImmediate as turn } from "node:timers/promises";

/** How many items are worked on before the event loop gets its turn. */
const chunk = 64;

/** `Promise.all` over many items in order, a few at a time, so that neither the store nor the event loop is swamped by one large request. */
export async function mapGently<T, U>(items: readonly T[], work: (item: T, index: number) => Promise<U> | U): Promise<readonly U[]> {
  const results: U[] = [];
  for (let start = 0; start < items.length; start += chunk) {
    if (start > 0) await turn();
    const part = await Promise.all(items.slice(start, start + chunk).map((item, offset) => work(item, start + offset)));
    for (const result of part) results.push(result);
  }
  return results;
}
