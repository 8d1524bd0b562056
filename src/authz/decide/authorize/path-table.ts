import type { Input } from "../plan/input.ts";
import type { DecisionRequest } from "../request/decision-request.ts";
import { hasParameters } from "../request/request-path.ts";
import { PathIndex } from "./path-index.ts";

const noPaths: ReadonlySet<number> = new Set();

/** The path templates of a whole plan: a path is looked up once for all rules, and what counts for the cache is what it fits. */
export class PathTable {
  readonly #index = new PathIndex();
  /** A request is asked about twice: for the key of its decision, and when it is decided. */
  #last: { readonly path: string; readonly found: ReadonlySet<number> } | undefined;
  readonly input: Input;

  constructor() {
    this.input = { id: "paths", ofPath: true, read: (request) => this.#read(request) };
  }

  #read(request: DecisionRequest): string {
    if (request.path.kind === "ambiguous") return "?";
    return [...this.match(request)].join(",") + (hasParameters(request.path.path) ? ";" : "");
  }

  /** The number of a template. */
  add(template: string): number {
    this.#last = undefined;
    return this.#index.add(template);
  }

  /** True when no rule looks at paths: then it does not matter whether one is ambiguous. */
  get empty(): boolean {
    return this.#index.empty;
  }

  /** The numbers of the templates that the request's path fits; none of an ambiguous path. */
  match({ path }: DecisionRequest): ReadonlySet<number> {
    if (this.empty || path.kind === "ambiguous") return noPaths;
    if (this.#last?.path !== path.path) this.#last = { path: path.path, found: this.#index.match(path.path) };
    return this.#last.found;
  }
}
