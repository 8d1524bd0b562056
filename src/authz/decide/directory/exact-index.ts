import { RetirableEvidence } from "../evidence.ts";
import { type ConsumerScope, type CredentialSearch, inScope } from "./consumer.ts";
import type { OwnCredential } from "./directory-consumer.ts";
import { Owners } from "./owners.ts";

interface ExactSearch<Owner extends OwnCredential> extends CredentialSearch {
  readonly credential: Owner | undefined;
}

/** Credentials that are known by one text. */
export class ExactIndex<Owner extends OwnCredential> {
  readonly #owners = new Owners<Owner>();
  /** Retired when a credential is added: what was not there may be there now. */
  #absence = new RetirableEvidence();

  /** The first credential of a scope that is known by the text, and fits. Whoever is known by it and does not fit counts for the answer too. */
  find(key: string, scope: ConsumerScope, fits: (owner: Owner) => boolean = () => true): ExactSearch<Owner> {
    const known = inScope(this.#owners.at(key), scope);
    const credential = known.find(fits);
    return {
      credential,
      evidence: credential === undefined ? [this.#absence, ...known.map(({ consumer }) => consumer.evidence)] : [credential.consumer.evidence],
    };
  }

  /** Who shares a text with a new owner is asked for anew: another one may be the first now. */
  add(key: string, credential: Owner): void {
    for (const { consumer } of this.#owners.at(key)) if (consumer !== credential.consumer) consumer.renew();
    this.#owners.add(key, credential);
    this.#absence.retire();
    this.#absence = new RetirableEvidence();
  }

  remove(key: string, credential: Owner): void {
    this.#owners.remove(key, credential);
  }
}
