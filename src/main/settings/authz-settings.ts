import { resolve } from "node:path";
import type { LaneAddress } from "../../http2/serve/lane.ts";
import type { authzOptions } from "./authz-options.ts";
import type { OptionValues } from "./option.ts";

/** What the role authz was told; paths are absolute. */
export interface AuthzSettings {
  readonly address: LaneAddress;
  /** Folder with files of policies and consumers. */
  readonly folder: string | undefined;
  /** Name of the policy that decides requests which name none. */
  readonly defaultPolicy: string | undefined;
}

/** Picks the settings of the role authz out of all. */
export function readAuthzSettings(values: OptionValues<typeof authzOptions>, cwd: string): AuthzSettings {
  return { address: values.authzAddress, folder: values.auth === undefined ? undefined : resolve(cwd, values.auth), defaultPolicy: values.authDefault };
}
