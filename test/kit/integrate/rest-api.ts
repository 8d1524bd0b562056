import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { atEnd } from "../binary/at-end.ts";

/** Somebody's REST API with these pages, by path and query; 404 for all others. Gives its URL; ends with the test file. */
export async function startRestApi(pages: Readonly<Record<string, unknown>>): Promise<string> {
  const server = createServer((request, response) => {
    const page = pages[request.url ?? ""];
    response.writeHead(page === undefined ? 404 : 200, { "content-type": "application/json" }).end(JSON.stringify(page ?? {}));
  });
  atEnd(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
