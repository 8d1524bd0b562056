import { describe, expect, it } from "vitest";
import { checkFormat, formatText } from "./format-text.ts";

describe("checkFormat", () => {
  it.each([
    "",
    "plain",
    "100%%",
    "%DURATION%",
    "%DURATION()%",
    "%%REQ(a)%%",
    "a%%b%PROTOCOL%%PROTOCOL%",
    "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%",
    "%REQ(user-agent):64%",
    "%START_TIME(%Y-%m-%dT%H:%M:%S)%",
    "%FILTER_STATE(a:FIELD:b):5%",
  ])("takes %j", (text) => {
    expect(checkFormat(text)).toBeUndefined();
  });

  it.each([
    ["50%", 'no command operator begins at "%"', "Write a plain percent sign as %%"],
    ["%duration%", 'no command operator begins at "%duration%"', "Write a plain percent sign as %%"],
    ["100%%%", 'no command operator begins at "%"', "Write a plain percent sign as %%"],
    ["%DURATOIN%", "there is no operator DURATOIN", "Did you mean DURATION?"],
    ["%CEL(request.path)%", "there is no operator CEL", "See Envoy's command operators; CEL and COALESCE are not taken"],
    ["%REQ%", "operator REQ needs parameters", "Write for example %REQ(x-request-id)%"],
    ["%REQ(a?b?c)%", 'operator REQ cannot have the parameters "a?b?c"', "Write for example %REQ(x-request-id)%"],
    ["%REQ(a b)%", 'operator REQ cannot have the parameters "a b"', "Write for example %REQ(x-request-id)%"],
    ["%DURATION:5%", "operator DURATION takes neither parameters nor a length", "Write %DURATION%"],
    ["%PATH(X)%", 'operator PATH cannot have the parameters "X"', "Write for example %PATH(NQ)%"],
    ["%START_TIME(%n)%", 'operator START_TIME cannot have the parameters "%n"', "Write for example %START_TIME(%Y-%m-%d)%"],
    ["%UPSTREAM_METADATA(a:b):5%", "operator UPSTREAM_METADATA takes no length", "Write %UPSTREAM_METADATA(filter:key)%"],
  ])("refuses %j", (text, detail, hint) => {
    expect(checkFormat(text)).toEqual({ detail, hint });
  });
});

describe("formatText", () => {
  it("refuses in the model's words, and what is too long", () => {
    const schema = formatText(8);
    expect(schema.safeParse("%%").success).toBe(true);
    expect(schema.safeParse("%").error?.issues[0]?.message).toContain('Text "%" is not valid: no command operator begins at "%"');
    expect(schema.safeParse("123456789").success).toBe(false);
  });
});
