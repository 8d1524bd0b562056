import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { Outflow, type Writer } from "./outflow.ts";

interface TestWriter extends Writer {
  readonly turns: () => number;
}

function writer(isNew = false, turn: () => void = () => undefined): TestWriter {
  let turns = 0;
  return {
    isNew,
    turn: () => {
      turns += 1;
      turn();
    },
    turns: () => turns,
  };
}

describe("bytes on their way", () => {
  it("are bounded over all streams, and who waits goes on when there is room", () => {
    const outflow = new Outflow({ clock: new FakeClock(), maxBytes: 100 });
    const [a, b] = [writer(), writer()];
    expect(outflow.admits(a)).toBe(true);
    outflow.wrote(a, 60);
    expect(outflow.admits(b)).toBe(true);
    outflow.wrote(b, 60);
    expect([outflow.admits(a), outflow.admits(b)]).toEqual([false, false]);
    outflow.taken(a, 10);
    expect([a.turns(), b.turns()]).toEqual([0, 0]);
    outflow.taken(a, 50);
    expect([a.turns(), b.turns(), outflow.admits(a)]).toEqual([1, 1, true]);
    outflow.taken(b, 60);
    expect([a.turns(), b.turns()]).toEqual([1, 1]);
  });

  it("leave half of the room to streams with a change, and those go on first", () => {
    const outflow = new Outflow({ clock: new FakeClock(), maxBytes: 100 });
    const order: string[] = [];
    const fresh = writer(true, () => order.push("new"));
    const old = writer(false, () => order.push("old"));
    outflow.wrote(fresh, 50);
    expect([outflow.admits(fresh), outflow.admits(old)]).toEqual([false, true]);
    outflow.wrote(old, 50);
    expect(outflow.admits(old)).toBe(false);
    outflow.taken(old, 50);
    expect(order).toEqual(["old"]);
    outflow.taken(fresh, 50);
    expect(order).toEqual(["old", "new"]);
  });

  it("wait for whoever took the room first", () => {
    const outflow = new Outflow({ clock: new FakeClock(), maxBytes: 100 });
    const [first, greedy, patient] = [writer(), writer(false, () => outflow.wrote(greedy, 100)), writer()];
    outflow.wrote(first, 100);
    expect([outflow.admits(greedy), outflow.admits(patient)]).toEqual([false, false]);
    outflow.taken(first, 100);
    expect([greedy.turns(), patient.turns()]).toEqual([1, 0]);
    outflow.taken(greedy, 100);
    expect([greedy.turns(), patient.turns()]).toEqual([1, 1]);
  });

  it("of a stream that is over count no more, nor do those that nothing takes for ten seconds", () => {
    const clock = new FakeClock();
    const outflow = new Outflow({ clock, maxBytes: 100 });
    const [stuck, slow, waiting] = [writer(), writer(), writer()];
    outflow.wrote(stuck, 50);
    outflow.wrote(slow, 60);
    clock.advance(9999);
    outflow.taken(slow, 10);
    expect(outflow.admits(waiting)).toBe(false);
    clock.advance(1);
    expect(outflow.admits(waiting)).toBe(true);
    outflow.taken(stuck, 50);
    outflow.wrote(slow, 50);
    expect(outflow.admits(waiting)).toBe(false);
    outflow.leave(slow);
    expect([waiting.turns(), outflow.admits(waiting)]).toEqual([1, true]);
  });

  it("that nothing takes do not keep others waiting for ever", () => {
    const clock = new FakeClock();
    const outflow = new Outflow({ clock, maxBytes: 100 });
    const [stuck, waiting] = [writer(), writer()];
    outflow.wrote(stuck, 100);
    clock.advance(5000);
    expect(outflow.admits(waiting)).toBe(false);
    clock.advance(10_000);
    expect(waiting.turns()).toBe(1);
  });

  it("do not keep a stream waiting that is over", () => {
    const outflow = new Outflow({ clock: new FakeClock(), maxBytes: 100 });
    const [full, waiting] = [writer(), writer()];
    outflow.wrote(full, 100);
    expect(outflow.admits(waiting)).toBe(false);
    outflow.leave(waiting);
    outflow.taken(full, 100);
    expect(waiting.turns()).toBe(0);
  });
});
