import { beforeAll, describe, expect, it } from "vitest";
import { startAdmin, type TestAdmin } from "../../../test/kit/admin/start-admin.ts";
import { textOf } from "../../../test/kit/admin/text-of.ts";
import type { JsonObject } from "../../kit/json.ts";

let test: TestAdmin;
beforeAll(async () => {
  test = await startAdmin();
});

interface Seen {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: JsonObject;
}

/** A reader of server-sent events, as the WHATWG describes it. */
class Reader {
  readonly #body: AsyncIterator<string>;
  readonly #end = new AbortController();
  #text = "";
  lastId: string | undefined;
  ended = false;

  constructor(response: Response, end: AbortController) {
    this.#body = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
    this.#end = end;
  }

  static async open(path: string, init: RequestInit = {}): Promise<Reader> {
    const end = new AbortController();
    const response = await test.open(path, { ...init, signal: end.signal });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    return new Reader(response, end);
  }

  /** The next event that has data; ids without data are taken on the way. */
  async next(): Promise<Seen> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end >= 0) {
        const seen = this.#read(this.#text.slice(0, end));
        this.#text = this.#text.slice(end + 2);
        if (seen !== undefined) return seen;
        continue;
      }
      const piece = await this.#body.next();
      if (piece.done === true) {
        this.ended = true;
        throw new Error("The stream ended");
      }
      this.#text += piece.value;
    }
  }

  close(): void {
    this.#end.abort();
  }

  #read(block: string): Seen | undefined {
    const fields = new Map(block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)] as const));
    const id = fields.get("id");
    if (id !== undefined) this.lastId = id;
    const data = fields.get("data");
    return data === undefined ? undefined : { event: fields.get("event") ?? "message", id, data: JSON.parse(data) as JsonObject };
  }
}

const service = (port: number): JsonObject => ({ spec: { endpoints: { static: [{ address: "127.0.0.1", port }] } } });

async function put(name: string, port: number, namespace = "default"): Promise<number> {
  const answer = await test.request("PUT", `/v1/namespaces/${namespace}/services/${name}?force=test`, { body: service(port) });
  return Number(answer.body["revision"]);
}

/** Reads until the listing is complete; answers the names that it had. */
async function listing(reader: Reader, first = "snapshot"): Promise<readonly unknown[]> {
  expect((await reader.next()).event).toBe(first);
  const names: unknown[] = [];
  for (;;) {
    const seen = await reader.next();
    if (seen.event === "synced") return names;
    expect(seen).toMatchObject({ event: "object", id: undefined });
    names.push((seen.data["object"] as JsonObject)["name"]);
  }
}

describe("a watch", () => {
  it("tells what exists, then every change", async () => {
    await put("w1", 1);
    const reader = await Reader.open("/v1/watch?kinds=services");
    expect(await listing(reader)).toContain("w1");
    const revision = await put("w1", 2);
    expect(await reader.next()).toMatchObject({
      event: "commit",
      id: String(revision),
      data: {
        revision,
        author: "admin",
        changes: [{ kind: "Service", name: "w1", change: "replaced", object: { revision, spec: { endpoints: { static: [{ port: 2 }] } } } }],
      },
    });
    await test.request("DELETE", "/v1/namespaces/default/services/w1?force=x");
    expect(await reader.next()).toMatchObject({ event: "commit", data: { changes: [{ name: "w1", change: "deleted", object: null }] } });
    reader.close();
  });

  it("goes on after a revision, without a gap or a repetition, by query and by header", async () => {
    const start = await put("w2", 1);
    const revisions = [await put("w2", 2), await put("w2", 3)];
    for (const [path, headers] of [
      [`/v1/watch?after=${start}&kinds=services`, {}],
      ["/v1/watch?kinds=services", { "last-event-id": String(start) }],
    ] as const) {
      const reader = await Reader.open(path, { headers });
      for (const revision of revisions) expect(await reader.next()).toMatchObject({ event: "commit", id: String(revision) });
      const next = await put("w2", 3 + revisions.length);
      expect((await reader.next()).id).toBe(String(next));
      revisions.push(next);
      reader.close();
    }
  });

  it("begins anew, and says so, when its revision was forgotten", async () => {
    await put("w3", 1);
    await put("w3", 2);
    await test.store.compact({ keep: 1, olderThan: "9999-01-01T00:00:00.000Z" });
    const reader = await Reader.open("/v1/watch?after=0&kinds=services");
    expect(await listing(reader, "relisted")).toContain("w3");
    reader.close();
  });

  it("has the kinds that were asked for, and moves on by id past others", async () => {
    const start = await test.store.revision();
    const reader = await Reader.open(`/v1/watch?after=${start}&kinds=Gateway,routes`);
    await put("w4", 1);
    const body = { spec: { parents: [{ name: "web" }], hostnames: ["a.example.com"], rules: [{ backends: [{ service: "w4" }] }] } };
    await test.request("PUT", "/v1/namespaces/default/routes/r4", { body });
    expect(await reader.next()).toMatchObject({ event: "commit", data: { revision: start + 2, changes: [{ kind: "Route" }] } });
    await put("w4", 2);
    await test.request("DELETE", "/v1/namespaces/default/routes/r4?force=x");
    expect(await reader.next()).toMatchObject({ data: { revision: start + 4 } });
    expect(reader.lastId).toBe(String(start + 4));
    reader.close();
  });

  it("of a tenant has its namespaces alone", async () => {
    await put("mine", 1, "a");
    await put("theirs", 1, "b");
    const token = await test.newToken("viewer", ["a"]);
    const reader = await Reader.open("/v1/watch?kinds=services", { headers: { authorization: `Bearer ${token}` } });
    expect(await listing(reader)).toEqual(["mine"]);
    await put("theirs", 2, "b");
    const revision = await put("mine", 2, "a");
    expect(await reader.next()).toMatchObject({ id: String(revision), data: { changes: [{ namespace: "a" }] } });
    reader.close();
  });

  it("has Instances without a revision, all of them first", async () => {
    const path = "/v1/namespaces/default/instances/i1";
    const instance = (port: number) => ({ body: { spec: { service: "w", address: "127.0.0.1", port } } });
    await test.request("PUT", path, instance(1));
    const reader = await Reader.open("/v1/watch?kinds=instances");
    const events: Seen[] = [];
    while (!events.some(({ event }) => event === "records")) events.push(await reader.next());
    const first = events.find(({ event }) => event === "records");
    expect(first).toMatchObject({
      id: undefined,
      data: { reset: true, changes: [{ kind: "Instance", name: "i1", change: "put", object: { spec: { port: 1 } } }] },
    });
    await test.request("PUT", path, instance(2));
    const next = async () => {
      for (;;) {
        const seen = await reader.next();
        if (seen.event === "records") return seen;
      }
    };
    expect(await next()).toMatchObject({ data: { reset: false, changes: [{ change: "put", object: { spec: { port: 2 } } }] } });
    await test.request("DELETE", path);
    expect(await next()).toMatchObject({ data: { changes: [{ name: "i1", change: "deleted", object: null }] } });
    reader.close();
  });

  it("ends with its token", async () => {
    const made = await test.request("POST", "/v1/tokens", { body: { name: "short-lived", role: "viewer", namespaces: "*" } });
    const reader = await Reader.open("/v1/watch?kinds=services", { headers: { authorization: `Bearer ${textOf(made.body["token"])}` } });
    await listing(reader);
    await test.request("DELETE", "/v1/tokens/short-lived");
    await put("w5", 1);
    await expect(reader.next()).rejects.toThrow("The stream ended");
  });

  it.each([
    ["after=x", 400],
    ["after=-1", 400],
    ["kinds=Sevice", 400],
    ["after=99999", 400],
  ])("with %s is refused", async (query, status) => {
    expect((await test.request("GET", `/v1/watch?${query}`)).status).toBe(status);
  });

  it("is answered to HEAD at once", async () => {
    expect((await test.request("HEAD", "/v1/watch")).status).toBe(200);
  });

  it("is one of a limited number, and gives its place back", async () => {
    const own = await startAdmin();
    // Kept, because a response that nobody holds is collected, and its stream ends.
    const open: { end: AbortController; response: Response }[] = [];
    const more = async () => {
      const end = new AbortController();
      const response = await own.open("/v1/watch", { signal: end.signal });
      if (response.status === 200) open.push({ end, response });
      return response.status;
    };
    for (let index = 0; index < 200; index += 1) expect(await more()).toBe(200);
    expect(await more()).toBe(429);
    open.pop()?.end.abort();
    await expect.poll(async () => (await own.request("GET", "/metrics")).text, { timeout: 5000 }).toContain("sluice_admin_watches 199");
    expect(await more()).toBe(200);
    for (const { end } of open) end.abort();
  });

  it("ends when the server stops", async () => {
    const own = await startAdmin();
    const response = await own.open("/v1/watch");
    await own.running.close();
    expect(await response.text()).toContain("event: synced");
  });
});
