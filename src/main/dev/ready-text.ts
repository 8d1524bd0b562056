import type { PortPlan } from "./port-plan.ts";

/** What the closing text is made of. */
export interface ReadyFacts {
  readonly ports: PortPlan;
  readonly firstStartSeconds: number;
  readonly laterStartSeconds: number;
  /** Version of the Envoys and names of their nodes; undefined without Envoy. */
  readonly envoy: { readonly version: string; readonly nodes: readonly string[] } | undefined;
  /** Path of the key as a person in the working folder writes it. */
  readonly keyFile: string;
  /** Options that commands need because the state folder is not where they look. */
  readonly connection: string;
}

/** What a person sees when everything runs. */
export function readyText(facts: ReadyFacts): string {
  const times = `(first start ${facts.firstStartSeconds} s, later ${facts.laterStartSeconds} s)`;
  const admin = row("admin", `http://127.0.0.1:${facts.ports.admin}`, `key in ${facts.keyFile}`);
  const body = facts.envoy === undefined ? withoutEnvoy(facts, admin) : withEnvoy(facts, { admin, envoy: facts.envoy });
  return `sluice is ready ${times}\n${body}`;
}

function withEnvoy(facts: ReadyFacts, { admin, envoy }: { admin: string; envoy: NonNullable<ReadyFacts["envoy"]> }): string {
  const gateway = `http://127.0.0.1:${facts.ports.base}`;
  const lines = [
    row("gateway", gateway, `Envoy ${envoy.version}, nodes ${envoy.nodes.join(" and ")}`),
    admin,
    row("try", `curl ${gateway}/hello`),
    row("", `curl ${gateway}/private     # 401; 200 with -H 'x-api-key: acme-0123456789abcdef'`),
    row("", `npx sluice apply -f examples/hello/canary.yaml${facts.connection}     # 90 % v1, 10 % v2, live at once`),
    row("", `npx sluice get routes${facts.connection}`),
  ];
  return lines.join("");
}

function withoutEnvoy(facts: ReadyFacts, admin: string): string {
  const { ports, connection } = facts;
  const discovery = ports.discovery === 18_000 ? "" : ` --discovery 127.0.0.1:${ports.discovery}`;
  const lines = [
    row("discovery", `127.0.0.1:${ports.discovery}`, "no Envoy is started"),
    admin,
    row("attach", `npx sluice token create my-envoy --node-group edge${connection} > my-envoy.token`),
    row("", `npx sluice bootstrap --node my-envoy${discovery} --token-file my-envoy.token > my-envoy.yaml`),
    row("", "envoy -c my-envoy.yaml --drain-time-s 5"),
    row("try", `curl http://127.0.0.1:${ports.base}/hello`),
  ];
  return lines.join("");
}

function row(label: string, value: string, note = ""): string {
  const line = note === "" ? value : `${value.padEnd(27)}${note}`;
  return `  ${label.padEnd(10)}${line}\n`;
}
