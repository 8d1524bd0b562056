// Serves the role authz as the program does, or a service that does nothing: server.ts PORT [FOLDER]

import { encodeAllowed } from "../../src/authz/decide/reply/encode-reply.ts";
import { unary } from "../../src/http2/handler.ts";
import { serveLane } from "../../src/http2/serve/serve-lane.ts";
import { silentLogger } from "../../src/kit/telemetry.ts";
import { authFilesBook } from "../../src/main/authz/auth-files-book.ts";
import { serveAuthz } from "../../src/main/authz/serve-authz.ts";
import { noAuthLog } from "../../src/main/settings/authz-settings.ts";
import { systemClock, systemRandom } from "../../src/main/system.ts";
import { createPrometheusMetrics } from "../../src/telemetry/prometheus-metrics.ts";

const [port, folder] = process.argv.slice(2);
const address = { kind: "tcp", host: "127.0.0.1", port: Number(port) } as const;
const metrics = createPrometheusMetrics();
if (folder === undefined) {
  const answer = encodeAllowed({
    headers: [],
    appendHeaders: [],
    removeHeaders: [],
    responseHeaders: [],
    appendResponseHeaders: [],
    cookies: [],
    setQuery: [],
    removeQuery: [],
    metadata: {},
  });
  const methods = {
    "/envoy.service.auth.v3.Authorization/Check": unary(
      () => answer,
      () => undefined,
    ),
  };
  await serveLane({ name: "bench", address, clock: systemClock, random: systemRandom, logger: silentLogger, metrics, methods });
} else {
  const stack = new AsyncDisposableStack();
  const parts = { clock: systemClock, random: systemRandom, logger: silentLogger, metrics, stack };
  await serveAuthz({
    settings: { address, defaultPolicy: undefined, log: noAuthLog, state: { kind: "memory" } },
    part: "whole",
    tls: undefined,
    lanes: { kind: "http2", limits: {}, clientNames: undefined },
    book: await authFilesBook({ folder, sealKeyFile: undefined, ...parts }),
    logger: silentLogger,
    metrics,
    stack,
  });
}
console.log("ready");
