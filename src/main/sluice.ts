// The program: every command of `sluice`.
import { processContext } from "./cli-context.ts";
import { devCommand } from "./command/dev.ts";
import { renewAdminKeyCommand } from "./command/renew-admin-key.ts";
import { restoreCommand } from "./command/restore.ts";
import { serveCommand } from "./command/serve.ts";
import { createProgram, runProgram } from "./program.ts";
import { stopSignal } from "./stop-signals.ts";

// A reader that has seen enough, as in `sluice get routes | head -1`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

const context = processContext(stopSignal());
const program = createProgram(context, [serveCommand(context), devCommand(context), restoreCommand(context), renewAdminKeyCommand(context)]);
process.exitCode = await runProgram(program, process.argv.slice(2), context);
