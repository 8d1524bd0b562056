/** Most requests a second that tests send on machines that others use too. */
const mostPerSecond = 300;

/** Runs `task` `count` times, one begun after the other at no more than `perSecond`, and answers what they answered, in order. */
export async function paced<T>(count: number, task: (index: number) => Promise<T>, perSecond: number = mostPerSecond): Promise<T[]> {
  const start = performance.now();
  const running: Promise<T>[] = [];
  for (let index = 0; index < count; index++) {
    const wait = start + (index * 1000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(task(index));
  }
  return Promise.all(running);
}

/** How often each answer was given. */
export function tally(answers: Iterable<string | number | undefined>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[String(answer)] = (counts[String(answer)] ?? 0) + 1;
  return counts;
}
