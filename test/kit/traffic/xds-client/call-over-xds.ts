/**
 * A gRPC client that gets its configuration over xDS by itself: `node call-over-xds.ts xds:///name`, with GRPC_XDS_BOOTSTRAP set. For each
 * line on stdin, a path and a number of calls, it calls and prints one line of JSON: what came back, and how often.
 */
import { createInterface } from "node:readline";
import { Client, credentials } from "@grpc/grpc-js";
import { register } from "@grpc/grpc-js-xds";

register();
const client = new Client(process.argv[2] ?? "", credentials.createInsecure());

for await (const line of createInterface({ input: process.stdin })) {
  const [path = "", count = "1"] = line.split(" ");
  const counts: Record<string, number> = {};
  for (let sent = 0; sent < Number(count); sent++) {
    const answer = await call(path);
    counts[answer] = (counts[answer] ?? 0) + 1;
  }
  process.stdout.write(`${JSON.stringify(counts)}\n`);
}
client.close();
process.exit(0);

/** The answer's text, or gRPC's code and words. */
function call(path: string): Promise<string> {
  const same = (bytes: Buffer): Buffer => bytes;
  return new Promise((resolve) => {
    client.makeUnaryRequest(path, same, same, Buffer.from("hello"), { deadline: Date.now() + 5000 }, (error, answer) => {
      resolve(error === null ? String(answer) : `error ${error.code}: ${error.details}`);
    });
  });
}
