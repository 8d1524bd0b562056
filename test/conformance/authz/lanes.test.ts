import { Client, credentials, type ServiceError } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { checkMethods } from "../../../src/authz/grpc/check-method.ts";
import type { Json } from "../../../src/kit/json.ts";
import { checkBytes, type RequestText } from "../../kit/authz/check-message.ts";
import { type ReplyText, readReply } from "../../kit/authz/check-reply.ts";
import { keyConsumer, layer, TestService } from "../../kit/authz/service.ts";
import { atEnd } from "../../kit/binary/at-end.ts";
import { lanes, startLane, targetOf } from "../../kit/http2/lanes.ts";

const key = "acme-key-0123456789";
const url = "https://idp.example.com/introspect";

type Answer = ReplyText | { readonly code: number; readonly details: string };

/** A call that is under way. */
interface Sent {
  readonly answer: Promise<Answer>;
  readonly cancel: () => void;
}

describe.each(lanes)("Check on %s", (_, serve) => {
  async function start() {
    const service = new TestService([
      layer({ identify: [{ apiKey: {} }, { introspection: { url, issuer: "https://idp.example.com" } }], staleness: "deny", cache: { denied: "0s" } }),
    ]).consumer("acme", keyConsumer(key));
    const defects: unknown[] = [];
    const lane = await startLane(serve, { methods: checkMethods(service.checks, (error) => void defects.push(error)) });
    const client = new Client(targetOf(lane), credentials.createInsecure(), { "grpc.use_local_subchannel_pool": 1 });
    atEnd(() => client.close());
    const send = (message: Buffer): Sent => {
      const { promise, resolve } = Promise.withResolvers<Answer>();
      const same = (bytes: Buffer): Buffer => bytes;
      const done = (error: ServiceError | null, answer?: Buffer): void =>
        resolve(error === null ? readReply(answer ?? Buffer.alloc(0)) : { code: error.code, details: error.details });
      const deadline = Date.now() + 10_000;
      const call = client.makeUnaryRequest("/envoy.service.auth.v3.Authorization/Check", same, same, message, { deadline }, done);
      return { answer: promise, cancel: () => call.cancel() };
    };
    const bytesOf = (request: RequestText): Buffer => checkBytes({ extensions: { "sluice.target": "test" }, ...request });
    const ask = (request: RequestText): Promise<Answer> => send(bytesOf(request)).answer;
    return { service, ask, send, bytesOf, defects };
  }

  it("answers at once, both ways", async () => {
    const { ask, defects } = await start();
    expect(await ask({ headers: { "x-api-key": key } })).toMatchObject({ outcome: "allowed", removed: expect.arrayContaining(["x-api-key"]) as string[] });
    expect(await ask({ headers: { "x-api-key": "another-key-0123456789" } })).toMatchObject({ outcome: "denied", status: 401 });
    expect(await ask({ extensions: { "sluice.target": "nothing" } })).toMatchObject({ outcome: "error" });
    expect(defects).toEqual([]);
  });

  it("answers later, each call its own request, when all have come before the first answer", async () => {
    const { service, ask } = await start();
    const answer = Promise.withResolvers<Json>();
    service.web.documents.set(url, answer.promise);
    const replies = Array.from({ length: 20 }, (__, index) => ask({ path: `/p${index}`, headers: { authorization: "Bearer opaque" } }));
    const byKey = ask({ headers: { "x-api-key": key } });
    expect(await byKey).toMatchObject({ outcome: "allowed" });
    answer.resolve({ active: true, sub: "alice" });
    expect((await Promise.all(replies)).map((reply) => "outcome" in reply && reply.outcome)).toEqual(Array.from({ length: 20 }, () => "allowed"));
    expect(service.web.fetched).toEqual([url]);
  });

  it("is an error, and never empty, for what is no message, or an empty one", async () => {
    const { send, bytesOf, defects } = await start();
    const whole = bytesOf({ headers: { "x-api-key": key } });
    const wrong = [Buffer.alloc(0), Buffer.from([0x0a]), Buffer.alloc(100, 0xff), ...[1, 2, 20, whole.length - 1].map((length) => whole.subarray(0, length))];
    for (const bytes of wrong) expect(await send(bytes).answer).toMatchObject({ outcome: "error", status: 503 });
    expect(await send(whole).answer).toMatchObject({ outcome: "allowed" });
    expect(defects).toEqual([]);
  });

  it("is an error, and never empty, when what is needed does not come in time", async () => {
    const { service, send, bytesOf } = await start();
    service.web.documents.set(url, new Promise<Json>(() => undefined));
    const { answer } = send(bytesOf({ headers: { authorization: "Bearer opaque" } }));
    await expect.poll(() => service.web.fetched.length).toBe(1);
    service.clock.advance(10_000);
    expect(await answer).toMatchObject({ outcome: "error", status: 503 });
  });

  it("is nobody's when its caller is gone, and others are answered", async () => {
    const { service, ask, send, bytesOf, defects } = await start();
    const given = Promise.withResolvers<Json>();
    service.web.documents.set(url, given.promise);
    const gone = send(bytesOf({ headers: { authorization: "Bearer opaque" } }));
    await expect.poll(() => service.web.fetched.length).toBe(1);
    gone.cancel();
    expect(await gone.answer).toMatchObject({ code: 1 });
    const other = ask({ path: "/other", headers: { authorization: "Bearer opaque" } });
    given.resolve({ active: true, sub: "alice" });
    expect(await other).toMatchObject({ outcome: "allowed" });
    expect(await ask({ headers: { "x-api-key": key } })).toMatchObject({ outcome: "allowed" });
    expect(defects).toEqual([]);
  });

  it("is UNAVAILABLE where another replica may know", async () => {
    const { service, ask, defects } = await start();
    service.freshness.silentMs = 60_000;
    expect(await ask({ headers: { "x-api-key": key } })).toEqual({ code: 14, details: "Store has not been heard of for 60 s" });
    expect(defects).toEqual([]);
  });
});
