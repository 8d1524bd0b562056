import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Transport } from "./transport.ts";
import { type ClientWatchEvent, watch } from "./watch.ts";

let server: Server;
let asked: string[];
/** One script a connection: what the server does with it. The last one is repeated. */
let script: ((response: ServerResponse) => void)[];
let stop: AbortController;

beforeEach(async () => {
  asked = [];
  stop = new AbortController();
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const act = script[Math.min(asked.length, script.length) - 1];
    act?.(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterEach(() => {
  stop.abort();
  server.closeAllConnections();
  server.close();
});

function transport(): Transport {
  return new Transport({ server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function commit(revision: number): string {
  return `id: ${revision}\nevent: commit\ndata: ${JSON.stringify({ revision, author: "a", reason: "", at: "2026-01-01T00:00:00Z", changes: [] })}\n\n`;
}

async function collect(count: number, options: { after?: number } = {}): Promise<ClientWatchEvent[]> {
  const events: ClientWatchEvent[] = [];
  for await (const event of watch(transport(), { ...options, signal: stop.signal, firstDelayMs: 5 })) {
    events.push(event);
    if (events.length === count) break;
  }
  return events;
}

describe("watch", () => {
  it("resumes behind the last revision when the stream breaks, and says that it broke", async () => {
    script = [
      (response) => {
        response.write(commit(4) + commit(5));
        setTimeout(() => response.destroy(), 20);
      },
      (response) => response.end(),
      (response) => response.write(`id: 7\n\n: heartbeat\n\n${commit(8)}`),
    ];
    const events = await collect(4, { after: 3 });
    expect(events.map((event) => (event.kind === "commit" ? event.data.revision : event.kind))).toEqual([4, 5, "disconnected", 8]);
    expect(asked).toEqual(["/v1/watch?after=3", "/v1/watch?after=5", "/v1/watch?after=5"]);
  });

  it("begins with everything when no revision is given, and leaves out events that it does not know", async () => {
    const object = { kind: "Route", namespace: "default", name: "a", labels: {}, spec: {} };
    script = [
      (response) =>
        response.write(
          `event: snapshot\ndata: {"revision":3}\n\nevent: weather\ndata: {}\n\nevent: object\ndata: ${JSON.stringify({ object })}\n\nid: 3\nevent: synced\ndata: {"revision":3}\n\n`,
        ),
    ];
    expect((await collect(3)).map(({ kind }) => kind)).toEqual(["snapshot", "object", "synced"]);
    expect(asked).toEqual(["/v1/watch"]);
  });

  it("gives up when the key is refused", async () => {
    script = [
      (response) => {
        response.statusCode = 401;
        response.end(JSON.stringify({ status: 401, code: "UNAUTHENTICATED", title: "Token is missing or not valid" }));
      },
    ];
    await expect(collect(1)).rejects.toMatchObject({ code: "ERR_CLIENT_PROBLEM", message: "Token is missing or not valid" });
  });

  it("ends when its signal aborts", async () => {
    script = [(response) => response.write(commit(1))];
    const events: ClientWatchEvent[] = [];
    for await (const event of watch(transport(), { signal: stop.signal, firstDelayMs: 5 })) {
      events.push(event);
      stop.abort();
    }
    expect(events).toHaveLength(1);
  });
});
