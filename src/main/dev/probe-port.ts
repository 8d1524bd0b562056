import { createServer } from "node:net";
import { messageOf, StartError } from "../start-error.ts";
import { findListener } from "./find-listener.ts";

/** A port that has to be free, and what it is for. */
export interface WantedPort {
  readonly host: string;
  readonly port: number;
  /** As in `gateway`, `admin`. */
  readonly use: string;
}

/**
 * Makes sure that nobody listens on the ports. Envoys bind with SO_REUSEPORT and share a port without a word, so that a second start
 * would get half of the first one's connections: a plain bind, as here, still notices. Throws `ERR_PORT_TAKEN` for the first that is taken.
 */
export async function probePorts(wanted: readonly WantedPort[], advice: string): Promise<void> {
  for (const want of wanted) {
    const fault = await tryListen(want);
    if (fault === undefined) continue;
    throw new StartError("ERR_PORT_TAKEN", await sentence(want, { fault, advice }));
  }
}

function tryListen({ host, port }: WantedPort): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

async function sentence({ host, port, use }: WantedPort, { fault, advice }: { fault: NodeJS.ErrnoException; advice: string }): Promise<string> {
  if (fault.code !== "EADDRINUSE") return `Port ${port} (${use}) cannot be used on ${host}: ${messageOf(fault)}`;
  const listener = await findListener(port);
  const who = listener === undefined ? "another process" : `process ${listener.pid} (${listener.command})`;
  return `Port ${port} (${use}) is taken by ${who}: ${advice}`;
}
