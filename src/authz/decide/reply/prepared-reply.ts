import type { JsonObject } from "../../../kit/json.ts";
import type { Decision, Denied } from "../decision.ts";
import type { DecisionRequest } from "../request/decision-request.ts";
import { identityMetadata } from "../shape/metadata.ts";
import { type ClientType, clientType } from "./client-type.ts";
import { deniedAnswer } from "./denied-answer.ts";
import { encodeAllowed, encodeDenied } from "./encode-reply.ts";

/** The reply to a decision, encoded once a kind of client and kept with the decision. */
export interface PreparedReply {
  bytesFor(request: DecisionRequest): Uint8Array;
}

/** Prepares the reply to a decision. */
export function prepareReply(decision: Decision): PreparedReply {
  if (decision.kind === "denied") return new DeniedReply(decision);
  const bytes = encodeAllowed(decision.mutations);
  return { bytesFor: () => bytes };
}

class DeniedReply implements PreparedReply {
  readonly #decision: Denied;
  readonly #encoded = new Map<ClientType, Uint8Array>();

  constructor(decision: Denied) {
    this.#decision = decision;
  }

  bytesFor(request: DecisionRequest): Uint8Array {
    const client = clientType(request);
    const known = this.#encoded.get(client);
    if (known !== undefined) return known;
    const bytes = encodeDenied(deniedAnswer(this.#decision, client), this.#metadata());
    this.#encoded.set(client, bytes);
    return bytes;
  }

  /** For access logs: who it was, as far as that is known, and why it was not let in. */
  #metadata(): JsonObject {
    return { ...identityMetadata(this.#decision.identity, []), denied: this.#decision.refusal.code };
  }
}
