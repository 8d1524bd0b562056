import { describe, expect, it } from "vitest";
import { createPinoLogger, type PinoLoggerOptions } from "./pino-logger.ts";

function capture(options: PinoLoggerOptions = {}) {
  const lines: string[] = [];
  const logger = createPinoLogger({ ...options, destination: { write: (line) => void lines.push(line) } });
  return { logger, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe("createPinoLogger", () => {
  it("writes one JSON object a line, with time, level name, message and fields", () => {
    const { logger, parsed } = capture({ fields: { part: "admin" } });
    logger.warn("Store is away", { attempts: 3, nodes: ["a", "b"] });
    const [line] = parsed();
    expect(line).toMatchObject({ level: "warn", message: "Store is away", part: "admin", attempts: 3, nodes: ["a", "b"] });
    expect(line?.["time"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);
    expect(line).not.toHaveProperty("pid");
  });

  it("leaves out lines below its level", () => {
    const { logger, lines } = capture({ level: "warn" });
    logger.debug("No");
    logger.info("No");
    logger.error("Yes");
    expect(lines).toHaveLength(1);
  });

  it("adds a child's fields to its lines only", () => {
    const { logger, parsed } = capture();
    logger.child({ node: "edge-1" }).debug("Left out at level info");
    logger.child({ node: "edge-1" }).info("Joined");
    logger.info("Alone");
    expect(parsed()[0]).toMatchObject({ node: "edge-1", message: "Joined" });
    expect(parsed()[1]).not.toHaveProperty("node");
  });

  it.each(["token", "Authorization", "private_key", "privateKey", "seal-key", "password", "apiKey", "secret", "cookie"])(
    "never writes the value of a field named %s",
    (name) => {
      const { logger, lines } = capture();
      logger.child({ [name]: "hunter2" }).info("Given", { [name]: "hunter2" });
      expect(lines.join("")).not.toContain("hunter2");
      expect(lines.join("")).toContain("[redacted]");
    },
  );

  it("takes tokens out of messages, texts and lists", () => {
    const token = `slc_0123456789abcdef_${"x".repeat(43)}`;
    const { logger, lines } = capture();
    logger.error(`Refused ${token}`, { header: `Bearer ${token}`, list: [token], key: "Route/default/hello" });
    expect(lines.join("")).not.toContain("xxxx");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      message: "Refused [redacted]",
      header: "Bearer [redacted]",
      list: ["[redacted]"],
      key: "Route/default/hello",
    });
  });
});
