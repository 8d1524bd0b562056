import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { StoreSettings } from "../../../src/store/open-store.ts";
import { atEnd } from "../../kit/binary/at-end.ts";
import { type Acknowledgement, readAcknowledgements } from "./acknowledged.ts";

const program = fileURLToPath(new URL("./busy-writer.ts", import.meta.url));

/** A process that writes until it is killed; see `busy-writer.ts`. */
export class WriterProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #output = "";
  #errors = "";
  #wake: (() => void) | undefined;

  constructor(settings: StoreSettings, name = "writer") {
    this.#child = spawn(process.execPath, [program, JSON.stringify(settings), name], { stdio: ["ignore", "pipe", "pipe"] });
    const forget = atEnd(() => this.#child.kill("SIGKILL"));
    this.#exited = once(this.#child, "close").then(() => {
      forget();
      this.#wake?.();
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#output += text;
      this.#wake?.();
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#errors += text;
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get acknowledged(): Acknowledgement[] {
    return readAcknowledgements(this.#output);
  }

  /** Resolves when it has been acknowledged this many writes; rejects when it ends before. */
  async wrote(count: number): Promise<void> {
    while (this.acknowledged.length < count) {
      if (this.#child.exitCode !== null) throw new Error(`The writer ended with ${this.#child.exitCode}: ${this.#errors}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Kills it as a crash would. Rejects when it had ended by itself, which it must not. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null) throw new Error(`The writer ended with ${this.#child.exitCode}: ${this.#errors}`);
    this.#child.kill("SIGKILL");
    await this.#exited;
  }
}
