import { findField, type WireSpan } from "./wire-span.ts";

/** Fields of envoy.config.core.v3.Address and SocketAddress. */
const socketAddress = 1;
const addressField = 2;

/** The IP address in an envoy.config.core.v3.Address; empty for pipes and internal addresses. */
export function addressText(bytes: Buffer, address: WireSpan): string {
  const socket = findField(bytes, address, socketAddress);
  const text = socket === undefined ? undefined : findField(bytes, socket, addressField);
  return text === undefined ? "" : bytes.toString("utf8", text.start, text.end);
}
