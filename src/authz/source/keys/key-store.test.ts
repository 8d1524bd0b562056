import { expect, it } from "vitest";
import { keySet, tokenKey } from "../../../../test/kit/authz/tokens.ts";
import { FakeClock } from "../../../../test/kit/fake-clock.ts";
import { noMetrics, silentLogger } from "../../../kit/telemetry.ts";
import type { KeySource } from "../../decide/need.ts";
import { KeyStore } from "./key-store.ts";

it("keeps the keys that plans name, and forgets those that no plan names any more, fetched or written down", async () => {
  const document = keySet(tokenKey());
  const fetched: string[] = [];
  const fetchJson = async (url: string) => {
    fetched.push(url);
    return { document, maxAgeMs: undefined };
  };
  const store = new KeyStore({ fetchJson, clock: new FakeClock(), logger: silentLogger, metrics: noMetrics });
  const sources: readonly KeySource[] = [
    { kind: "url", url: "https://a.example.com/jwks" },
    { kind: "url", url: "https://b.example.com/jwks" },
    { kind: "inline", keys: JSON.stringify(document) },
    { kind: "inline", keys: JSON.stringify(keySet(tokenKey())) },
  ];
  const keys = () => Promise.all(sources.map(async (source) => store.keys({ source, unknown: undefined })));
  store.use(sources);
  const first = await keys();
  store.use(sources.filter((_, index) => index % 2 === 0));
  const second = await keys();
  expect(second.map((one, index) => one === first[index])).toEqual([true, false, true, false]);
  expect(fetched).toEqual(["https://a.example.com/jwks", "https://b.example.com/jwks", "https://b.example.com/jwks"]);
});
