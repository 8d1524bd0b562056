import { describe, expect, it } from "vitest";
import { openLogger } from "./open-logger.ts";

function logged(logFormat: "json" | "text", work: (logger: ReturnType<typeof openLogger>) => void): string {
  let text = "";
  work(
    openLogger({ logLevel: "info", logFormat, replicaId: "one" }, (piece) => {
      text += piece;
    }),
  );
  return text;
}

describe("openLogger", () => {
  it("writes text for people", () => {
    const text = logged("text", (logger) => logger.warn("Envoy is late", { node: "edge-1", count: 3, words: "two words" }));
    expect(text).toMatch(/^\d\d:\d\d:\d\d\.\d{3} warn {2}Envoy is late {2}node=edge-1 {2}count=3 {2}words="two words"\n$/u);
  });

  it("writes JSON for machines, with the replica's name", () => {
    const text = logged("json", (logger) => logger.info("Ready"));
    expect(JSON.parse(text)).toMatchObject({ level: "info", message: "Ready", replica: "one" });
  });

  it("leaves out what is below the level", () => {
    expect(logged("text", (logger) => logger.debug("Nothing"))).toBe("");
  });
});
