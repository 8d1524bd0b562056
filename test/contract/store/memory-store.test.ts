import { newMemoryStore } from "../../../src/store/memory/memory-store.ts";
import { FakeClock } from "../../kit/fake-clock.ts";
import { describeStore } from "./describe-store.ts";

describeStore("memory", async () => {
  const clock = new FakeClock();
  return { store: newMemoryStore({ clock }), expire: async () => clock.pause(60_000) };
});
