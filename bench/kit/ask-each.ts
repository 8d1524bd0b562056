import { type ClientHttp2Session, connect } from "node:http2";

/** gRPC calls over HTTP/2 that have a message each, which h2load cannot send. This process makes them. */
export interface EachLoad {
  readonly port: number;
  /** Full method name. */
  readonly path: string;
  /** Without gRPC's prefix. Each is sent once. */
  readonly messages: readonly Uint8Array[];
  readonly connections: number;
  /** Calls under way on each connection. */
  readonly streams: number;
  /** Calls a second, by all connections together, each millisecond its part. Default: as many as are answered. */
  readonly perSecond?: number;
}

/** What came of it. */
export interface EachResult {
  readonly seconds: number;
  /** How long each call took, in milliseconds, sorted. */
  readonly latenciesMs: readonly number[];
  /** Replies without gRPC's prefix, in no order. */
  readonly replies: readonly Uint8Array[];
}

const prefixBytes = 5;

/** Sends all and waits for all answers. Rejects when a call fails. */
export async function askEach(load: EachLoad): Promise<EachResult> {
  const sessions = Array.from({ length: load.connections }, () => connect(`http://127.0.0.1:${load.port}`));
  await Promise.all(sessions.map((session) => new Promise((resolve) => session.once("remoteSettings", resolve))));
  const started = performance.now();
  const answered = await sendAll(load, sessions, started);
  const seconds = (performance.now() - started) / 1000;
  for (const session of sessions) session.close();
  return { seconds, latenciesMs: answered.map(({ tookMs }) => tookMs).sort((left, right) => left - right), replies: answered.map(({ reply }) => reply) };
}

interface Answered {
  readonly tookMs: number;
  readonly reply: Uint8Array;
}

/** With each answer, and each millisecond where there is a rate, as much is sent as may be by then. */
function sendAll({ path, messages, streams, perSecond }: EachLoad, sessions: readonly ClientHttp2Session[], started: number): Promise<readonly Answered[]> {
  const bodies = messages.map(withPrefix);
  const due = (): number => (perSecond === undefined ? bodies.length : Math.min(bodies.length, ((performance.now() - started) / 1000) * perSecond));
  const answered: Answered[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<readonly Answered[]>();
  let sent = 0;
  const send = (body: Uint8Array, session: ClientHttp2Session): void => {
    const since = performance.now();
    sent += 1;
    ask(session, path, body).then((reply) => {
      answered.push({ tookMs: performance.now() - since, reply });
      if (answered.length === bodies.length) resolve(answered);
      else pump();
    }, reject);
  };
  const pump = (): void => {
    const most = Math.min(due(), answered.length + sessions.length * streams);
    for (const body of bodies.slice(sent, most)) send(body, sessions[sent % sessions.length] as ClientHttp2Session);
  };
  pump();
  const timer = setInterval(pump, 1);
  return promise.finally(() => clearInterval(timer));
}

function withPrefix(message: Uint8Array): Uint8Array {
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function ask(session: ClientHttp2Session, path: string, body: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers" });
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer) => parts.push(part));
    stream.on("error", reject);
    stream.on("trailers", (trailers) => {
      if (trailers["grpc-status"] === "0") resolve(Buffer.concat(parts).subarray(prefixBytes));
      else reject(new Error(`A call ended with gRPC status ${String(trailers["grpc-status"])}: ${String(trailers["grpc-message"])}`));
    });
    stream.end(body);
  });
}
