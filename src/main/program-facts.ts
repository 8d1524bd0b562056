import facts from "../../package.json" with { type: "json" };

/** Name and version of the program, as in `--version` and the OpenAPI document. */
export const programFacts: { readonly name: string; readonly version: string } = { name: facts.name, version: facts.version };
