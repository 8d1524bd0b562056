import type { ConsumerSpec } from "../../../model/object/consumer.ts";
import { type Evidence, RetirableEvidence } from "../evidence.ts";
import type { Consumer, Credential } from "./consumer.ts";

/** A consumer whose evidence can be renewed. */
export class DirectoryConsumer implements Consumer {
  readonly namespace: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly plan: string | undefined;
  readonly priority: string | undefined;
  readonly disabled: boolean;
  #evidence = new RetirableEvidence();

  constructor(namespace: string, name: string, { groups, plan, priority, disabled }: ConsumerSpec) {
    this.namespace = namespace;
    this.name = name;
    this.groups = groups;
    this.plan = plan;
    this.priority = priority;
    this.disabled = disabled;
  }

  get evidence(): Evidence {
    return this.#evidence;
  }

  /** What was decided of it until now is not good any more. */
  renew(): void {
    this.#evidence.retire();
    this.#evidence = new RetirableEvidence();
  }
}

/** A credential as the directory keeps it. */
export interface OwnCredential extends Credential {
  readonly consumer: DirectoryConsumer;
  /** `namespace/consumer/name`, which no other has. */
  readonly title: string;
}

/** A credential of a consumer, with the times between which it is good. */
export function ownCredential(consumer: DirectoryConsumer, name: string, times: { readonly notBefore?: string; readonly expires?: string }): OwnCredential {
  return {
    consumer,
    name,
    title: `${consumer.namespace}/${consumer.name}/${name}`,
    notBefore: times.notBefore === undefined ? Number.NEGATIVE_INFINITY : Date.parse(times.notBefore),
    expires: times.expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(times.expires),
  };
}
