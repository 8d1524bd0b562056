import { createPublicKey } from "node:crypto";
import type { JsonObject } from "../../../src/kit/json.ts";
import type { RequestText } from "./check-message.ts";
import type { ReplyText } from "./check-reply.ts";
import { layer, TestService } from "./service.ts";

const secret = "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==";
const pem = (base64: string): string => `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`;
const rsaKey = pem(
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2+QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHqgDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5WUtzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI2wIDAQAB",
);
/** The RFC has it as PKCS #1; the same key. */
const olderRsaKey = createPublicKey(
  `-----BEGIN RSA PUBLIC KEY-----\nMIIBCgKCAQEAhAKYdtoeoy8zcAcR874L8cnZxKzAGwd7v36APp7Pv6Q2jdsPBRrwWEBnez6d0UDKDwGbc6nxfEXAy5mbhgajzrw3MOEt8uA5txSKobBpKDeBLOsdJKFqMGmXCQvEG7YemcxDTRPxAleIAgYYRjTSd/QBwVW9OwNFhekro3RtlinV0a75jfZgkne/YiktSvLG34lw2zqXBDTC5NHROUqGTlML4PlNZS5Ri2U4aCNx2rUPRcKIlE0PuKxI4T+HIaFpv8+rdV6eUgOrB2xeI1dSFFn/nnv5OoZJEIB+VmuKn3DCUcCZSFlQPSXSfBDiUGhwOw76WuSSsf1D4b/vLoJ10wIDAQAB\n-----END RSA PUBLIC KEY-----\n`,
)
  .export({ type: "spki", format: "pem" })
  .toString();
const curveKey = pem("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==");
const edwardsKey = pem("MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=");

const body = '{"hello": "world"}';
const headers = {
  date: "Tue, 20 Apr 2021 02:07:55 GMT",
  "content-type": "application/json",
  "content-digest": "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:",
  "content-length": "18",
};
const request: RequestText = { method: "POST", host: "example.com", path: "/foo?param=Value&Pet=dog", body, headers };
/** Between what the examples were made at and the end of the one that has an end: 2021-04-20T02:08:20Z. */
const askedAt = 1_618_884_500_000;

/** An example of RFC 9421. */
export interface SignatureExample {
  readonly input: string;
  readonly signature: string;
  readonly credential: JsonObject;
  /** What the policy demands: just what the example covers. */
  readonly components: readonly string[];
  readonly body: "verified" | "ignored";
  /** Default: the test request of appendix B.2. */
  readonly request?: RequestText;
  /** The signature of somebody else that stands before it. */
  readonly beside?: { readonly input: string; readonly signature: string };
  /** Why it is refused, and whether the RFC would take it; absent when it is good. */
  readonly refused?: { readonly detail: string; readonly why: string; readonly differs: boolean };
}

const coversNothing = { detail: "Component @method is not signed", why: "it covers nothing of the request, which no policy takes", differs: true };
const clientSignature = {
  input: '("@method" "@authority" "@path" "content-digest" "content-type" "content-length");created=1618884475;keyid="test-key-ecc-p256"',
  signature: "X5spyd6CFnAG5QnDyHfqoSNICd+BUP4LYMz2Q0JXlb//4Ijpzp+kve2w4NIyqeAuM7jTDX+sNalzA8ESSaHD3A==",
};
/** The certificate that the proxy of appendix B.3 has seen. */
const clientCertificate =
  ":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=:";

/** Appendix B.4: one signature, and the request in the forms that proxies leave of it. */
function transformed(sent: Partial<RequestText>, refused?: SignatureExample["refused"]): SignatureExample {
  return {
    input: '("@method" "@path" "@authority" "accept");created=1618884473;keyid="test-key-ed25519"',
    signature: "ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA==",
    credential: { keyId: "test-key-ed25519", publicKey: edwardsKey },
    components: ["@method", "@path", "@authority", "accept"],
    body: "verified",
    request: { method: "GET", host: "example.org", path: "/demo?name1=Value1&Name2=value2", ...sent },
    ...(refused !== undefined && { refused }),
  };
}

/** The request of §4.3 as the proxy sends it on. */
const proxied: RequestText = {
  ...request,
  host: "origin.host.internal.example",
  headers: { ...headers, date: "Tue, 20 Apr 2021 02:07:56 GMT", forwarded: "for=192.0.2.123;host=example.com;proto=https" },
};
const date = ["date", "Fri, 15 Jul 2022 14:24:55 GMT"] as const;
const [acceptsJson, acceptsAll] = [["accept", "application/json"] as const, ["accept", "*/*"] as const];
const wrong = { detail: "The signature is wrong", differs: false };

/** The signed requests of RFC 9421, by their sections, with its keys (appendix B.1). */
export const signatureExamples: Readonly<Record<string, SignatureExample>> = {
  "B.2.1 minimal": {
    input: '();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd"',
    signature:
      "d2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==",
    credential: { keyId: "test-key-rsa-pss", publicKey: rsaKey },
    components: [],
    body: "ignored",
    refused: coversNothing,
  },
  "B.2.2 selective": {
    input: '("@authority" "content-digest" "@query-param";name="Pet");created=1618884473;keyid="test-key-rsa-pss";tag="header-example"',
    signature:
      "LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==",
    credential: { keyId: "test-key-rsa-pss", publicKey: rsaKey },
    components: ["@authority", "content-digest", '"@query-param";name="Pet"'],
    body: "verified",
  },
  "B.2.3 full": {
    input: '("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss"',
    signature:
      "bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==",
    credential: { keyId: "test-key-rsa-pss", publicKey: rsaKey },
    components: ["@method", "@path", "@query", "@authority", "content-digest"],
    body: "verified",
  },
  "B.2.5 hmac-sha256": {
    input: '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    signature: "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=",
    credential: { keyId: "test-shared-secret", secret, encoding: "base64" },
    components: ["date", "@authority"],
    body: "ignored",
  },
  "B.2.6 ed25519": {
    input: '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    signature: "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==",
    credential: { keyId: "test-key-ed25519", publicKey: edwardsKey },
    components: ["@method", "@path", "@authority"],
    body: "ignored",
  },
  "3.1 signature of §2.5": {
    input: '("@method" "@authority" "@path" "content-digest" "content-length" "content-type");created=1618884473;keyid="test-key-rsa-pss"',
    signature:
      "HIbjHC5rS0BYaa9v4QfD4193TORw7u9edguPh0AW3dMq9WImrlFrCGUDih47vAxi4L2YRZ3XMJc1uOKk/J0ZmZ+wcta4nKIgBkKq0rM9hs3CQyxXGxHLMCy8uqK488o+9jrptQ+xFPHK7a9sRL1IXNaagCNN3ZxJsYapFj+JXbmaI5rtAdSfSvzPuBCh+ARHBmWuNo1UzVVdHXrl8ePL4cccqlazIJdC4QEjrF+Sn4IxBQzTZsL9y9TP5FsZYzHvDqbInkTNigBcE9cKOYNFCn4D/WM7F6TNuZO9EgtzepLWcjTymlHzK7aXq6Am6sfOrpIC49yXjj3ae6HRalVc/g==",
    credential: { keyId: "test-key-rsa-pss", publicKey: rsaKey },
    components: ["@method", "@authority", "@path", "content-digest"],
    body: "verified",
  },
  "4.3 ecdsa-p256-sha256": {
    ...clientSignature,
    credential: { keyId: "test-key-ecc-p256", publicKey: curveKey },
    components: ["@method", "@authority", "@path", "content-digest"],
    body: "verified",
  },
  "4.3 signature of the proxy, rsa-v1_5-sha256": {
    input:
      '("@method" "@authority" "@path" "content-digest" "content-type" "content-length" "forwarded");created=1618884480;keyid="test-key-rsa";alg="rsa-v1_5-sha256";expires=1618884540',
    signature:
      "S6ZzPXSdAMOPjN/6KXfXWNO/f7V6cHm7BXYUh3YD/fRad4BCaRZxP+JH+8XY1I6+8Cy+CM5g92iHgxtRPz+MjniOaYmdkDcnL9cCpXJleXsOckpURl49GwiyUpZ10KHgOEe11sx3G2gxI8S0jnxQB+Pu68U9vVcasqOWAEObtNKKZd8tSFu7LB5YAv0RAGhB8tmpv7sFnIm9y+7X5kXQfi8NMaZaA8i2ZHwpBdg7a6CMfwnnrtflzvZdXAsD3LH2TwevU+/PBPv0B6NMNk93wUs/vfJvye+YuI87HU38lZHowtznbLVdp770I6VHR6WfgS9ddzirrswsE1w5o0LV/g==",
    credential: { keyId: "test-key-rsa", publicKey: olderRsaKey, algorithm: "rsa-v1_5-sha256" },
    components: ["@method", "@authority", "@path", "content-digest", "forwarded"],
    body: "verified",
    request: proxied,
    beside: clientSignature,
  },
  "4.3 signature of the client, behind the proxy": {
    ...clientSignature,
    credential: { keyId: "test-key-ecc-p256", publicKey: curveKey },
    components: ["@method", "@authority", "@path", "content-digest"],
    body: "verified",
    request: proxied,
    refused: { ...wrong, why: "as the RFC has it: the proxy has changed the host, which is signed" },
  },
  "B.3 proxy that ends TLS": {
    input: '("@path" "@query" "@method" "@authority" "client-cert");created=1618884473;keyid="test-key-ecc-p256"',
    signature: "xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRwMLOgmizw==",
    credential: { keyId: "test-key-ecc-p256", publicKey: curveKey },
    components: ["@path", "@query", "@method", "@authority", "client-cert"],
    body: "ignored",
    request: {
      ...request,
      host: "service.internal.example",
      headers: { date: headers.date, "content-type": "application/json", "content-length": "18", "client-cert": clientCertificate },
    },
  },
  "B.4 as it was signed": transformed({ lines: [date, acceptsJson, acceptsAll] }),
  "B.4 with a query parameter and a header more": transformed({
    path: "/demo?name1=Value1&Name2=value2&param=added",
    lines: [date, acceptsJson, acceptsAll, ["accept-language", "en-US,en;q=0.5"]],
  }),
  "B.4 with Accept in one line, Referer instead of Date": transformed({
    lines: [
      ["referer", "https://developer.example.org/demo"],
      ["accept", "application/json, */*"],
    ],
  }),
  "B.4 with its headers in another order": transformed({ lines: [acceptsJson, acceptsAll, date] }),
  "B.4 with another method and host": transformed(
    { method: "POST", host: "example.com", protocol: "HTTP/1.1", lines: [date, acceptsJson, acceptsAll] },
    { ...wrong, why: "as the RFC has it: both are signed" },
  ),
  "B.4 with the lines of Accept in another order": transformed(
    { lines: [date, acceptsAll, acceptsJson] },
    { ...wrong, why: "as the RFC has it: the order of a header's lines is signed" },
  ),
};

/** Sends the request of an example, with its signature, at its time to a policy that asks for what the example covers. */
export function askSigned(example: SignatureExample, change: (text: string) => string = (text) => text): ReplyText {
  const { input, signature, credential, components, body: bodyRule, request: sent = request, beside } = example;
  const spec = { body: bodyRule, components: components.length > 0 ? components : ["@method"] };
  const service = new TestService([layer({ identify: [{ signature: spec }] })]).consumer("rfc", { credentials: { key: { signature: credential } } });
  service.clock.jump(askedAt - service.clock.now());
  const signed = {
    "signature-input": change(`${beside === undefined ? "" : `first=${beside.input}, `}sig=${input}`),
    signature: `${beside === undefined ? "" : `first=:${beside.signature}:, `}sig=:${signature}:`,
  };
  const { lines } = sent;
  return service.ask(lines === undefined ? { ...sent, headers: { ...sent.headers, ...signed } } : { ...sent, lines: [...lines, ...Object.entries(signed)] });
}
