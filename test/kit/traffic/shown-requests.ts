/** A request that a page shows as a command of curl, and what the page says comes back. */
export interface ShownRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The line below the command: the status where the command asks for it, else the body. */
  readonly shown: string;
  readonly isStatus: boolean;
}

/** The requests to the example's gateway in a text, in their order; those with an answer of one line. */
export function shownRequests(text: string): readonly ShownRequest[] {
  return [...text.matchAll(/^\$ (?<command>curl [^\n;|]*http:\/\/127\.0\.0\.1:10000(?<path>\/\S*))\n(?<shown>[^$`\n][^\n]*)$/gmu)].map(({ groups }) => {
    const { command = "", path = "/", shown = "" } = groups ?? {};
    const headers = [...command.matchAll(/ -H '(?<name>[^:']+): (?<value>[^']*)'/gu)].map(
      (match) => [match.groups?.["name"] ?? "", match.groups?.["value"] ?? ""] as const,
    );
    return {
      method: / -X (?<method>[A-Z]+) /u.exec(command)?.groups?.["method"] ?? "GET",
      path,
      headers: Object.fromEntries(headers),
      shown,
      isStatus: command.includes("%{http_code}"),
    };
  });
}

/** The blocks of code in a page, in their order. */
export function blocksOf(page: string): readonly { readonly language: string; readonly text: string }[] {
  return [...page.matchAll(/^```(?<language>\w+)\n(?<text>.*?)^```$/gmsu)].map(({ groups }) => ({
    language: groups?.["language"] ?? "",
    text: groups?.["text"] ?? "",
  }));
}
