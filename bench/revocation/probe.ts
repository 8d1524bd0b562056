import { Client, credentials } from "@grpc/grpc-js";
import { checkBytes } from "../../test/kit/authz/check-message.ts";
import { readReply } from "../../test/kit/authz/check-reply.ts";
import { checkPath } from "../authz/servers.ts";
import { type DecidingReplica, target } from "./replicas.ts";

const same = (bytes: Buffer): Buffer => bytes;

/** Asks one replica about one key, again as soon as it has answered, until it refuses. */
export class Probe {
  readonly #first = Promise.withResolvers<void>();
  readonly #last: Promise<number>;

  constructor({ port }: DecidingReplica, key: string) {
    this.#last = this.#askAll(port, key);
    this.#last.catch((error: unknown) => this.#first.reject(error));
  }

  /** When it was let in for the first time. */
  accepted(): Promise<void> {
    return this.#first.promise;
  }

  /** When it was let in for the last time, by `performance.now()`. */
  refused(): Promise<number> {
    return this.#last;
  }

  async #askAll(port: number, key: string): Promise<number> {
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    const message = Buffer.from(checkBytes({ headers: { "x-api-key": key }, extensions: { "sluice.target": target } }));
    let last = Number.NaN;
    while (await isAllowed(client, message)) {
      last = performance.now();
      this.#first.resolve();
    }
    client.close();
    if (Number.isNaN(last)) throw new Error("A key was refused before it was revoked");
    return last;
  }
}

/** Goes on asking a replica about a key so often. */
export function loadOf({ port }: DecidingReplica, key: string, perSecond: number): { stop(): void } {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const message = Buffer.from(checkBytes({ headers: { "x-api-key": key }, extensions: { "sluice.target": target } }));
  const eachMs = 10;
  const timer = setInterval(() => {
    for (let call = 0; call < (perSecond * eachMs) / 1000; call += 1) void isAllowed(client, message).catch(() => undefined);
  }, eachMs);
  return {
    stop() {
      clearInterval(timer);
      client.close();
    },
  };
}

async function isAllowed(client: Client, message: Buffer): Promise<boolean> {
  const reply = await new Promise<Buffer>((resolve, reject) => {
    client.makeUnaryRequest(checkPath, same, same, message, (error, bytes) => (bytes === undefined ? reject(error ?? new Error("No reply")) : resolve(bytes)));
  });
  return readReply(reply).outcome === "allowed";
}
