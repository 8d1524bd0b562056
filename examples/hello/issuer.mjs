// A stand-in for an identity provider, to try with: `token NAME SCOPES` prints a token of an hour, `serve` tells the key that such tokens are verified by.
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";

const issuer = "http://127.0.0.1:18090";
const [command, sub, scope = ""] = process.argv.slice(2);

const file = "issuer.pem";
if (!existsSync(file)) writeFileSync(file, generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
const key = createPrivateKey(readFileSync(file));

function printToken() {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud: "hello", sub, scope, jti: randomUUID(), iat: now, exp: now + 3600 };
  const signed = [{ alg: "EdDSA", kid: "1", typ: "JWT" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  console.log(`${signed}.${sign(null, Buffer.from(signed), key).toString("base64url")}`);
}

function serveKeys() {
  const jwk = { ...createPublicKey(key).export({ format: "jwk" }), kid: "1", alg: "EdDSA", use: "sig" };
  const answers = { "/.well-known/openid-configuration": { issuer, jwks_uri: `${issuer}/keys` }, "/keys": { keys: [jwk] } };
  createServer((request, response) => {
    const answer = answers[request.url];
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" }).end(JSON.stringify(answer ?? {}));
  }).listen(new URL(issuer).port, "127.0.0.1");
}

if (command === "token" && sub !== undefined) printToken();
else if (command === "serve") serveKeys();
else console.error("Usage: issuer.mjs serve, or issuer.mjs token NAME 'SCOPE …'");
