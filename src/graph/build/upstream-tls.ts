import type { Collection, Read } from "../../kit/query/collection.ts";
import { refKey } from "../../model/object/common.ts";
import { type ServiceSpec, serverNameOf, subjectAltNamesOf } from "../../model/object/service.ts";
import type { CertificateFacts, TrustFacts } from "../listener/chain-input.ts";
import type { UpstreamTls } from "../node/cluster-node.ts";
import type { Finding } from "../node/finding.ts";
import { certificateSecretName, systemTrustName, trustSecretName, unresolvedSecretName } from "../node/secret-node.ts";
import { inputKey, type Parsed } from "./inputs.ts";
import { stringMatch } from "./lower-match.ts";
import { type ObjectUse, useFinding } from "./use-finding.ts";

/** What building a service's TLS reads, and whom it tells. */
export interface UpstreamTlsContext {
  readonly sources: { readonly certificates: Collection<CertificateFacts>; readonly trustBundles: Collection<TrustFacts> };
  readonly read: Read;
  readonly report: (finding: Finding) => void;
}

/** TLS towards the endpoints of a service; undefined for plain text. A secret that may not be used never comes, so no handshake passes. */
export function upstreamTls(service: Parsed<ServiceSpec>, context: UpstreamTlsContext): UpstreamTls | undefined {
  const tls = service.spec.tls;
  if (tls === undefined) return undefined;
  const subjectAltNames = subjectAltNamesOf(service.spec)
    .map(stringMatch)
    .filter((match) => match.kind !== "present");
  const trust = trustOf(service, context);
  // HTTP clusters check the name that the request asks for instead.
  if (service.spec.protocol === "tcp" && trust !== undefined && subjectAltNames.length === 0) context.report(nameNotChecked(service));
  return { sni: serverNameOf(service.spec), trust, certificate: certificateOf(service, context), subjectAltNames, minVersion: tls.minVersion };
}

function certificateOf(service: Parsed<ServiceSpec>, { sources, read, report }: UpstreamTlsContext): string | undefined {
  const reference = service.spec.tls?.certificate;
  if (reference === undefined) return undefined;
  const key = refKey(reference, "Certificate", service.key.namespace);
  const use = { key, facts: read.get(sources.certificates, inputKey(key)), origin: { object: service.key, pointer: "/spec/tls/certificate" } };
  return secretIfUsable(certificateSecretName(key.namespace, key.name), use, report);
}

function trustOf(service: Parsed<ServiceSpec>, { sources, read, report }: UpstreamTlsContext): UpstreamTls["trust"] {
  const trust = service.spec.tls?.trust;
  if (trust === undefined || trust === "none") return undefined;
  if (trust === "system") return systemTrustName;
  const key = refKey(trust, "TrustBundle", service.key.namespace);
  const use = { key, facts: read.get(sources.trustBundles, inputKey(key)), origin: { object: service.key, pointer: "/spec/tls/trust" } };
  return secretIfUsable(trustSecretName(key.namespace, key.name), use, report);
}

function secretIfUsable(secret: string, use: ObjectUse, report: (finding: Finding) => void): string {
  const finding = useFinding(use);
  if (finding === undefined) return secret;
  report(finding);
  return unresolvedSecretName(secret);
}

function nameNotChecked({ key }: Parsed<ServiceSpec>): Finding {
  return {
    object: key,
    pointer: "/spec/tls",
    condition: "Accepted",
    code: "NAME_NOT_CHECKED",
    detail: `Service ${inputKey(key)} takes every certificate that its authorities have signed, whatever name it carries`,
    hint: "Set tls.sni or tls.subjectAltNames",
    severity: "warning",
  };
}
