/** How many entries of Maps a computation walks over: its cost, where time says nothing. */
export function mapSteps(run: () => void): number {
  const iterator = Object.getPrototypeOf(new Map().entries()) as { next: () => unknown };
  const { next } = iterator;
  let steps = 0;
  iterator.next = function step(): unknown {
    steps += 1;
    return next.call(this);
  };
  try {
    run();
  } finally {
    iterator.next = next;
  }
  return steps;
}
