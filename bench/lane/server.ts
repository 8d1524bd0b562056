// Serves a rate limit service that does nothing, on one of the lanes: server.ts ours|grpc-js PORT
import { serveGrpcJsLane } from "../../src/http2/grpc-js/serve-grpc-js-lane.ts";
import { serveLane } from "../../src/http2/serve/serve-lane.ts";
import { silentLogger } from "../../src/kit/telemetry.ts";
import { systemClock, systemRandom } from "../../src/main/system.ts";
import { createPrometheusMetrics } from "../../src/telemetry/prometheus-metrics.ts";
import { shouldRateLimit } from "./call.ts";

/** RateLimitResponse: OK, with one status that has a limit and what remains of it. */
const answer = Buffer.from([0x08, 1, 0x12, 10, 0x08, 1, 0x12, 4, 0x08, 100, 0x10, 1, 0x18, 99]);

const [kind, port] = process.argv.slice(2);
const serve = kind === "grpc-js" ? serveGrpcJsLane : serveLane;
await serve({
  name: "bench",
  address: { kind: "tcp", host: "127.0.0.1", port: Number(port) },
  clock: systemClock,
  random: systemRandom,
  logger: silentLogger,
  metrics: createPrometheusMetrics(),
  methods: {
    [shouldRateLimit]: {
      kind: "unary",
      handle: (calls) => {
        for (const call of calls) call.reply(answer);
      },
    },
  },
});
console.log("ready");
