import { describe } from "vitest";
import { itCarriesCalls } from "../kit/integrate/it-carries-calls.ts";
import { itWorksAsTold } from "../kit/integrate/it-works-as-told.ts";
import { grpcJsClient } from "../kit/traffic/xds-client/xds-client.ts";

describe("sluice integrate grpc: a client in grpc-js", () => {
  itCarriesCalls(() => Promise.resolve([process.execPath, grpcJsClient]));
  itWorksAsTold({ command: () => Promise.resolve([process.execPath, grpcJsClient]) });
});
