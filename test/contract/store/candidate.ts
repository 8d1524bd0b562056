// A replica that stands for election on an etcd and prints what becomes of it, a line each:
//   node candidate.ts URL NAME
import { writeSync } from "node:fs";
import { openAt } from "./etcd-fixture.ts";

const [url = "", name = ""] = process.argv.slice(2);
const store = await openAt(url);
const lease = await store.lease({ ttlMs: 3000 });
await store.putRecord(`live/replica/${name}`, { name }, { lease });
void lease.lost.then(() => writeSync(1, "lost its lease\n"));
const onChange = (leading: boolean) => void writeSync(1, leading ? "leads\n" : "leads no more\n");
// Keeps the process alive as a server would.
setInterval(() => undefined, 1000);
await store.elect("work", { candidate: name, signal: new AbortController().signal, onChange });
