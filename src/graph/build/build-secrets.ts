import type { Collection } from "../../kit/query/collection.ts";
import { hostnamesOf } from "../../kit/x509.ts";
import type { NodeGroupSpec } from "../../model/object/node-group.ts";
import { sealContext } from "../../model/object/secret-field.ts";
import type { CertificateFacts, TrustFacts } from "../listener/chain-input.ts";
import { certificateSecretName, type SecretNode, systemTrustName, trustSecretName } from "../node/secret-node.ts";
import type { Parsed } from "./inputs.ts";
import type { ParsedObjects } from "./parse-objects.ts";

/** TLS material, and what others need to know of it. */
export interface SecretCollections {
  readonly nodes: Collection<SecretNode>;
  /** By `namespace/name`. */
  readonly certificates: Collection<CertificateFacts>;
  readonly trustBundles: Collection<TrustFacts>;
}

/** Derives the secrets from certificates and trust bundles. */
export function buildSecrets(parsed: Pick<ParsedObjects, "certificates" | "trustBundles">): SecretCollections {
  const certificates = parsed.certificates.flatMap<SecretNode>("certificate secrets", ({ key, spec }) => {
    const name = certificateSecretName(key.namespace, key.name);
    const node: SecretNode = {
      kind: "certificate",
      name,
      chain: spec.chain,
      privateKey: spec.privateKey,
      context: sealContext(key, "/spec/privateKey"),
      origin: { object: key, pointer: "/spec" },
    };
    return [[name, node] as const];
  });
  const trust = parsed.trustBundles.flatMap<SecretNode>("trust secrets", ({ key, spec }) => {
    const name = trustSecretName(key.namespace, key.name);
    const node: SecretNode = { kind: "trust", name, certificates: spec.certificates, origin: { object: key, pointer: "/spec" } };
    return [[name, node] as const];
  });
  return {
    nodes: certificates.concat("secrets", trust),
    certificates: parsed.certificates.map("certificate facts", ({ spec }) => ({ hostnames: serverNamesOf(spec.chain), allowedFrom: spec.allowedFrom })),
    trustBundles: parsed.trustBundles.map("trust facts", ({ spec }) => ({ allowedFrom: spec.allowedFrom })),
  };
}

/** The system's authorities, where the machines of each group have them; by `/group`. */
export function systemTrustOf(nodeGroups: Collection<Parsed<NodeGroupSpec>>): Collection<SecretNode> {
  return nodeGroups.map("system trust", ({ key, spec }) => ({
    kind: "trust-file",
    name: systemTrustName,
    file: spec.systemTrust,
    origin: { object: key, pointer: "/spec/systemTrust" },
  }));
}

const serverName = /^(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/u;

/** What of the certificate's names Envoy takes as a server name: no wildcard but a whole first label. */
function serverNamesOf(chain: string): readonly string[] {
  return [...new Set(hostnamesOf(chain).map((name) => name.toLowerCase()))].filter((name) => serverName.test(name));
}
