// Signs an order by HMAC (RFC 9421) and sends it: with another body, as it was signed, and the same again:  node sign.mjs URL SECRET_FILE
import { createHash, createHmac, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

const url = new URL(process.argv[2]);
const secret = readFileSync(process.argv[3]);
const body = JSON.stringify({ item: "tea", amount: 2 });
const digest = `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
const created = Math.floor(Date.now() / 1000);
const parameters = `("@method" "@authority" "@path" "@query" "content-digest");created=${created};keyid="supplier-2026";nonce="${randomUUID()}"`;
const base = [
  '"@method": POST',
  `"@authority": ${url.host}`,
  `"@path": ${url.pathname}`,
  `"@query": ?${url.search.slice(1)}`,
  `"content-digest": ${digest}`,
  `"@signature-params": ${parameters}`,
].join("\n");
const signature = createHmac("sha256", secret).update(base).digest("base64");
const headers = { "content-digest": digest, "signature-input": `sig=${parameters}`, signature: `sig=:${signature}:` };

async function send(what, sent) {
  const answer = await fetch(url, { method: "POST", headers, body: sent });
  console.log(`${what}: ${answer.status}`);
}

await send("with another body", body.replace("2", "3"));
await send("as it was signed", body);
await send("the same again", body);
