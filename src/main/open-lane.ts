import { serveGrpcJsLane } from "../http2/grpc-js/serve-grpc-js-lane.ts";
import type { LaneMethods } from "../http2/handler.ts";
import { createHealth } from "../http2/health/health.ts";
import { type LaneAddress, laneAddressText } from "../http2/serve/lane.ts";
import { serveLane } from "../http2/serve/serve-lane.ts";
import type { Logger, Metrics } from "../kit/telemetry.ts";
import type { ServerTls } from "./files/follow-tls.ts";
import { laneTls } from "./lane-tls.ts";
import type { LaneSettings } from "./settings/lane-settings.ts";
import { messageOf, StartError } from "./start-error.ts";
import { systemClock as clock, systemRandom as random } from "./system.ts";

/** What a lane of a role is opened with. */
export interface OpenLaneOptions {
  readonly lanes: LaneSettings;
  /** Name of the role; it labels metrics and logs. */
  readonly role: string;
  readonly address: LaneAddress;
  readonly methods: LaneMethods;
  /** Services whose health is told beside the server's. */
  readonly services: readonly string[];
  readonly tls: ServerTls | undefined;
  /** The health service says that they work from when this resolves. Default: at once. */
  readonly ready?: Promise<void>;
  /** Several processes share the port. */
  readonly reusePort: boolean;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Gets the lane, to close it. */
  readonly stack: AsyncDisposableStack;
}

/** Serves unary methods of a role, and answers where. Throws a `StartError` with one sentence when it cannot listen. */
export async function openLane({
  lanes,
  role,
  address,
  reusePort,
  services,
  ready = Promise.resolve(),
  tls,
  stack,
  ...rest
}: OpenLaneOptions): Promise<LaneAddress> {
  const health = createHealth(["", ...services]);
  void ready.then(() => {
    for (const service of ["", ...services]) health.set(service, true);
  });
  const { kind, limits, clientNames } = lanes;
  const secure = tls === undefined ? {} : { tls: laneTls(tls.texts, clientNames) };
  const serve = kind === "http2" ? serveLane : serveGrpcJsLane;
  try {
    const lane = await serve({
      ...rest,
      ...secure,
      name: role,
      address: address.kind === "tcp" ? { ...address, reusePort } : address,
      health,
      limits,
      clock,
      random,
    });
    stack.defer(() => lane.close());
    tls?.onChange((texts) => lane.setTls(laneTls(texts, clientNames)));
    return lane.address;
  } catch (cause) {
    throw new StartError("ERR_LISTEN", `Role ${role} cannot listen on ${laneAddressText(address)}: ${messageOf(cause)}`, { cause });
  }
}
