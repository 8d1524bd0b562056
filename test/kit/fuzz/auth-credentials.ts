import { X509Certificate } from "node:crypto";
import type { LayerTrace } from "../../../src/authz/decide/decision.ts";
import { certificatePem } from "../../../src/authz/decide/identify/peer-certificate.ts";
import { readCertificates } from "../../../src/kit/x509.ts";
import { checkBytes, type RequestText } from "../authz/check-message.ts";
import { readReply } from "../authz/check-reply.ts";
import { layer, TestService } from "../authz/service.ts";
import type { FuzzTarget } from "./fuzz-target.ts";

const login = "acme:correct-horse-battery";
/** Of spiffe://example.org/web, for a hundred years. */
const certificate = `-----BEGIN CERTIFICATE-----\nMIIBqzCCAVGgAwIBAgIUeA8ArpmWNvLGdIIqofHpPjUkMzkwCgYIKoZIzj0EAwIwDjEMMAoGA1UEAwwDd2ViMCAXDTI2MTEyNjA1MTcwMFoYDzIxMjYxMTAyMDUxNzAwWjAOMQwwCgYDVQQDDAN3ZWIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASC5GZSoU4E5YqQRJ1wEWWPLzcafRg8JSEnkcTzoKpVzsPQt2ua9WloyMBlwdK3mgdk/eb3JCjJCnANrQE1AnQRo4GKMIGHMB0GA1UdDgQWBBSWzsXjsh2rbgdGBF9zO9bejy4baTAfBgNVHSMEGDAWgBSWzsXjsh2rbgdGBF9zO9bejy4baTAPBgNVHRMBAf8EBTADAQH/MDQGA1UdEQQtMCuGGHNwaWZmZTovL2V4YW1wbGUub3JnL3dlYoIPd2ViLmV4YW1wbGUub3JnMAoGCCqGSM49BAMCA0gAMEUCICMi9ZWt7+RUXQJcklhkDNl6v37VFuEyek0Gx2arInfbAiEA0tXn7ACTKS1QTCFz+F3fRyqp9bxdHJYK2l2U4KZefqk=\n-----END CERTIFICATE-----\n`;

/** A service, and what its only layer made of the last request. */
interface Parts {
  readonly service: TestService;
  last: LayerTrace | undefined;
}

let made: Parts | undefined;

/** Made when it is needed: the list of targets is read by whoever wants one of them. */
function parts(): Parts {
  if (made !== undefined) return made;
  const log = {
    decided: ({ decision }: { readonly decision: { readonly layers: readonly LayerTrace[] } }) => {
      if (made !== undefined) made.last = decision.layers[0];
    },
    failed: () => undefined,
  };
  const identify = [{ certificate: { trustDomains: ["example.org"] } }, { basic: {} }];
  const service = new TestService([layer({ identify, cache: { allowed: "0s", denied: "0s" } })], { log });
  service.consumer("acme", { credentials: { login: { basic: { username: "acme", password: "correct-horse-battery" } } } });
  made = { service, last: undefined };
  return made;
}

function ask(request: RequestText): { readonly allowed: boolean; readonly words: string } {
  const { service } = parts();
  const { outcome } = readReply(service.askBytes(checkBytes({ extensions: { "sluice.target": "test" }, ...request })));
  if (outcome === "empty" || outcome === "error") throw new Error(`The reply is ${outcome}`);
  const { attempts = [], identity } = parts().last ?? {};
  return { allowed: outcome === "allowed", words: [...attempts.map((one) => one.why ?? one.outcome), identity?.subject ?? ""].join(" ") };
}

/** The readers of user names and passwords and of client certificates: nobody gets in but by the right ones. */
export const authCredentials: FuzzTarget = {
  name: "auth-credentials",
  seeds: () => {
    const basic = Buffer.from(login).toString("base64");
    const texts = [`Basic ${basic}`, `basic  ${basic.slice(0, -1)}`, "Basic OnBhc3N3b3Jk", `Basic ${Buffer.from("user").toString("base64")}`, "Bearer x"];
    return [...texts, encodeURIComponent(certificate), certificate, encodeURIComponent(certificate + certificate), "%2D%"].map((text) => Buffer.from(text));
  },
  run: (input) => {
    const text = input.toString("utf8");
    const [byHeader, byCertificate] = [ask({ headers: { authorization: text } }), ask({ certificate: text })];
    if (byHeader.allowed && !isLogin(text)) throw new Error("Somebody gets in without the password");
    if (byCertificate.allowed && !isOfDomain(certificatePem(text))) throw new Error("Somebody gets in by a certificate without a name of the domain");
    const read = readCertificates(certificatePem(text));
    return `${byHeader.words} ${byCertificate.words} ${"error" in read ? read.error : read.certificates.length}`;
  },
};

function isLogin(header: string): boolean {
  const [, text = ""] = /^\s*basic\s+(\S+)\s*$/iu.exec(header) ?? [];
  return Buffer.from(text, "base64").toString("utf8") === login;
}

function isOfDomain(pem: string): boolean {
  return new X509Certificate(pem).subjectAltName?.includes("URI:spiffe://example.org/") === true;
}
