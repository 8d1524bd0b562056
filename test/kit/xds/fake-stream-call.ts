import type { GrpcFailure } from "../../../src/http2/grpc/status.ts";
import type { MessageBytes, StreamCall } from "../../../src/http2/handler.ts";

/** A stream whose caller takes what is sent when the test says so. */
export class FakeStreamCall implements StreamCall {
  readonly path = "/test/Stream";
  readonly peer = { address: "10.0.0.1:1", certificate: undefined };
  readonly sent: Buffer[] = [];
  /** How it was ended by the service. */
  ended: { readonly status: GrpcFailure | 0; readonly message: string } | undefined;
  isPaused = false;
  readonly #taken: (() => void)[] = [];
  readonly #watchers = new Set<() => void>();

  get isOpen(): boolean {
    return this.ended === undefined;
  }

  header(): string | undefined {
    return undefined;
  }

  send(message: MessageBytes, onTaken: () => void = () => undefined): void {
    this.sent.push(message instanceof Uint8Array ? Buffer.from(message) : Buffer.concat(message));
    this.#taken.push(onTaken);
    this.#tell();
  }

  /** The caller has read everything so far. */
  take(): void {
    for (const onTaken of this.#taken.splice(0)) onTaken();
  }

  /** Resolves when something is true; looked at whenever the service does something. */
  until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isTrue()) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  flush(): void {
    this.#tell();
  }

  pause(): void {
    this.isPaused = true;
    this.#tell();
  }

  resume(): void {
    this.isPaused = false;
    this.#tell();
  }

  end(): void {
    this.#end(0, "");
  }

  fail(status: GrpcFailure, message: string): void {
    this.#end(status, message);
  }

  #end(status: GrpcFailure | 0, message: string): void {
    this.ended ??= { status, message };
    this.#tell();
  }

  #tell(): void {
    for (const look of [...this.#watchers]) look();
  }
}
