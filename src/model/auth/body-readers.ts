import type { AuthSpec } from "./auth-schema.ts";
import { readsIn } from "./expression/reads-in.ts";

const paths: ReadonlySet<string> = new Set(["request.body", "request.json"]);

/** JSON Pointers, within a block, of the expressions that look at bodies. */
export function bodyReaders({ authorize }: AuthSpec): readonly string[] {
  return (authorize?.rules ?? []).flatMap(({ when }, index) => (when !== undefined && readsBody(when) ? [`/authorize/rules/${index}/when`] : []));
}

/** Whether an expression looks at the body. */
function readsBody(text: string): boolean {
  return /\b(?:body|json)\b/u.test(text) && readsIn(text).some(({ path }) => paths.has(path));
}
