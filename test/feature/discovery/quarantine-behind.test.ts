import { beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/main/system.ts";
import { newMemoryStore } from "../../../src/store/memory/memory-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { connectPicky, has, marked, refuses, table, twoRoutes, untilHeldBack } from "../../kit/quarantine/picky-stack.ts";
import { documents } from "../../kit/stack/edge.ts";
import { type Stack, startStack, waitFor } from "../../kit/stack/stack.ts";
import type { PickyProxy, Taste } from "../../kit/xds/picky-proxy.ts";

const lacks = refuses("special", "Didn't find a registered implementation for 'special'");
const dislikes = refuses("bad", "no");
const lacksAndDislikes: Taste = (resource) => dislikes(resource) ?? lacks(resource);
const likesAll: Taste = () => undefined;

// Each of these was found by the property of test/property/quarantine.
describe("the quarantine, when proxies are behind", () => {
  let store: Store;
  let stack: Stack;

  beforeEach(async () => {
    store = newMemoryStore({ clock: systemClock });
    stack = await startStack({ store, replica: "one" });
    await stack.apply(twoRoutes);
  });

  it("leaves a bad object out that is a namesake of one that was deleted, also where a proxy had not been told of that", async () => {
    const one = connectPicky(stack, "one", lacksAndDislikes);
    await stack.settled();
    await stack.apply(documents(marked("r1", "special")));
    await untilHeldBack(stack, ["object/Route/default/r1"]);
    const resume = one.pause();
    await stack.remove({ kind: "Route", namespace: "default", name: "r1" });
    await stack.apply(documents(marked("r1", "bad"), marked("r2", "second")));
    resume();
    await has(one, "second");
    await untilHeldBack(stack, ["object/Route/default/r1"]);
    expect(stack.port.quarantines()).toMatchObject([{ scope: "all", inForce: 0 }]);
  });

  it("asks a proxy that took what was before, not one that refused that as well", async () => {
    const unable = connectPicky(stack, "unable", lacksAndDislikes);
    const able = connectPicky(stack, "able", dislikes);
    await stack.settled();
    const wake = [unable.pause()];
    const revision = await stack.apply(documents(marked("r1", "special")));
    const agreed = (): number => stack.discovery.nodes.list().find(({ node }) => node.id === "able")?.agreedRevision ?? 0;
    await waitFor(() => agreed() >= revision, 5000, "able to have everything");
    wake.push(able.pause());
    await stack.apply(documents(marked("r1", "bad"), marked("r2", "second")));
    for (const each of wake) each();
    await has(able, "second");
    await has(unable, "second");
    await untilHeldBack(stack, ["object/Route/default/r1"]);
  });

  it("asks another proxy when one refuses everything", async () => {
    const [broken, sound] = [connectPicky(stack, "broken", likesAll), connectPicky(stack, "sound", dislikes)];
    await stack.settled();
    broken.taste = () => "no";
    const resume = sound.pause();
    await stack.apply(documents(marked("r1", "bad"), marked("r2", "second")));
    await waitFor(() => broken.refusals > 0, 5000, "a refusal");
    resume();
    await has(sound, "second");
    expect(sound.text(table)).toContain("first");
  });

  it("puts back what the proxy has, though that is newer than when it had everything", async () => {
    const one = connectPicky(stack, "one", dislikes);
    await stack.settled();
    const resume = one.pause();
    await stack.apply(documents(marked("r1", "second")));
    const isOnTheWay = (): boolean => stack.discovery.nodes.list()[0]?.types.some(({ type, sent, acked }) => type === "virtual-host" && sent > acked) === true;
    await waitFor(isOnTheWay, 5000, "the first change to be sent");
    await stack.apply(documents(marked("r1", "bad"), marked("r2", "third")));
    resume();
    await has(one, "third");
    expect(one.text(table)).toContain("second");
    await untilHeldBack(stack, ["object/Route/default/r1"]);
  });

  it("tells what is to blame by what it made for a proxy, where that has not had everything since it came", async () => {
    const able = connectPicky(stack, "able", likesAll);
    let resume = (): void => undefined;
    const unable: PickyProxy = connectPicky(stack, "unable", ({ bytes }) => {
      if (!Buffer.from(bytes).includes("special")) return undefined;
      // Busy as soon as it has said all that is needed to find the cause: it has not taken what is in force for it when the next change comes.
      if (unable.refusals === 1) resume = unable.pause();
      return "Didn't find a registered implementation for 'special'";
    });
    await stack.settled();
    unable.disconnect();
    const two = await startStack({ store, replica: "two" });
    const revision = await stack.apply(documents(marked("r1", "second"), marked("r2", "special")));
    await waitFor(() => two.fleet.snapshots.revision >= revision, 5000, "the second replica");
    await has(able, "special");
    unable.connect(`127.0.0.1:${two.discovery.port}`);
    await untilHeldBack(stack, ["object/Route/default/r2"]);
    await stack.apply(documents(marked("r1", "special"), marked("r2", "third")));
    await has(able, "third");
    resume();
    await has(unable, "third");
    expect(unable.text(table)).toContain("second");
    await untilHeldBack(stack, ["object/Route/default/r1"]);
  });
});
