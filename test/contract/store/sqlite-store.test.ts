import { systemRandom } from "../../../src/main/system.ts";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { tempFolder } from "../../kit/binary/temp-folder.ts";
import { FakeClock } from "../../kit/fake-clock.ts";
import { describeStore } from "./describe-store.ts";

describeStore("SQLite", async () => {
  const clock = new FakeClock();
  const folder = await tempFolder("sqlite");
  return { store: openSqliteStore({ folder }, { clock, random: systemRandom }), expire: async () => clock.pause(60_000) };
});
