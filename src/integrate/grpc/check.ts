import { listenAddressText } from "../../kit/listen-address.ts";
import { accessByFiles } from "../block/tls-by-files.ts";
import type { CheckWorld } from "../probe/check-world.ts";
import { reach } from "../probe/reach.ts";
import type { Finding } from "../target.ts";
import type { GrpcAnswers } from "./asks.ts";

/** Discovery and every server, as the client would reach them. */
export async function check(answers: GrpcAnswers, world: CheckWorld): Promise<readonly Finding[]> {
  const { faults, tls } = accessByFiles({ ...answers, serverName: undefined });
  if (faults !== undefined) return faults;
  const { discovery, backend } = answers;
  const fault = await reach(discovery, tls && { ...tls, serverName: discovery.host }, world);
  const first = finding(`discovery ${listenAddressText(discovery)}`, fault);
  const servers = backend.map(async (address) => finding(`server ${listenAddressText(address)}`, await reach(address, undefined, world)));
  return [first, ...(await Promise.all(servers))];
}

function finding(subject: string, fault: Awaited<ReturnType<typeof reach>>): Finding {
  return fault === undefined ? { subject, state: "good", detail: "It speaks gRPC" } : { subject, state: "bad", ...fault };
}
