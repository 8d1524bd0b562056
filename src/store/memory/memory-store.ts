import type { Clock, Random } from "../../kit/clock.ts";
import { EmbeddedStore } from "../embedded/embedded-store.ts";
import type { Store } from "../store.ts";
import { MemoryEngine } from "./memory-engine.ts";

/** A store that is gone when the process ends: for tests, and for trying things out. `random` makes ETags differ from store to store. */
export function newMemoryStore({ clock, random }: { clock: Clock; random?: Random }): Store {
  const epoch = random === undefined ? "memory" : Buffer.from(random.bytes(4)).toString("hex");
  return new EmbeddedStore(new MemoryEngine(), { clock, epoch, defer: queueMicrotask });
}
