import { join } from "node:path";
import { mustBuildWithGo } from "../kit/binary/build-go.ts";
import { describeWith } from "../kit/binary/require.ts";
import { itCarriesCalls } from "../kit/integrate/it-carries-calls.ts";
import { itWorksAsTold } from "../kit/integrate/it-works-as-told.ts";

const source = join(import.meta.dirname, "../kit/integrate/grpc-go-client");

describeWith("sluice integrate grpc: a client in Go", ["go"], () => {
  const command = async (): Promise<[string]> => [await mustBuildWithGo({ name: "grpc-go-client", version: "1.85.0-1", source })];
  itCarriesCalls(command);
  itWorksAsTold({ command });
  itWorksAsTold({ command, mtls: true });
});
