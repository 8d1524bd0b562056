import { expect, it } from "vitest";
import { startAdmin } from "../../../test/kit/admin/start-admin.ts";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { newMemoryStore } from "../../store/memory/memory-store.ts";
import { recordPrefix } from "../../store/store.ts";
import { systemRandom as random } from "../system.ts";
import { loginsEnder } from "./end-logins.ts";

const issuer = "https://idp.example.com";
const clock = new FakeClock();
const until = clock.now() + 3_600_000;
const session = { namespace: "shop", issuer, whose: { kind: "session", id: "s-1" }, until, from: "192.0.2.7" } as const;
const subject = { ...session, whose: { kind: "subject", subject: "alice", before: clock.now() } } as const;

it("shows logouts that an identity provider told of in the audit log, as what somebody revoked by hand", async () => {
  const admin = await startAdmin();
  const end = loginsEnder({ store: admin.store, clock, random });
  for (const ended of [session, session, subject]) await end(ended);
  const { items } = (await admin.request("GET", "/v1/audit")).body as { readonly items: readonly { readonly action: string }[] };
  const common = { action: "revocation.put", author: issuer, from: "192.0.2.7", reason: "The identity provider told of a logout" };
  const name = expect.stringMatching(/^shop\/logout-[0-9a-f]{32}$/u) as string;
  const entry = (login: object) =>
    expect.objectContaining({ ...common, subject: name, detail: expect.objectContaining({ login: { issuer, ...login } }) as object }) as object;
  const told = items.filter(({ action }) => action === "revocation.put");
  expect(told).toHaveLength(3);
  expect(told).toContainEqual(entry({ providerSession: "s-1" }));
  expect(told).toContainEqual(entry({ subject: "alice", before: new Date(clock.now()).toISOString() }));
  const shown = (await admin.request("GET", "/v1/namespaces/shop/revocations")).body["items"] as readonly unknown[];
  expect(shown).toHaveLength(2);
});

it.each(["audit", "revocation"] as const)("is told of when the store does not take it: %s", async (which) => {
  const store = newMemoryStore({ clock, random });
  const end = loginsEnder({
    store: { putRecord: (key, ...rest) => (key.startsWith(recordPrefix[which]) ? Promise.reject(new Error("No quorum")) : store.putRecord(key, ...rest)) },
    clock,
    random,
  });
  await expect(end(session)).rejects.toMatchObject({ code: "ERR_AUTHZ_STATE", retryable: true });
  expect(await store.listRecords(recordPrefix.revocation)).toEqual([]);
});
