import { ClientResourceStatus } from "../../gen/envoy/admin/v3.ts";
import type { ClientConfig_GenericXdsConfig as GenericXdsConfig } from "../../gen/envoy/service/status/v3.ts";
import { ConfigStatus } from "../../gen/envoy/service/status/v3.ts";
import type { Any } from "../../gen/google/protobuf.ts";
import { type Resource, type ResourceType, typeUrls } from "../../snapshot/resource.ts";
import type { LedgerEntry, ResourceState } from "../subscription/ledger.ts";
import { redactBytes } from "./redact.ts";

/** What is asked of one stream of a node. */
export interface StatusStream {
  /** Where every resource stands. */
  ledger(): Iterable<LedgerEntry>;
  /** What the node should have; undefined when it should have nothing by this name. */
  resource(type: ResourceType, name: string): Resource | undefined;
}

/**
 * Each state in the words of CSDS. `SYNCED`: node and control plane agree. `NOT_SENT`: it is to go out. `STALE`: it went out and is not answered.
 * `ERROR`: it was refused (envoy/service/status/v3/csds.proto).
 */
const configStatus: Readonly<Record<ResourceState, ConfigStatus>> = {
  acked: ConfigStatus.SYNCED,
  due: ConfigStatus.NOT_SENT,
  waiting: ConfigStatus.NOT_SENT,
  sent: ConfigStatus.STALE,
  warming: ConfigStatus.STALE,
  refused: ConfigStatus.ERROR,
  doubted: ConfigStatus.ERROR,
  absent: ConfigStatus.SYNCED,
  leaving: ConfigStatus.STALE,
};

/** What a node has of everything that it asked for on one stream; `hasContents`: with the resources themselves, without secrets. */
export function* configsOf(stream: StatusStream, hasContents: boolean): Generator<GenericXdsConfig> {
  for (const entry of stream.ledger()) yield configOf(entry, hasContents ? stream.resource(entry.type, entry.name) : undefined);
}

/** `wanted` is shown as what the node has when that is known to be so, and as what failed when it refused it. */
function configOf(entry: LedgerEntry, wanted: Resource | undefined): GenericXdsConfig {
  const { type, name, state, held } = entry;
  const content = wanted === undefined ? undefined : contentOf(wanted);
  const isHeld = content !== undefined && held === wanted?.version;
  return {
    type_url: typeUrls[type],
    name,
    ...(held !== undefined && held !== "unknown" && { version_info: held }),
    ...(isHeld && { xds_config: content }),
    config_status: configStatus[state],
    client_status: clientStatus(entry),
    ...(entry.detail !== undefined && {
      error_state: {
        details: entry.detail,
        ...(entry.wanted !== undefined && { version_info: entry.wanted }),
        ...(content !== undefined && !isHeld && { failed_configuration: content }),
      },
    }),
  };
}

/** What the client itself would say: gRFC A40, "xDS Configuration Dump via Client Status Discovery Service". */
function clientStatus({ type, state, held }: LedgerEntry): ClientResourceStatus {
  if (state === "refused" || state === "doubted") return ClientResourceStatus.NACKED;
  // A layer of the runtime that the view does not have goes out without values.
  if (state === "absent") return type === "runtime" ? ClientResourceStatus.ACKED : ClientResourceStatus.DOES_NOT_EXIST;
  return held === undefined ? ClientResourceStatus.REQUESTED : ClientResourceStatus.ACKED;
}

/** Made once a resource: a fleet has the same ones. */
const contents = new WeakMap<Resource, Any>();

function contentOf(resource: Resource): Any | undefined {
  if (resource.isAbsent === true) return undefined;
  const known = contents.get(resource);
  if (known !== undefined) return known;
  const typeUrl = typeUrls[resource.type];
  const made = { type_url: typeUrl, value: redactBytes(typeUrl, resource.bytes) };
  contents.set(resource, made);
  return made;
}
