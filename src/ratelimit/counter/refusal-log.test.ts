import { expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { silentLogger } from "../../kit/telemetry.ts";
import { RefusalLog } from "./refusal-log.ts";

it("tells of a refusal at once, and of a thousand more in one line", () => {
  const clock = new FakeClock();
  const told: unknown[] = [];
  const log = new RefusalLog(clock, { ...silentLogger, warn: (_, fields) => void told.push(fields) });
  const full = "Redis: OOM command not allowed when used memory > 'maxmemory'";
  for (let batch = 0; batch < 1000; batch += 1) log.note(full);
  log.note("Redis: NOPERM this user has no permissions");
  clock.advance(9999);
  log.note(full);
  expect(told).toEqual([
    { error: full, batches: 1 },
    { error: "Redis: NOPERM this user has no permissions", batches: 1 },
  ]);
  clock.advance(1);
  log.note(full);
  expect(told.slice(2)).toEqual([{ error: full, batches: 1001 }]);
});
