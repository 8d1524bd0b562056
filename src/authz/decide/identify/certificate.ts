import type { JsonObject } from "../../../kit/json.ts";
import type { Certificate } from "../../../kit/x509.ts";
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
import { certificateInput, readPeer, untimely } from "./peer-certificate.ts";

/** What `certificate` of a way of identification says. */
export type CertificateSpec = NonNullable<IdentifyMethod["certificate"]>;

const never = Number.POSITIVE_INFINITY;
const principalInput: Input = { id: "principal", read: (request) => request.view.principal };

/** Identification by the client certificate. Envoy has verified it: it tells no other. */
export function certificateIdentifier(name: string, spec: CertificateSpec, scope: ConsumerScope): Identifier {
  return {
    name,
    inputs: [principalInput, certificateInput],
    challenge: undefined,
    identify: (request, facts) => {
      const shown = readShown(request);
      if (shown === "absent") return { kind: "absent" };
      return shown === "unreadable" ? refused("The certificate cannot be read", []) : judge(shown, { name, spec, scope }, { request, facts });
    },
  };
}

interface Shown {
  /** URI, DNS name or subject. */
  readonly principal: string;
  readonly names: readonly string[];
  readonly uris: readonly string[];
  /** Undefined: Envoy was not told to send the certificate, and names it alone. */
  readonly certificate: Certificate | undefined;
  readonly claims: JsonObject;
}

/** Envoy tells one name, and the certificate itself when it is told to; from that come all of its names. */
function readShown({ view }: DecisionRequest): Shown | "absent" | "unreadable" {
  const { principal } = view;
  const certificate = readPeer(view.certificate);
  if (certificate === "unreadable") return certificate;
  if (certificate === "absent")
    return principal === "" ? certificate : { principal, names: [principal], uris: [], certificate: undefined, claims: spiffeClaims(principal) };
  const { subject, issuer, serial, names, fingerprint } = certificate;
  const uris = names.uri.filter((name) => uriForm.test(name));
  const subjects = [principal, subject].filter((name) => subjectForm.test(name));
  const all = [...new Set([...uris, ...names.dns.filter((name) => dnsForm.test(name)), ...subjects])];
  const [first = ""] = all;
  const claims = { subject, issuer, serial, fingerprint, uri: names.uri, dns: names.dns, email: names.email, ...spiffeClaims(uris[0] ?? "") };
  return { principal: first, names: all, uris, certificate, claims };
}

/** A name of one kind cannot be taken for one of another: whoever may sign hosts does not thereby sign SPIFFE ids. Envoy writes subjects as RFC 2253 has them. */
const uriForm = /^[A-Za-z][A-Za-z0-9+.-]*:/u;
const dnsForm = /^[A-Za-z0-9*._-]+$/u;
const subjectForm = /^[A-Za-z0-9.]+=/u;

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
  const { principal, names, claims, certificate } = shown;
  const { fingerprint, notAfter = never } = certificate ?? {};
  const unfit = unfitness(shown, spec, request.now);
  if (unfit !== undefined) return unfit;
  const { credential, evidence } = facts.consumers.findCertificate({ names, fingerprint }, scope);
  const fault = credential === undefined ? undefined : credentialFault(credential, request.now);
  if (credential !== undefined && fault !== undefined)
    return {
      ...refused("The certificate's consumer is not let in now", evidence),
      until: Math.min(notAfter, fault.until),
      why: faultText(credential, fault.fault),
    };
  if (credential === undefined && spec.consumer === "required")
    return {
      ...refused("The certificate belongs to no consumer", evidence),
      until: notAfter,
      why: `Its names: ${cut(names.join(", "))}; looked for in ${scopeText(scope)}`,
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
    until: Math.min(notAfter, credential?.expires ?? never),
  };
}

/** Why the certificate is none for this way, whoever's it is. Undefined when it is one. */
function unfitness({ principal, uris, certificate }: Shown, { trustDomains }: CertificateSpec, now: number): Attempt | undefined {
  // The X.509 standard of SPIFFE, §2: a certificate with a SPIFFE id has no other URI.
  if (uris.length > 1 && uris.some((uri) => /^spiffe:/iu.test(uri)))
    return { ...refused("The certificate has a URI beside its SPIFFE id", []), why: `Its URIs: ${cut(uris.join(", "))}` };
  const trustDomain = /^spiffe:\/\/([^/]+)/u.exec(principal)?.[1];
  if (trustDomains !== undefined && (trustDomain === undefined || !trustDomains.includes(trustDomain)))
    return {
      kind: "foreign",
      refusal: refused("The certificate is of another trust domain", []).refusal,
      why: `Its name is ${cut(principal)}; wanted: ${trustDomains.join(", ")}`,
    };
  const late = certificate === undefined ? undefined : untimely(certificate, now);
  return late === undefined ? undefined : { ...refused(`The certificate is ${late.fault}`, []), why: late.why, until: late.until };
}

function refused(detail: string, evidence: readonly Evidence[]): Extract<Attempt, { kind: "refused" }> & { readonly refusal: PlainRefusal } {
  const refusal: PlainRefusal = { kind: "unauthenticated", code: "credential_invalid", detail };
  return { kind: "refused", refusal, evidence };
}
