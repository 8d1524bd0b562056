import { describe, expect, it } from "vitest";
import { planPorts } from "./port-plan.ts";
import { readyText } from "./ready-text.ts";

const facts = {
  ports: planPorts(10_000),
  firstStartSeconds: 40,
  laterStartSeconds: 3,
  envoy: { version: "1.40.0", nodes: ["edge-1", "edge-2"] },
  keyFile: ".sluice/admin.key",
  connection: "",
};

describe("readyText", () => {
  it("is the text that newcomers are promised", () => {
    expect(readyText(facts)).toBe(`sluice is ready (first start 40 s, later 3 s)
  gateway   http://127.0.0.1:10000     Envoy 1.40.0, nodes edge-1 and edge-2
  admin     http://127.0.0.1:18080     key in .sluice/admin.key
  try       curl http://127.0.0.1:10000/hello
            curl http://127.0.0.1:10000/private     # 401; 200 with -H 'x-api-key: acme-0123456789abcdef'
            npx sluice apply -f examples/hello/canary.yaml     # 90 % v1, 10 % v2, live at once
            npx sluice get routes
`);
  });

  it("tells how to attach an Envoy when none is started", () => {
    expect(readyText({ ...facts, ports: planPorts(20_000), envoy: undefined })).toBe(`sluice is ready (first start 40 s, later 3 s)
  discovery 127.0.0.1:28000            no Envoy is started
  admin     http://127.0.0.1:28080     key in .sluice/admin.key
  attach    npx sluice token create my-envoy --node-group edge > my-envoy.token
            npx sluice bootstrap --node my-envoy --discovery 127.0.0.1:28000 --token-file my-envoy.token > my-envoy.yaml
            envoy -c my-envoy.yaml --drain-time-s 5
  try       curl http://127.0.0.1:20000/hello
`);
  });
});
