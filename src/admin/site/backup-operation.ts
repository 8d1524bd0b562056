import { z } from "zod";
import type { AdminContext } from "../admin-context.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";

/** GET of the whole store in one file, which `sluice restore` puts into an empty one. Secrets stay sealed. */
export function backupOperation(context: AdminContext): Operation {
  return defineOperation({
    id: "backup",
    method: "get",
    path: "/v1/backup",
    tag: "Export and import",
    summary: "Download a backup: objects, tokens and settings at one revision, with history, secrets sealed",
    access: "admin",
    parameters: {},
    answers: { 200: { description: "Lines of JSON", content: { "application/x-ndjson": z.string() } } },
    handle: async () => {
      const lines = context.store.backup()[Symbol.asyncIterator]();
      // The first line before the answer begins: a store that is out gets a status of its own.
      const first = await lines.next();
      const name = `sluice-${new Date(context.clock.now()).toISOString().replaceAll(/[:.]/gu, "-")}.jsonl`;
      const headers = { "Content-Disposition": `attachment; filename="${name}"` };
      return { status: 200, headers, mediaType: "application/x-ndjson", stream: wholeLines(first, lines) };
    },
  });
}

async function* wholeLines(first: IteratorResult<string, unknown>, rest: AsyncIterator<string, unknown>): AsyncGenerator<string> {
  for (let item = first; item.done !== true; item = await rest.next()) yield item.value.endsWith("\n") ? item.value : `${item.value}\n`;
}
