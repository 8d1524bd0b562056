import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { buildWithGo } from "../binary/build-go.ts";

const run = promisify(execFile);
const source = fileURLToPath(new URL("./check", import.meta.url));
/** The version of the compose specification's library that `check/go.mod` requires. */
const version = "2.16.2";

const mount = z.looseObject({ type: z.string(), source: z.string(), target: z.string(), read_only: z.boolean().exactOptional() });

const service = z.looseObject({
  image: z.string(),
  command: z.array(z.string()).nullable().default(null),
  entrypoint: z.array(z.string()).nullable().default(null),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  volumes: z.array(mount).default([]),
  ports: z.array(z.looseObject({ host_ip: z.string().exactOptional(), target: z.number(), published: z.string() })).default([]),
  depends_on: z.record(z.string(), z.looseObject({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).exactOptional(),
});

const model = z.looseObject({ name: z.string(), services: z.record(z.string(), service) });

/** A compose file as the specification's own library understands it: merged, with absolute paths. */
export type ComposeModel = z.infer<typeof model>;

/** One service of it. */
export type ComposeService = ComposeModel["services"][string];

/** Loads a compose file with compose-go; rejects with its words when the file breaks the specification. Built once with Go (half a minute). */
export async function loadCompose(file: string): Promise<ComposeModel> {
  const check = await buildWithGo({ name: "compose-check", version, source });
  if ("missing" in check) throw new Error(check.missing);
  const { stdout } = await run(check.path, [file], { maxBuffer: 16 * 2 ** 20 });
  return model.parse(JSON.parse(stdout));
}
