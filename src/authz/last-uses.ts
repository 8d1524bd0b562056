import type { Decision } from "./decide/decision.ts";
import type { Consumer } from "./decide/directory/consumer.ts";

/** When credentials of a consumer were used last: by their names, milliseconds since the Unix epoch, at the beginning of a minute. */
export interface ConsumerUses {
  readonly consumer: Pick<Consumer, "namespace" | "name">;
  readonly credentials: ReadonlyMap<string, number>;
}

const minuteMs = 60_000;

/**
 * Which credentials of consumers were used, and in which minute last. A credential is used when it has told who calls, whatever the caller was allowed then. Only
 * credentials of consumers that are known get here, so there are never more of them than that.
 */
export class LastUses {
  #noted = new Map<Consumer, Map<string, number>>();

  /** Notes a decision that is told to its caller, also one that was kept; `now` in milliseconds since the Unix epoch. */
  note({ layers }: Pick<Decision, "layers">, now: number): void {
    const minute = now - (now % minuteMs);
    for (const { identity } of layers) {
      if (identity?.consumer !== undefined && identity.credential !== undefined) this.#noteOne(identity.consumer, identity.credential, minute);
    }
  }

  /** What was noted since the last time. */
  take(): readonly ConsumerUses[] {
    const taken = [...this.#noted].map(([consumer, credentials]) => ({ consumer, credentials }));
    this.#noted = new Map();
    return taken;
  }

  #noteOne(consumer: Consumer, credential: string, minute: number): void {
    const known = this.#noted.get(consumer);
    if (known === undefined) this.#noted.set(consumer, new Map([[credential, minute]]));
    else if (minute > (known.get(credential) ?? 0)) known.set(credential, minute);
  }
}
