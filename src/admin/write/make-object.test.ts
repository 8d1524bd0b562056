import { expect, test } from "vitest";
import { startAdmin } from "../../../test/kit/admin/start-admin.ts";
import { selfSigned } from "../../../test/kit/tls/certificates.ts";

test("a certificate that has expired is stored, and its writer is told", async () => {
  const admin = await startAdmin();
  const { chain, privateKey } = await selfSigned({ hostnames: ["a.example.com"], notBefore: Date.UTC(2001, 0, 1), notAfter: Date.UTC(2001, 1, 1) });
  const answer = await admin.request("PUT", "/v1/namespaces/default/certificates/old", { body: { spec: { chain, privateKey } } });
  const notice = "Certificate default/old: Certificate of CN=a.example.com has expired at 2001-02-01T00:00:00.000Z";
  expect(answer).toMatchObject({ status: 201, body: { write: { notices: expect.arrayContaining([notice]) as string[] } } });
});

test("a revocation that is over revokes nothing, and its writer is told", async () => {
  const admin = await startAdmin();
  const write = async (until: string) => {
    const { status, body } = await admin.request("PUT", "/v1/namespaces/default/revocations/lost", { body: { spec: { token: { id: "t1" }, until } } });
    return { status, notices: (body as { readonly write: { readonly notices: readonly string[] } }).write.notices };
  };
  const notice = "Revocation default/lost: Time 2001-02-01T00:00:00Z is in the past: the Revocation revokes nothing";
  expect(await write("2001-02-01T00:00:00Z")).toEqual({ status: 201, notices: [notice] });
  expect(await write("2101-02-01T00:00:00Z")).toEqual({ status: 200, notices: [] });
});
