import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { TcpProxy } from "./tcp-proxy.ts";

/** A server that answers what it is sent, in capitals; `heard` is what has arrived. */
async function startEcho(): Promise<{ port: number; heard: () => string; close: () => void }> {
  let heard = "";
  const server = createServer((socket) => {
    socket
      .on("error", () => undefined)
      .on("data", (data) => {
        heard += data.toString();
        socket.write(data.toString().toUpperCase());
      });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, heard: () => heard, close: () => server.close() };
}

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  return socket.on("error", () => undefined);
}

async function ask(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [answer] = (await once(socket, "data", { signal: AbortSignal.timeout(300) }).catch(() => ["nothing"])) as [Buffer | string];
  return answer.toString();
}

describe("TcpProxy", () => {
  it("forwards, freezes, swallows, cuts and mends", async () => {
    const echo = await startEcho();
    const proxy = await TcpProxy.start(echo.port);
    const first = await dial(proxy.port);
    expect(await ask(first, "one ")).toBe("ONE ");

    proxy.freeze();
    expect(await ask(first, "two ")).toBe("nothing");
    const second = await dial(proxy.port);
    expect(await ask(second, "three ")).toBe("THREE ");

    proxy.swallowAnswers();
    expect(await ask(second, "four ")).toBe("nothing");
    expect(echo.heard()).toBe("one three four ");

    proxy.cut();
    await Promise.all([once(first, "close"), once(second, "close")]);
    const refused = connect(proxy.port, "127.0.0.1").on("error", () => undefined);
    await new Promise((resolve) => refused.once("close", resolve));

    proxy.mend();
    expect(await ask(await dial(proxy.port), "five ")).toBe("FIVE ");
    proxy.close();
    echo.close();
  });
});
