import type { Policy } from "../policy.ts";
import { accessLogMessage } from "./emit.ts";
import { type AccessLogNode, lowerAccessLog } from "./lower.ts";
import { accessLogSchema } from "./schema.ts";

/** A line for each request or connection. It stands in the connection manager and cannot travel apart, so a change drains the listener. */
export const accessLog: Policy<AccessLogNode> = {
  name: "accessLog",
  side: "listener",
  merge: "overlay",
  order: 1000,
  schema: accessLogSchema,
  lower: lowerAccessLog,
  connectionManager: (node, manager) => ({ ...manager, access_log: [accessLogMessage(node)] }),
  udpProxy: (node, proxy) => ({ ...proxy, access_log: [accessLogMessage(node)] }),
  tcpProxy: (node, proxy) => ({ ...proxy, access_log: [accessLogMessage(node)] }),
};
