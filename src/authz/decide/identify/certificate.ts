import type { JsonObject } from "../../../kit/json.ts";
import { readCertificates } from "../../../kit/x509.ts";
import type { IdentifyMethod } from "../../../model/auth/identify-schema.ts";
import { type ConsumerScope, credentialFault, faultText, scopeText } from "../directory/consumer.ts";
import type { Evidence } from "../evidence.ts";
import { cut } from "../explain/cut.ts";
import type { Facts } from "../facts.ts";
import type { Input } from "../plan/input.ts";
import type { PlainRefusal } from "../refusal.ts";
import type { DecisionRequest } from "../request/decision-request.ts";
import { certificateWord, credentialMarks, type RevocationMark } from "../revocation/revocation-mark.ts";
import type { Attempt, Identifier } from "./attempt.ts";
import { certificateInput, certificatePem } from "./peer-certificate.ts";

/** What `certificate` of a way of identification says. */
export type CertificateSpec = NonNullable<IdentifyMethod["certificate"]>;

const principalInput: Input = { id: "principal", read: (request) => request.view.principal };

/** Identification by the client certificate. Envoy has verified it: it tells no other. */
export function certificateIdentifier(name: string, spec: CertificateSpec, scope: ConsumerScope): Identifier {
  return {
    name,
    inputs: [principalInput, certificateInput],
    challenge: undefined,
    identify: (request, facts) => {
      const shown = readShown(request);
      return shown === undefined ? { kind: "absent" } : judge(shown, { name, spec, scope }, { request, facts });
    },
  };
}

interface Shown {
  /** URI, DNS name or subject. */
  readonly principal: string;
  readonly names: readonly string[];
  readonly fingerprint: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly notAfter: number;
  readonly claims: JsonObject;
}

/** Envoy tells the names, and the certificate itself when it is told to; from that come all of its names. */
function readShown({ view }: DecisionRequest): Shown | undefined {
  const { principal } = view;
  const read = readCertificates(certificatePem(view.certificate));
  const certificate = "error" in read ? undefined : read.certificates[0];
  if (principal === "" && certificate === undefined) return undefined;
  if (certificate === undefined)
    return { principal, names: [principal], fingerprint: undefined, notAfter: Number.POSITIVE_INFINITY, claims: spiffeClaims(principal) };
  const { subject, issuer, serial, names, fingerprint, notAfter } = certificate;
  const all = [...new Set([principal, ...names.uri, ...names.dns, subject])].filter((name) => name !== "");
  const [first = ""] = all;
  const claims = { subject, issuer, serial, fingerprint, uri: names.uri, dns: names.dns, email: names.email, ...spiffeClaims(names.uri[0] ?? principal) };
  return { principal: principal === "" ? first : principal, names: all, fingerprint, notAfter, claims };
}

function spiffeClaims(principal: string): JsonObject {
  const [, trustDomain, path] = /^spiffe:\/\/([^/]+)(\/.*)?$/u.exec(principal) ?? [];
  return trustDomain === undefined ? {} : { spiffe: { trustDomain, path: path ?? "" } };
}

interface Judging {
  readonly name: string;
  readonly spec: CertificateSpec;
  readonly scope: ConsumerScope;
}

function judge(shown: Shown, { name, spec, scope }: Judging, { request, facts }: { readonly request: DecisionRequest; readonly facts: Facts }): Attempt {
  const { principal, fingerprint, notAfter, claims } = shown;
  const unfit = unfitness(shown, spec, request.now);
  if (unfit !== undefined) return unfit;
  const { credential, evidence } = facts.consumers.findCertificate(shown, scope);
  const fault = credential === undefined ? undefined : credentialFault(credential, request.now);
  if (credential !== undefined && fault !== undefined)
    return { ...refused("The certificate's consumer is not let in now", evidence), until: Math.min(notAfter, fault.until), why: faultText(credential, fault.fault) };
  if (credential === undefined && spec.consumer === "required")
    return {
      ...refused("The certificate belongs to no consumer", evidence),
      until: notAfter,
      why: `Its names: ${cut(shown.names.join(", "))}; looked for in ${scopeText(scope)}`,
    };
  const consumer = credential?.consumer;
  const marks: readonly RevocationMark[] = [
    ...(fingerprint === undefined ? [] : [{ kind: "word", word: certificateWord(fingerprint) } as const]),
    ...(credential === undefined ? [] : credentialMarks(credential.consumer, credential.name)),
  ];
  return {
    kind: "identified",
    identity: {
      kind: "certificate",
      method: name,
      subject: principal,
      consumer,
      credential: credential?.name,
      groups: consumer?.groups ?? [],
      scopes: [],
      claims,
      marks,
    },
    evidence,
    until: Math.min(notAfter, credential?.expires ?? notAfter),
  };
}

/** Why the certificate is none for this way, whoever's it is. Undefined when it is one. */
function unfitness({ principal, notAfter }: Shown, { trustDomains }: CertificateSpec, now: number): Attempt | undefined {
  const trustDomain = /^spiffe:\/\/([^/]+)/u.exec(principal)?.[1];
  if (trustDomains !== undefined && (trustDomain === undefined || !trustDomains.includes(trustDomain)))
    return {
      kind: "foreign",
      refusal: refused("The certificate is of another trust domain", []).refusal,
      why: `Its name is ${cut(principal)}; wanted: ${trustDomains.join(", ")}`,
    };
  // A connection may outlive the certificate that it was opened with, and Envoy looks at that only once.
  if (now >= notAfter) return { ...refused("The certificate is expired", []), why: `It was good until ${new Date(notAfter).toISOString()}` };
  return undefined;
}

function refused(detail: string, evidence: readonly Evidence[]): Extract<Attempt, { kind: "refused" }> & { readonly refusal: PlainRefusal } {
  const refusal: PlainRefusal = { kind: "unauthenticated", code: "credential_invalid", detail };
  return { kind: "refused", refusal, evidence };
}
