import { isLoopback } from "../../kit/listen-address.ts";
import { reviewTlsFiles } from "../ask/service-asks.ts";
import type { Target } from "../target.ts";
import { asks, type GrpcAnswers } from "./asks.ts";

/** gRPC clients without a proxy. */
export const grpc: Target<typeof asks> = {
  name: "grpc",
  title: "Proxyless gRPC",
  summary: "the bootstrap of a grpc-js, Go, Java or C++ client, and the objects that it is served",
  page: "docs/guide/integrate/grpc.md",
  asks,
  review: (answers) => [...reviewTlsFiles({ ...answers, serverName: undefined }), ...reviewAdmission(answers)],
  generate: async (answers) => (await import("./generate.ts")).generate(answers),
  check: async (answers, world) => (await import("./check.ts")).check(answers, world),
};

/** gRPC clients cannot send a token: a certificate admits them, or that they run on the same machine. */
function reviewAdmission({ backend, certFile, san, discovery }: GrpcAnswers): readonly string[] {
  const complaints: string[] = [];
  if (backend.length === 0) complaints.push("Option --backend is needed: where the servers of that name are");
  if ((certFile === undefined) !== (san === undefined)) complaints.push("Options --cert-file and --san go together: the certificate's name admits the client");
  if (certFile === undefined && !isLoopback(discovery.host))
    complaints.push("Option --discovery is on another machine: clients that can send no token are admitted there by --cert-file, --key-file and --san alone");
  return complaints;
}
