import { expect, it } from "vitest";
import { codec } from "../gen/codec.ts";
import { joinMessage } from "./wire.ts";

it.each([0, 1, 127, 128, 300, 20_000])("joins a field of %d bytes as the codec writes it", (size) => {
  const route = codec("envoy.config.route.v3.RouteConfiguration");
  const host = codec("envoy.config.route.v3.VirtualHost");
  const hosts = [
    { name: "a", domains: ["*"] },
    { name: "b".repeat(size), domains: ["b.test"] },
  ];
  const head = route.encode({ name: "table" });
  const members = hosts.map((each) => Uint8Array.from(host.encode(each)));
  expect(Buffer.from(joinMessage(head, 2, members))).toEqual(Buffer.from(route.encode({ name: "table", virtual_hosts: hosts })));
});

it("joins nothing", () => {
  expect([...joinMessage(Uint8Array.of(1, 2), 2, [])]).toEqual([1, 2]);
});

it("writes tags of more than one byte", () => {
  expect([...joinMessage(Uint8Array.of(), 2047, [Uint8Array.of(7)])]).toEqual([0xfa, 0x7f, 1, 7]);
});
