/** What an operator or another program does to an etcd, over its JSON gateway. */
async function post(url: string, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}/v3/${path}`, { method: "POST", body: JSON.stringify(body), signal: AbortSignal.timeout(5000) });
  const content = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`etcd answers ${answer.status} to ${path}: ${JSON.stringify(content)}`);
  return content;
}

/** Ends a lease as if it had not been kept alive. */
export async function revokeLease(url: string, id: string): Promise<void> {
  await post(url, "lease/revoke", { ID: id });
}
