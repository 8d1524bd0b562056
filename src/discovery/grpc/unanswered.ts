import type { ResourceType } from "../../snapshot/resource.ts";
import type { Action } from "../subscription/action.ts";
import type { Variant } from "../subscription/event.ts";

/** Since when responses of one stream wait for an answer, by type. */
export class Unanswered {
  readonly #variant: Variant;
  /** When each response went out, milliseconds since the epoch, by nonce; oldest first. */
  readonly #sent = new Map<ResourceType, Map<string, number>>();

  constructor(variant: Variant) {
    this.#variant = variant;
  }

  onAction(action: Action, now: number): void {
    if (action.kind === "send") this.#waiting(action.message.type).set(action.message.nonce, now);
    if (action.kind === "acked" || action.kind === "nacked") this.#answer(action.type, action.nonce);
  }

  /** When the oldest response of each type went out that is not answered. */
  since(): ReadonlyMap<ResourceType, number> {
    return new Map([...this.#sent].flatMap(([type, waiting]) => [...waiting.values()].slice(0, 1).map((at) => [type, at] as const)));
  }

  /** When a response without an answer went out, milliseconds since the epoch. */
  sentAt(type: ResourceType, nonce: string): number | undefined {
    return this.#sent.get(type)?.get(nonce);
  }

  /** In the state of the world an answer is one to all that went before, too. */
  #answer(type: ResourceType, nonce: string): void {
    const waiting = this.#sent.get(type);
    if (waiting?.has(nonce) !== true) return;
    if (this.#variant === "delta") return void waiting.delete(nonce);
    for (const older of waiting.keys()) {
      waiting.delete(older);
      if (older === nonce) return;
    }
  }

  #waiting(type: ResourceType): Map<string, number> {
    const known = this.#sent.get(type);
    if (known !== undefined) return known;
    const made = new Map<string, number>();
    this.#sent.set(type, made);
    return made;
  }
}
