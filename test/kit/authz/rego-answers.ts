import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { JsonObject } from "../../../src/kit/json.ts";
import { mustBuildWithGo } from "../binary/build-go.ts";
import type { OpaCase } from "./opa-cases.ts";

const source = join(import.meta.dirname, "rego-answers");
/** OPA's version in `go.mod` there, and one for the program itself. */
const version = "1.22.2-1";

/** Whether OPA lets requests in, by a module that opa-envoy-plugin would ask for `data.envoy.authz.allow`. */
export async function askOpa(module: string, { data, cases }: { readonly data: JsonObject; readonly cases: readonly OpaCase[] }): Promise<readonly boolean[]> {
  const program = await mustBuildWithGo({ name: "rego-answers", version, source });
  const inputs = cases.map(({ method, headers }) => ({ attributes: { request: { http: { method, path: "/orders", headers } } } }));
  const child = spawn(program, { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(JSON.stringify({ module, data, inputs }));
  const [out, err, ended] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  if (ended[0] !== 0) throw new Error(`OPA does not answer: ${err}`);
  return JSON.parse(out) as readonly boolean[];
}
