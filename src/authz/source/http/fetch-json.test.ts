import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { fetchJson } from "./fetch-json.ts";

/** A server that is there for the test; its origin, and the paths that were asked for. */
async function serve(answer: RequestListener): Promise<{ readonly origin: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => void resolve());
        server.closeAllConnections();
      }),
  );
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

it.each([301, 302, 303, 307, 308])("a redirect (%d) is no answer, and nobody asks where it leads to, be the document there good", async (status) => {
  const other = await serve((_, response) => void response.end('{"keys":[]}'));
  const { origin, asked } = await serve(({ url }, response) => {
    if (url === "/good") response.end('{"keys":[]}');
    else response.writeHead(status, { location: url === "/here" ? "/good" : `${other.origin}/good` }).end();
  });
  await expect(fetchJson(`${origin}/here`)).rejects.toThrow(`${origin}/here did not answer: unexpected redirect`);
  await expect(fetchJson(`${origin}/elsewhere`, { fields: { token: "t" } })).rejects.toThrow(`${origin}/elsewhere did not answer: unexpected redirect`);
  expect([asked, other.asked]).toEqual([["/here", "/elsewhere"], []]);
});

it("reads a megabyte", async () => {
  const document = { keys: "k".repeat(1_048_576 - '{"keys":""}'.length) };
  const { origin } = await serve((_, response) => void response.end(JSON.stringify(document)));
  expect((await fetchJson(origin)).document).toEqual(document);
});

it("stops reading behind a megabyte, however much would follow", async () => {
  const closed = Promise.withResolvers<void>();
  const { origin } = await serve((_, response) => {
    response.once("close", () => void closed.resolve());
    // The end never comes.
    response.write(`{"keys":"${"k".repeat(2_097_152)}`);
  });
  await expect(fetchJson(origin)).rejects.toThrow(`${origin} answered more than 1048576 bytes`);
  await closed.promise;
});

it.each([
  ["max-age=600", 600_000],
  ["public, Max-Age=60, must-revalidate", 60_000],
  ["s-maxage=60", undefined],
  ["no-store", undefined],
  ["max-age=-1", undefined],
  [undefined, undefined],
])("keeps a document as long as the server says: %s", async (control, maxAgeMs) => {
  const { origin } = await serve((_, response) => void response.writeHead(200, control === undefined ? {} : { "cache-control": control }).end("{}"));
  expect(await fetchJson(origin)).toEqual({ document: {}, maxAgeMs });
});

it("tells what is wrong with other answers, and nothing of what they say", async () => {
  const { origin } = await serve(({ url }, response) => {
    if (url === "/text") response.end("secret words");
    else if (url === "/cut") response.destroy();
    else response.writeHead(503).end("secret words");
  });
  await expect(fetchJson(`${origin}/away`)).rejects.toThrow(`${origin}/away answered 503`);
  await expect(fetchJson(`${origin}/cut`)).rejects.toThrow(`${origin}/cut did not answer: other side closed`);
  const error: unknown = await fetchJson(`${origin}/text`).catch((reason: unknown) => reason);
  expect(String(error)).toBe(`Error: ${origin}/text answered with something that is no JSON`);
});

it("a form is sent as it is, and other statuses are answers and refusals where the caller says so", async () => {
  const { origin } = await serve((request, response) => {
    const { method, url, headers } = request;
    request.setEncoding("utf8").once("data", (form: string) => {
      response.writeHead(url === "/refused" ? 401 : 400).end(JSON.stringify({ method, form, authorization: headers.authorization }));
    });
  });
  const form = { fields: { token: "a b" }, authorization: "Basic YTpi", answers: [400], refusals: [401] };
  const document = { method: "POST", form: "token=a+b", authorization: "Basic YTpi" };
  expect((await fetchJson(origin, form)).document).toEqual(document);
  expect((await fetchJson(`${origin}/refused`, form)).document).toBeNull();
  await expect(fetchJson(origin, { fields: { token: "a b" } })).rejects.toThrow(`${origin} answered 400`);
});
