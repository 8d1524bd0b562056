/** Records of `docs/decisions/` whose title does not begin with the number of their file, or whose number another record has too, as `path …`. */
export function wrongDecisionNumbers(texts: readonly { readonly path: string; readonly text: string }[]): string[] {
  const owners = new Map<string, string>();
  return texts.flatMap(({ path, text }) => {
    const number = /^docs\/decisions\/(?<number>\d{4})-/.exec(path)?.groups?.["number"];
    if (number === undefined) return [];
    const owner = owners.get(number);
    owners.set(number, owner ?? path);
    return [
      ...(owner === undefined ? [] : [`${path} has the number of ${owner}: take the next free one`]),
      ...(text.startsWith(`# ${number}: `) ? [] : [`${path} does not start with "# ${number}: Title"`]),
    ];
  });
}
