import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { Turns, type TurnTaker } from "./turns.ts";

/** Streams whose turns take time, and what else the process has to do. */
function newTurns() {
  const clock = new FakeClock();
  const deferred: (() => void)[] = [];
  const log: string[] = [];
  const turns = new Turns({ clock, defer: (task) => void deferred.push(task) });
  const taker = (name: string, ms: number): TurnTaker => ({
    turn: () => {
      log.push(name);
      clock.advance(ms);
    },
  });
  const others = (): void => {
    for (const task of deferred.splice(0)) task();
  };
  const told = (): readonly string[] => log.splice(0);
  return { clock, turns, taker, others, told };
}

describe("turns", () => {
  it("are given at once, and leave the process to others every ten milliseconds", () => {
    const { turns, taker, others, told } = newTurns();
    for (const name of ["a", "b", "c", "d", "e"]) turns.changed(taker(name, 4));
    expect(told()).toEqual([]);
    turns.run();
    expect(told()).toEqual(["a", "b", "c"]);
    turns.run();
    expect(told()).toEqual([]);
    others();
    expect(told()).toEqual(["d", "e"]);
    others();
    others();
    expect(told()).toEqual([]);
  });

  it("go to streams with a change first, also when a storm of new ones came before", () => {
    const { turns, taker, others, told } = newTurns();
    const storm = Array.from({ length: 10 }, (_, index) => taker(`new ${index}`, 4));
    for (const each of storm) turns.joins(each);
    expect(told()).toEqual(["new 0", "new 1", "new 2"]);
    turns.changed(taker("old", 1));
    turns.run();
    expect(told()).toEqual([]);
    others();
    expect(told()).toEqual(["old", "new 3", "new 4", "new 5"]);
    others();
    others();
    expect(told()).toEqual(["new 6", "new 7", "new 8", "new 9"]);
  });

  it("for changes take a fifth of the time at most: what comes meanwhile is told once", () => {
    const { clock, turns, taker, others, told } = newTurns();
    const [a, b, late] = [taker("a", 5), taker("b", 5), taker("new", 1)];
    const change = (): void => {
      for (const each of [a, b]) turns.changed(each);
      turns.run();
    };
    change();
    others();
    expect(told()).toEqual(["a", "b"]);
    for (let edit = 0; edit < 39; edit++) {
      change();
      clock.advance(1);
      others();
    }
    expect(told()).toEqual([]);
    turns.joins(late);
    expect(told()).toEqual(["new", "a", "b"]);
    others();
    clock.advance(1000);
    expect(told()).toEqual([]);
    change();
    expect(told()).toEqual(["a", "b"]);
  });

  it("come without being asked for, when all streams have been named", async () => {
    const { turns, taker, told } = newTurns();
    for (const name of ["a", "b"]) turns.changed(taker(name, 1));
    expect(told()).toEqual([]);
    await Promise.resolve();
    expect(told()).toEqual(["a", "b"]);
  });

  it("come by themselves when the time for changes has come", () => {
    const { clock, turns, taker, others, told } = newTurns();
    const stream = taker("a", 9);
    for (let edit = 0; edit < 2; edit++) {
      turns.changed(stream);
      turns.run();
      others();
    }
    expect(told()).toEqual(["a"]);
    clock.advance(35);
    expect(told()).toEqual([]);
    clock.advance(1);
    expect(told()).toEqual(["a"]);
  });

  it("that are cheap are given as often as there is something to tell", () => {
    const { turns, taker, others, told } = newTurns();
    const stream = taker("a", 1);
    for (let edit = 0; edit < 50; edit++) {
      turns.changed(stream);
      turns.run();
      others();
    }
    expect(told()).toHaveLength(50);
  });

  it("are not given to a stream that is over", () => {
    const { turns, taker, others, told } = newTurns();
    const [changed, joining] = [taker("changed", 1), taker("joining", 1)];
    turns.joins(taker("long", 20));
    turns.changed(changed);
    turns.joins(joining);
    turns.leave(changed);
    turns.leave(joining);
    others();
    expect(told()).toEqual(["long"]);
  });
});
