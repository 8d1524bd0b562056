import { refKey } from "../../model/object/common.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import { inputKey } from "../build/inputs.ts";
import { useFinding } from "../build/use-finding.ts";
import type { DownstreamTls } from "../node/listener-node.ts";
import { certificateSecretName, trustSecretName, unresolvedSecretName } from "../node/secret-node.ts";
import { type CertificateFacts, type ChainInput, listenerOrigin } from "./chain-input.ts";
import type { NamedCertificate } from "./server-names.ts";

/** The certificates of a listener that exist and may be used; what is wrong with the others is reported. */
export function usableCertificates(input: ChainInput): readonly NamedCertificate[] {
  const { gateway, listener, read, sources } = input;
  return (listener.tls?.certificates ?? []).flatMap((reference, position) => {
    const key = refKey(reference, "Certificate", gateway.key.namespace);
    const facts = read.get(sources.certificates, inputKey(key));
    const usable = checkUse(input, { key, facts, pointer: `/tls/certificates/${position}` });
    return usable && facts !== undefined ? [{ secret: certificateSecretName(key.namespace, key.name), hostnames: facts.hostnames }] : [];
  });
}

/** Termination with one certificate. */
export function downstreamTls(input: ChainInput, secret: string): DownstreamTls {
  const tls = input.listener.tls;
  return {
    certificates: [secret],
    clientTrust: clientTrustOf(input),
    requireClientCertificate: tls?.clientCa !== undefined && tls.clientCertificate !== "optional",
    minVersion: tls?.minVersion ?? "1.2",
    alpn: tls?.alpn ?? defaultAlpn(input.listener),
  };
}

function defaultAlpn({ protocol, http }: ChainInput["listener"]): readonly string[] {
  if (protocol !== "https") return [];
  return http?.http2 === false ? ["http/1.1"] : ["h2", "http/1.1"];
}

/** A client CA that cannot be used closes the door: the name stays, its secret never comes, and no handshake passes. */
function clientTrustOf(input: ChainInput): string | undefined {
  const reference = input.listener.tls?.clientCa;
  if (reference === undefined) return undefined;
  const key = refKey(reference, "TrustBundle", input.gateway.key.namespace);
  const name = trustSecretName(key.namespace, key.name);
  const usable = checkUse(input, { key, facts: input.read.get(input.sources.trustBundles, inputKey(key)), pointer: "/tls/clientCa" });
  return usable ? name : unresolvedSecretName(name);
}

interface ReferenceUse {
  readonly key: ObjectKey;
  readonly facts: Pick<CertificateFacts, "allowedFrom"> | undefined;
  readonly pointer: string;
}

function checkUse(input: ChainInput, { key, facts, pointer }: ReferenceUse): boolean {
  const listener = listenerOrigin(input);
  const finding = useFinding({ key, facts, origin: { object: listener.object, pointer: `${listener.pointer}${pointer}` } });
  if (finding !== undefined) input.report(finding);
  return finding === undefined;
}
