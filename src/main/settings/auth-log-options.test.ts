import { describe, expect, it } from "vitest";
import { authLogOptions } from "./auth-log-options.ts";
import { readOptions } from "./option.ts";

function read(given: Readonly<Record<string, string>>) {
  const result = readOptions(authLogOptions, { given, env: {} });
  return "problems" in result ? result.problems.map(({ detail }) => detail) : result.values;
}

describe("options of the decision log", () => {
  it("have defaults: there is none", () => {
    expect(read({})).toMatchObject({ authLog: { kind: "off" }, authLogSample: 1, authLogHeaders: [], authLogMask: [] });
  });

  it("are read", () => {
    expect(read({ authLog: "file:a/b", authLogSample: "0.01", authLogHeaders: "User-Agent, x-a", authLogMask: "/identity/subject" })).toMatchObject({
      authLog: { kind: "file", path: "a/b" },
      authLogSample: 0.01,
      authLogHeaders: ["user-agent", "x-a"],
      authLogMask: ["/identity/subject"],
    });
    expect(read({ authLog: "https://logs.example.com/in" })).toMatchObject({ authLog: { kind: "http", url: "https://logs.example.com/in" } });
    expect(read({ authLog: "stdout" })).toMatchObject({ authLog: { kind: "stdout" } });
  });

  it.each([
    [{ authLog: "kafka" }, 'Option --auth-log "kafka" must be off, stdout, file:PATH or an http(s) URL'],
    [{ authLog: "https://a:b@c/" }, 'Option --auth-log "https://***@c/" must not carry a password: put a token into --auth-log-token-file'],
    [{ authLogSample: "2" }, 'Option --auth-log-sample "2" must be a number from 0 to 1, for example 0.01'],
    [{ authLogHeaders: "x-a,Cookie" }, 'Option --auth-log-headers "x-a,Cookie" must not name cookie, which is a credential'],
    [{ authLogHeaders: "a b" }, 'Option --auth-log-headers "a b" must be names of headers with commas between them'],
    [{ authLogMask: "identity" }, 'Option --auth-log-mask "identity" must be JSON Pointers with commas between them, for example /identity/subject'],
  ])("that are wrong are told: %j", (given, detail) => {
    expect(read(given)).toEqual([detail]);
  });
});
