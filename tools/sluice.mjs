#!/usr/bin/env node
// The command `sluice`, as in `npx sluice get routes`: makes the machine ready like every script of this repository, then runs the program.
// The working directory stays the caller's, so file arguments mean what they say.
import { start } from "./ready/start.mjs";

await start(["--production", "src/main/sluice.ts", ...process.argv.slice(2)]);
