#!/usr/bin/env node
// Runs a command of this repository on a machine that may have nothing but an old Node and npm: installs what is missing, then starts it.
//   node tools/run.mjs [--production] FILE.ts|COMMAND [ARGUMENT …]
// Plain JavaScript without dependencies, for any Node from 18 on.
import { start } from "./ready/start.mjs";

await start(process.argv.slice(2));
