/** Whether `1.36.2` is `1.36.0` or newer; what follows three numbers does not count. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [left, right] = [version, oldest].map((text) =>
    text
      .replace(/[^\d.].*$/u, "")
      .split(".")
      .map(Number),
  );
  const place = [0, 1, 2].find((index) => left?.[index] !== right?.[index]);
  return place === undefined || (left?.[place] ?? 0) > (right?.[place] ?? 0);
}
