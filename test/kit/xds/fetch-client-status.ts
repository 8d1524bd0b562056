import { Client, credentials, Metadata } from "@grpc/grpc-js";
import type { ClientStatusRequest, ClientStatusResponse } from "../../../src/gen/envoy/service/status/v3.ts";
import { service } from "../../../src/gen/service.ts";

const { FetchClientStatus: fetch } = service("envoy.service.status.v3.ClientStatusDiscoveryService");

/** Asks a discovery server by CSDS; rejects with grpc-js' error. */
export async function fetchClientStatus(address: string, request: ClientStatusRequest = {}, token?: string): Promise<ClientStatusResponse> {
  const client = new Client(address, credentials.createInsecure(), { "grpc.max_receive_message_length": -1 });
  const metadata = new Metadata();
  if (token !== undefined) metadata.set("authorization", `Bearer ${token}`);
  try {
    return await new Promise((resolve, reject) => {
      client.makeUnaryRequest(fetch.path, fetch.requestSerialize, fetch.responseDeserialize, request, metadata, (error, answer) =>
        answer === undefined ? reject(error ?? new Error("No answer came")) : resolve(answer),
      );
    });
  } finally {
    client.close();
  }
}
