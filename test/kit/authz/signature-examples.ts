import type { JsonObject } from "../../../src/kit/json.ts";
import type { ReplyText } from "./check-reply.ts";
import { layer, TestService } from "./service.ts";

const secret = "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==";
const pem = (base64: string): string => `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`;
const rsaKey = pem(
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2+QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHqgDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5WUtzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI2wIDAQAB",
);
const curveKey = pem("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==");
const edwardsKey = pem("MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=");

const body = '{"hello": "world"}';
const headers = {
  date: "Tue, 20 Apr 2021 02:07:55 GMT",
  "content-type": "application/json",
  "content-digest": "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:",
  "content-length": "18",
};
const request = { method: "POST", host: "example.com", path: "/foo?param=Value&Pet=dog", body };

/** An example of RFC 9421. */
export interface SignatureExample {
  readonly input: string;
  readonly signature: string;
  readonly credential: JsonObject;
  /** What the policy demands: just what the example covers. */
  readonly components: readonly string[];
  readonly body: "verified" | "ignored";
}

/** The examples of RFC 9421, by their sections: its test request (appendix B.2), keys (B.1) and signatures (B.2.1–B.2.6 and §4.3). */
export const signatureExamples: Readonly<Record<string, SignatureExample>> = {
  "B.2.1 minimal": {
    input: '();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd"',
    signature:
      "d2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==",
    credential: { keyId: "test-key-rsa-pss", publicKey: rsaKey },
    components: [],
    body: "ignored",
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
  "4.3 ecdsa-p256-sha256": {
    input: '("@method" "@authority" "@path" "content-digest" "content-type" "content-length");created=1618884475;keyid="test-key-ecc-p256"',
    signature: "X5spyd6CFnAG5QnDyHfqoSNICd+BUP4LYMz2Q0JXlb//4Ijpzp+kve2w4NIyqeAuM7jTDX+sNalzA8ESSaHD3A==",
    credential: { keyId: "test-key-ecc-p256", publicKey: curveKey },
    components: ["@method", "@authority", "@path", "content-digest"],
    body: "verified",
  },
};

/** Sends the request of an example, with its signature, to a policy that asks for what the example covers. */
export function askSigned(example: SignatureExample, change: (text: string) => string = (text) => text): ReplyText {
  const { input, signature, credential, components, body: bodyRule } = example;
  const spec = { maxAge: "100000d", body: bodyRule, ...(components.length > 0 ? { components } : { components: ["@method"] }) };
  const service = new TestService([layer({ identify: [{ signature: spec }] })]).consumer("rfc", { credentials: { key: { signature: credential } } });
  const signed = { "signature-input": change(`sig=${input}`), signature: `sig=:${signature}:` };
  return service.ask({ ...request, headers: { ...headers, ...signed } });
}
