import { authLogOptions } from "../settings/auth-log-options.ts";
import { defineOption, switchSchema, textSchema } from "../settings/option.ts";
import { serveOptions } from "../settings/serve-options.ts";
import { defaultPortBase } from "./port-plan.ts";

/** Every setting of `sluice dev`. */
export const devOptions = {
  stateDir: serveOptions.stateDir,
  portBase: defineOption({
    flag: "--port-base <port>",
    env: "SLUICE_PORT_BASE",
    help: `port of the gateway; all other ports move with it (first start: ${defaultPortBase}, later: as before)`,
    schema: textSchema((text) => (/^\d{1,5}$/u.test(text) ? { value: Number(text) } : { expected: "must be a port" })).optional(),
  }),
  noEnvoy: defineOption({
    flag: "--no-envoy",
    env: "SLUICE_NO_ENVOY",
    help: "start no Envoy; print how to attach one",
    schema: switchSchema,
  }),
  logLevel: serveOptions.logLevel,
  authLogHeaders: authLogOptions.authLogHeaders,
  authLogMask: authLogOptions.authLogMask,
} as const;
