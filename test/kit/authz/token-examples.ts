import type { Json, JsonObject } from "../../../src/kit/json.ts";
import { layer, TestService } from "./service.ts";
import { keySet, signToken, tokenKey } from "./tokens.ts";
import { verifies } from "./wycheproof.ts";

/** An example of a specification. */
export interface TokenExample {
  /** `RFC 7515 A.2`. */
  readonly section: string;
  readonly about: string;
  readonly expected: "taken" | "refused";
  /** Why it is refused. */
  readonly why?: string;
  /** Whether our program takes it. */
  run(): boolean | Promise<boolean>;
}

const claims = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const rsaSignature =
  "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const curveSignature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
const macKey = { kty: "oct", k: "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow" };
const rsaKey = {
  kty: "RSA",
  n: "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
  e: "AQAB",
};
const curveKey = { kty: "EC", crv: "P-256", x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" };
const largeCurveKey = {
  kty: "EC",
  crv: "P-521",
  x: "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
  y: "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
};
const rsaToken = `eyJhbGciOiJSUzI1NiJ9.${claims}.${rsaSignature}`;
const macToken = `eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.${claims}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`;
const unsecured = `eyJhbGciOiJub25lIn0.${claims}.`;
const general: JsonObject = {
  payload: claims,
  signatures: [
    { protected: "eyJhbGciOiJSUzI1NiJ9", header: { kid: "2010-12-29" }, signature: rsaSignature },
    { protected: "eyJhbGciOiJFUzI1NiJ9", header: { kid: "e9bc097a-ce51-4036-9562-d2ade882db0d" }, signature: curveSignature },
  ],
};
const flattened: JsonObject = { payload: claims, protected: "eyJhbGciOiJFUzI1NiJ9", signature: curveSignature };

const signed = (jws: Json, key: JsonObject) => () => verifies(jws, { keys: [key] });
const compactOnly = "A token in a request is in the compact form (RFC 7519 §1)";

/** Figure 2 of RFC 9068: it has no signature there, so it gets one of ours. */
const accessToken: JsonObject = {
  iss: "https://authorization-server.example.com/",
  sub: "5ba552d67",
  aud: "https://rs.example.com/",
  exp: 1_639_528_912,
  iat: 1_618_354_090,
  jti: "dbe39bf3a3ba4238a513f51d6e1691c4",
  client_id: "s6BhdRkqt3",
  scope: "openid profile reademail",
};

function accessTokenIsTaken(header: JsonObject, at: number): boolean {
  const key = tokenKey("RS256", "RjEwOwOA");
  const issuers = [{ issuer: "https://authorization-server.example.com/", audiences: ["https://rs.example.com/"], keys: keySet(key), profile: "rfc9068" }];
  const service = new TestService([layer({ identify: [{ jwt: { issuers } }], authorize: { rules: [{ scopes: ["profile"] }] } })]);
  service.clock.jump(at * 1000 - service.clock.now());
  return service.ask({ headers: { authorization: `Bearer ${signToken(key, accessToken, header)}` } }).outcome === "allowed";
}

/** The examples of RFC 7515, 7519 and 9068. */
export const tokenExamples: readonly TokenExample[] = [
  { section: "RFC 7515 A.1", about: "HS256", expected: "taken", run: signed(macToken, macKey) },
  { section: "RFC 7515 A.2", about: "RS256", expected: "taken", run: signed(rsaToken, rsaKey) },
  { section: "RFC 7515 A.3", about: "ES256", expected: "taken", run: signed(`eyJhbGciOiJFUzI1NiJ9.${claims}.${curveSignature}`, curveKey) },
  {
    section: "RFC 7515 A.4",
    about: "ES512",
    expected: "taken",
    run: signed(
      "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
      largeCurveKey,
    ),
  },
  { section: "RFC 7515 A.5", about: "none", expected: "refused", why: "Nobody has signed it", run: signed(unsecured, rsaKey) },
  { section: "RFC 7515 A.6", about: "general JSON form", expected: "refused", why: compactOnly, run: signed(general, rsaKey) },
  { section: "RFC 7515 A.7", about: "flattened JSON form", expected: "refused", why: compactOnly, run: signed(flattened, curveKey) },
  { section: "RFC 7519 3.1", about: "HS256", expected: "taken", run: signed(macToken, macKey) },
  { section: "RFC 7519 6.1", about: "unsecured", expected: "refused", why: "Nobody has signed it", run: signed(unsecured, macKey) },
  { section: "RFC 9068 3", about: "access token, in its time", expected: "taken", run: () => accessTokenIsTaken({ typ: "at+JWT" }, 1_639_528_900) },
  {
    section: "RFC 9068 3",
    about: "access token, after its time",
    expected: "refused",
    why: "It has ended",
    run: () => accessTokenIsTaken({ typ: "at+JWT" }, 1_639_529_000),
  },
  {
    section: "RFC 9068 2.1",
    about: "access token that says it is another kind",
    expected: "refused",
    why: "Its type is not at+jwt",
    run: () => accessTokenIsTaken({ typ: "JWT" }, 1_639_528_900),
  },
];
