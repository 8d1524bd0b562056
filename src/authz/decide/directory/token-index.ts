import type { JsonObject } from "../../../kit/json.ts";
import type { ConsumerSpec } from "../../../model/object/consumer.ts";
import { RetirableEvidence } from "../evidence.ts";
import { type ConsumerScope, type CredentialSearch, inScope } from "./consumer.ts";
import type { OwnCredential } from "./directory-consumer.ts";
import { byOwner, Owners } from "./owners.ts";

type TokenClaims = NonNullable<ConsumerSpec["credentials"][string]["jwt"]>;

interface TokenCredential extends OwnCredential {
  readonly claims: TokenClaims["claims"];
}

interface Issuer {
  readonly owners: Owners<TokenCredential>;
  /** Names of the claims by which tokens are looked up, with the number of credentials that need each. */
  readonly names: Map<string, number>;
  /** Retired when a credential of the issuer is added: other tokens may belong to it now. */
  evidence: RetirableEvidence;
}

/** Owners of tokens by issuer and claims: a token costs one look-up for each name of a claim that some owner is known by. */
export class TokenIndex {
  readonly #issuers = new Map<string, Issuer>();

  find(issuer: string, claims: JsonObject, scope: ConsumerScope): CredentialSearch {
    const known = this.#issuer(issuer);
    const fitting = [...known.names.keys()].flatMap((name) => {
      const value = claims[name];
      return typeof value === "string" ? known.owners.at(`${name}\n${value}`) : [];
    });
    const owners = fitting.filter((owner) => Object.entries(owner.claims).every(([name, value]) => claims[name] === value)).sort(byOwner);
    const [credential] = inScope(owners, scope);
    return { credential, evidence: credential === undefined ? [known.evidence] : [known.evidence, credential.consumer.evidence] };
  }

  /** Answers how to take it back. */
  add({ issuer, claims }: TokenClaims, credential: OwnCredential): () => void {
    const known = this.#issuer(issuer);
    const [name, place] = placeOf(claims);
    const owner: TokenCredential = { ...credential, claims };
    known.owners.add(place, owner);
    known.names.set(name, (known.names.get(name) ?? 0) + 1);
    known.evidence.retire();
    known.evidence = new RetirableEvidence();
    return () => {
      known.owners.remove(place, owner);
      const left = (known.names.get(name) ?? 0) - 1;
      if (left > 0) known.names.set(name, left);
      else known.names.delete(name);
    };
  }

  /** Only issuers whose tokens were verified are asked about, so their number is that of the policies'. */
  #issuer(name: string): Issuer {
    const known = this.#issuers.get(name) ?? { owners: new Owners<TokenCredential>(), names: new Map<string, number>(), evidence: new RetirableEvidence() };
    this.#issuers.set(name, known);
    return known;
  }
}

/** A credential is looked up by the first of its claims, by name. */
function placeOf(claims: TokenClaims["claims"]): readonly [name: string, place: string] {
  const [name = ""] = Object.keys(claims).sort();
  return [name, `${name}\n${claims[name] ?? ""}`];
}
