/** What an operator or another program does to an etcd, over its JSON gateway. */
async function post(url: string, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}/v3/${path}`, { method: "POST", body: JSON.stringify(body), signal: AbortSignal.timeout(5000) });
  const content = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`etcd answers ${answer.status} to ${path}: ${JSON.stringify(content)}`);
  return content;
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** The end of the range of all keys that start with this text. */
function endOf(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}

/** Ends a lease as if it had not been kept alive. */
export async function revokeLease(url: string, id: string): Promise<void> {
  await post(url, "lease/revoke", { ID: id });
}

/** Writes a key. */
export async function putKey(url: string, key: string, value: string): Promise<void> {
  await post(url, "kv/put", { key: base64(key), value: base64(value) });
}

/** The keys under a prefix, with their values. */
export async function keysUnder(url: string, prefix: string): Promise<Map<string, string>> {
  const { kvs = [] } = (await post(url, "kv/range", { key: base64(prefix), range_end: base64(endOf(prefix)) })) as { kvs?: { key: string; value?: string }[] };
  const text = (encoded = "") => Buffer.from(encoded, "base64").toString("utf8");
  return new Map(kvs.map(({ key, value }) => [text(key), text(value)]));
}

/** Deletes all keys under a prefix. */
export async function deleteUnder(url: string, prefix: string): Promise<void> {
  await post(url, "kv/deleterange", { key: base64(prefix), range_end: base64(endOf(prefix)) });
}

/** Makes etcd forget its own history up to now. */
export async function compactEngine(url: string): Promise<void> {
  const { header } = (await post(url, "kv/range", { key: base64("x") })) as { header: { revision: string } };
  await post(url, "kv/compaction", { revision: header.revision, physical: true });
}

/** Adds a user `root` with this password and turns authentication on. */
export async function enableAuthentication(url: string, password: string): Promise<void> {
  await post(url, "auth/user/add", { name: "root", password });
  await post(url, "auth/role/add", { name: "root" });
  await post(url, "auth/user/grant", { user: "root", role: "root" });
  await post(url, "auth/role/add", { name: "sluice" });
  const perm = { permType: "READWRITE", key: base64("/sluice/"), range_end: base64("/sluice0") };
  await post(url, "auth/role/grant", { name: "sluice", perm });
  await post(url, "auth/user/add", { name: "sluice", password });
  await post(url, "auth/user/grant", { user: "sluice", role: "sluice" });
  await post(url, "auth/enable", {});
}
