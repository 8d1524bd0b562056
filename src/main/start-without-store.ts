import { laneAddressText } from "../http2/serve/lane.ts";
import { listenAddressText } from "../kit/listen-address.ts";
import { authFilesBook } from "./authz/auth-files-book.ts";
import { serveAuthz } from "./authz/serve-authz.ts";
import { followTls } from "./files/follow-tls.ts";
import { serveLimits } from "./limits/serve-limits.ts";
import type { ProcessParts, RunningRoles } from "./process-parts.ts";
import type { ServeSettings } from "./settings/serve-settings.ts";
import { systemClock as clock, systemRandom as random } from "./system.ts";

/** A process of which every role has its configuration from files or an xDS server has nothing to do with a store. */
export function needsNoStore({ roles, authz, limits }: ServeSettings): boolean {
  const ownSources = new Map<string, object | string | undefined>([
    ["authz", authz.folder],
    ["ratelimit", limits.folder ?? limits.server],
  ]);
  return [...roles].every((role) => ownSources.get(role) !== undefined);
}

/** Starts roles that have their configuration from files or an xDS server: no store, no objects. */
export async function startWithoutStore(settings: ServeSettings, { logger, metrics, missing }: ProcessParts): Promise<RunningRoles> {
  const stack = new AsyncDisposableStack();
  try {
    for (const warning of settings.warnings) logger.warn(warning.detail);
    const tls = await followTls({ settings, clock, logger, stack });
    const { roles, part, replicaId: replica, authz, limits, lanes } = settings;
    const limiting = roles.has("ratelimit")
      ? await serveLimits({ settings: limits, part, tls, lanes, replica, logger, metrics, missing, stack, objects: undefined })
      : undefined;
    const { sealKeyFile } = settings;
    const book =
      roles.has("authz") && authz.folder !== undefined
        ? await authFilesBook({ folder: authz.folder, sealKeyFile, clock, random, logger, metrics, stack })
        : undefined;
    const deciding = book && (await serveAuthz({ settings: authz, part, tls, lanes, book, logger, metrics, stack }));
    const places = {
      ratelimit: limiting && laneAddressText(limiting.address),
      http: limiting?.httpAddress && listenAddressText(limiting.httpAddress),
      authz: deciding && laneAddressText(deciding.address),
    };
    return { places, ended: new Promise(() => undefined), close: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
