import type { JsonObject } from "../../../src/kit/json.ts";
import type { TestCertificate } from "../tls/certificates.ts";
import { ObjectBuilder } from "./object-builder.ts";

/** A Certificate object of a test certificate. */
export function certificate(name: string, { chain, privateKey }: TestCertificate): ObjectBuilder {
  return new ObjectBuilder("Certificate", name, { chain, privateKey });
}

/** A TrustBundle object. */
export function trustBundle(name: string, certificates: string): ObjectBuilder {
  return new ObjectBuilder("TrustBundle", name, { certificates });
}

/** A Secret object. */
export function secret(name: string, data: Readonly<Record<string, string>>): ObjectBuilder {
  return new ObjectBuilder("Secret", name, { data });
}

/** A NodeGroup object. */
export function nodeGroup(name: string, spec: JsonObject = {}): ObjectBuilder {
  return new ObjectBuilder("NodeGroup", name, spec);
}

/** A Policy object with one target. */
export function policy(name: string, target: JsonObject, policies: JsonObject): ObjectBuilder {
  return new ObjectBuilder("Policy", name, { targets: [target], ...policies });
}

/** An EnvoyPatch object. */
export function envoyPatch(name: string, spec: JsonObject): ObjectBuilder {
  return new ObjectBuilder("EnvoyPatch", name, spec);
}
