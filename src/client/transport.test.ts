import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { ClientError } from "./client-error.ts";
import { Transport } from "./transport.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function failure(promise: Promise<unknown>): Promise<ClientError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ClientError)) throw new Error(`Not a ClientError: ${String(error)}`);
  return error;
}

describe("Transport", () => {
  it("sends key, query and JSON", async () => {
    const url = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () =>
        response.end(
          JSON.stringify({
            url: request.url,
            key: request.headers.authorization,
            type: request.headers["content-type"],
            body: Buffer.concat(chunks).toString(),
          }),
        ),
      );
    });
    const transport = new Transport({ server: `${url}/`, key: "k" });
    const reply = await transport.call({ method: "POST", path: "/v1/batch", query: { dryRun: true, reason: "a b", none: undefined }, body: { a: 1 } });
    expect(JSON.parse(reply.text)).toEqual({ url: "/v1/batch?dryRun=true&reason=a+b", key: "Bearer k", type: "application/json", body: '{"a":1}' });
  });

  it("carries a problem document with every violation", async () => {
    const violations = [
      {
        in: "body",
        pointer: "/spec/a",
        code: "UNKNOWN_FIELD",
        detail: "Field a is unknown",
        hint: "b",
        object: { kind: "Route", namespace: "default", name: "x" },
      },
      { pointer: "/spec/b", code: "INVALID_TYPE", detail: "Not a number" },
    ];
    const url = await serve((_request, response) => {
      response.statusCode = 422;
      response.end(
        JSON.stringify({ status: 422, code: "INVALID_OBJECT", title: "Object is not valid", detail: "Two things", instance: "urn:x", violations, extra: 1 }),
      );
    });
    const error = await failure(new Transport({ server: url }).call({ method: "GET", path: "/" }));
    expect(error).toMatchObject({ code: "ERR_CLIENT_PROBLEM", message: "Two things", retryable: false });
    expect(error.problem).toMatchObject({ status: 422, code: "INVALID_OBJECT", members: { extra: 1 } });
    expect(error.problem?.violations).toEqual([violations[0], { in: "body", ...violations[1] }]);
  });

  it("says when something else answers", async () => {
    const url = await serve((_request, response) => {
      response.statusCode = 404;
      response.end("<html>nothing here</html>");
    });
    const error = await failure(new Transport({ server: url }).call({ method: "GET", path: "/" }));
    expect(error).toMatchObject({
      code: "ERR_CLIENT_NOT_SLUICE",
      message: `${url} answered 404 without a problem document: is this the admin address of sluice?`,
    });
  });

  it("says when nobody answers", async () => {
    const url = await serve(() => undefined);
    server?.close();
    const error = await failure(new Transport({ server: url }).call({ method: "GET", path: "/" }));
    expect(error).toMatchObject({ code: "ERR_CLIENT_UNREACHABLE", retryable: true });
    expect(error.message).toMatch(/^http:\/\/127\.0\.0\.1:\d+ cannot be reached: connect ECONNREFUSED/u);
  });

  it("gives up after its time, or when the caller does", async () => {
    const url = await serve(() => undefined);
    expect(await failure(new Transport({ server: url, timeoutMs: 50 }).call({ method: "GET", path: "/" }))).toMatchObject({ code: "ERR_CLIENT_TIMEOUT" });
    const signal = AbortSignal.timeout(50);
    expect(await failure(new Transport({ server: url }).call({ method: "GET", path: "/", signal }))).toMatchObject({ code: "ERR_CLIENT_ABORTED" });
    expect(await failure(new Transport({ server: url, timeoutMs: 50 }).stream({ method: "GET", path: "/" }).next())).toMatchObject({
      code: "ERR_CLIENT_TIMEOUT",
    });
  });

  it("hands a stream over piece by piece, without splitting a character, and tells when it breaks off", async () => {
    const bytes = Buffer.from("größe\n");
    const url = await serve((_request, response) => {
      response.write(bytes.subarray(0, 3));
      setTimeout(() => {
        response.write(bytes.subarray(3));
        setTimeout(() => response.destroy(), 20);
      }, 20);
    });
    const pieces: string[] = [];
    const reading = (async () => {
      for await (const piece of new Transport({ server: url }).stream({ method: "GET", path: "/" })) pieces.push(piece);
    })();
    expect(await failure(reading)).toMatchObject({ code: "ERR_CLIENT_UNREACHABLE" });
    expect(pieces.join("")).toBe("größe\n");
  });
});
