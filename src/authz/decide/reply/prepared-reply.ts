import type { JsonObject } from "../../../kit/json.ts";
import { placeholdersIn } from "../../../model/auth/answer-text.ts";
import type { Decision, Denied } from "../decision.ts";
import type { DecisionRequest } from "../request/decision-request.ts";
import { identityMetadata } from "../shape/metadata.ts";
import { answerReader } from "./answer-reader.ts";
import { type ClientType, clientType } from "./client-type.ts";
import { deniedAnswer, ownTemplate } from "./denied-answer.ts";
import { encodeAllowed, encodeDenied } from "./encode-reply.ts";

/** The reply to a decision, encoded once a kind of client and kept with the decision, unless it has placeholders. */
export interface PreparedReply {
  /** Bytes of all of its forms, at most; those that a denial has for each kind of client are made when one comes. */
  readonly size: number;
  bytesFor(request: DecisionRequest): Uint8Array;
}

/** Prepares the reply to a decision. */
export function prepareReply(decision: Decision): PreparedReply {
  if (decision.kind === "denied") return new DeniedReply(decision);
  const bytes = encodeAllowed(decision.mutations);
  return { size: bytes.length, bytesFor: () => bytes };
}

/** What a usual denial has, for all kinds of clients together. */
const usualBytes = 2048;

class DeniedReply implements PreparedReply {
  readonly size: number;
  readonly #decision: Denied;
  readonly #encoded = new Map<ClientType, Uint8Array>();

  constructor(decision: Denied) {
    this.#decision = decision;
    this.size = usualBytes + ownBytes(decision);
  }

  bytesFor(request: DecisionRequest): Uint8Array {
    const client = clientType(request);
    const known = this.#encoded.get(client);
    if (known !== undefined) return known;
    const bytes = encodeDenied(deniedAnswer(this.#decision, answerReader(request)), this.#metadata());
    // A body with placeholders may name the request, and is as long as what stands in it: it is made anew.
    if (placeholdersIn(ownTemplate(this.#decision, client) ?? "").length === 0) this.#encoded.set(client, bytes);
    return bytes;
  }

  /** For access logs: who it was, as far as that is known, and why it was not let in. */
  #metadata(): JsonObject {
    return { ...identityMetadata(this.#decision.identity, []), denied: this.#decision.refusal.code };
  }
}

function ownBytes(decision: Denied): number {
  return (["json", "html", "grpc"] as const).reduce((sum, client) => sum + Buffer.byteLength(ownTemplate(decision, client) ?? ""), 0);
}
