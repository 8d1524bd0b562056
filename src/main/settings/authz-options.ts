import { listenAddressText } from "../../kit/listen-address.ts";
import { authLogOptions } from "./auth-log-options.ts";
import { defineOption, optionalText } from "./option.ts";
import { laneAddressSchema } from "./value-schemas.ts";

/** Settings of the role authz. */
export const authzOptions = {
  authzAddress: defineOption({
    flag: "--authz-address <address>",
    env: "SLUICE_AUTHZ_ADDRESS",
    help: "where Envoys ask who gets in: HOST:PORT or unix:PATH",
    fallback: listenAddressText({ host: "127.0.0.1", port: 18_002 }),
    schema: laneAddressSchema,
  }),
  auth: defineOption({
    flag: "--auth <folder>",
    env: "SLUICE_AUTH",
    help: "folder with files of Policy and Consumer objects, followed as they change; a process of the role authz alone then needs no store",
    schema: optionalText,
  }),
  authDefault: defineOption({
    flag: "--auth-default <policy>",
    env: "SLUICE_AUTH_DEFAULT",
    help: "policy of --auth that decides requests which name none, for meshes that cannot send its name; not given: they are refused",
    schema: optionalText,
  }),
  ...authLogOptions,
} as const;
