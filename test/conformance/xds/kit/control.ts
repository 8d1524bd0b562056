import { typeUrls } from "../../../../src/snapshot/resource.ts";
import type { WireResource } from "./wire-resource.ts";

/** The server under test cannot do what a case needs. */
export class NotPossible extends Error {
  override readonly name = "NotPossible";
}

/** What is changed in one step. */
export interface ControlChange {
  readonly set?: readonly WireResource[];
  readonly remove?: readonly Pick<WireResource, "type" | "name">[];
}

/** Sets the state of the server under test, by the control protocol that README.md describes. */
export class Control {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url.replace(/\/$/u, "");
  }

  /** Says in one line which server this is. */
  async server(): Promise<string> {
    const answer = (await (await fetch(`${this.#url}/`)).json()) as { readonly server?: string };
    return answer.server ?? "unknown";
  }

  /** A server without resources and without streams; with `ready: false` it has not even learned that there are none. */
  reset(options: { readonly ready?: boolean } = {}): Promise<void> {
    return this.#post("reset", { ready: options.ready ?? true });
  }

  /** Sets these resources. */
  set(...resources: readonly WireResource[]): Promise<void> {
    return this.change({ set: resources });
  }

  /** Sets and removes in one step. */
  change({ set = [], remove = [] }: ControlChange): Promise<void> {
    return this.#post("change", {
      set: set.map(({ type, name, bytes, ttlMs }) => ({ type: typeUrls[type], name, resource: Buffer.from(bytes).toString("base64"), ttlMs })),
      remove: remove.map(({ type, name }) => ({ type: typeUrls[type], name })),
    });
  }

  /** Ends the server with its streams, and starts it again at the same address with the same resources. */
  restart(): Promise<void> {
    return this.#post("restart", {});
  }

  /** Lets so much time pass for a server that does some things later on purpose, where its clock can be set. */
  advance(ms: number): Promise<void> {
    return this.#post("advance", { ms });
  }

  async #post(verb: string, body: object): Promise<void> {
    const answer = await fetch(`${this.#url}/${verb}`, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
    const text = await answer.text();
    if (answer.status === 501) throw new NotPossible(text);
    if (!answer.ok) throw new Error(`Control answered ${answer.status} to ${verb}: ${text}`);
  }
}
