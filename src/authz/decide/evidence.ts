/**
 * Something that decisions were made of and that may change: a consumer, a key set, the absence of an API key. Whoever keeps a decision keeps
 * its evidence too, and the decision is good only while none of it is retired.
 */
export interface Evidence {
  readonly retired: boolean;
}

/** Evidence that its owner can retire, once and for all. */
export class RetirableEvidence implements Evidence {
  #retired = false;

  get retired(): boolean {
    return this.#retired;
  }

  retire(): void {
    this.#retired = true;
  }
}
