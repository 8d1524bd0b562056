// cspell:ignore Amultiline Dman Hdpd Gxvd (parts of what is encoded)
import { signatureBase } from "../../../src/authz/decide/identify/signature/signature-base.ts";
import { CheckView } from "../../../src/authz/decide/request/check-view.ts";
import { DecisionRequest } from "../../../src/authz/decide/request/decision-request.ts";
import { parseDictionary } from "../../../src/kit/structured-field/parse-dictionary.ts";
import { checkBytes, type RequestText } from "./check-message.ts";

/** A component of a request, as an example of RFC 9421 names it. */
export interface ComponentExample {
  readonly section: string;
  readonly request: RequestText;
  /** `"example-dict";key="a"`. */
  readonly component: string;
  /** What the RFC says of it. */
  readonly value: string;
  /** What we have in its place, a value or what is the matter, and why; absent where ours is the RFC's. */
  readonly otherwise?: { readonly text: string; readonly why: string };
}

const host = "www.example.com";
const path = "/path?param=value";
const fields: RequestText = {
  host,
  lines: [
    ["date", "Tue, 20 Apr 2021 02:07:56 GMT"],
    ["x-ows-header", "   Leading and trailing whitespace."],
    ["x-obs-fold-header", "Obsolete\r\n    line folding."],
    ["cache-control", "max-age=60"],
    ["cache-control", "   must-revalidate"],
    ["example-dict", " a=1,    b=2;x=1;y=2,   c=(a   b   c)"],
    ["x-empty-header", " "],
  ],
};
const dictionary: RequestText = { lines: [["example-dict", " a=1, b=2;x=1;y=2, c=(a   b    c), d"]] };
const twoLines: RequestText = {
  lines: [
    ["example-header", "value, with, lots"],
    ["example-header", "of, commas"],
  ],
};
const oneLine: RequestText = { lines: [["example-header", "value, with, lots, of, commas"]] };
const post: RequestText = { method: "POST", host, path };
const parameters: RequestText = { host, path: "/path?param=value&foo=bar&baz=batman&qux=" };
const encoded: RequestText = {
  host,
  path: "/parameters?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something",
};

const originForm = "Envoy takes the target apart and tells the origin form alone";

/** The examples of §2.1 and §2.2 that are requests. */
export const componentExamples: readonly ComponentExample[] = [
  {
    section: "2.1",
    request: fields,
    component: '"host"',
    value: host,
    otherwise: { text: "Header host is not there", why: "Envoy has it as the authority, and not among the headers; it is signed as @authority" },
  },
  { section: "2.1", request: fields, component: '"date"', value: "Tue, 20 Apr 2021 02:07:56 GMT" },
  { section: "2.1", request: fields, component: '"x-ows-header"', value: "Leading and trailing whitespace." },
  { section: "2.1", request: fields, component: '"x-obs-fold-header"', value: "Obsolete line folding." },
  { section: "2.1", request: fields, component: '"cache-control"', value: "max-age=60, must-revalidate" },
  { section: "2.1", request: fields, component: '"example-dict"', value: "a=1,    b=2;x=1;y=2,   c=(a   b   c)" },
  { section: "2.1", request: fields, component: '"x-empty-header"', value: "" },
  {
    section: "2.1.1",
    request: fields,
    component: '"example-dict";sf',
    value: "a=1, b=2;x=1;y=2, c=(a b c)",
    otherwise: {
      text: "Parameter sf of a component is not known here",
      why: "nobody has told of which type the header is, without which it has no one form; its members can be signed one by one, with key",
    },
  },
  { section: "2.1.2", request: dictionary, component: '"example-dict";key="a"', value: "1" },
  { section: "2.1.2", request: dictionary, component: '"example-dict";key="d"', value: "?1" },
  { section: "2.1.2", request: dictionary, component: '"example-dict";key="b"', value: "2;x=1;y=2" },
  { section: "2.1.2", request: dictionary, component: '"example-dict";key="c"', value: "(a b c)" },
  { section: "2.1.3", request: twoLines, component: '"example-header"', value: "value, with, lots, of, commas" },
  { section: "2.1.3", request: oneLine, component: '"example-header"', value: "value, with, lots, of, commas" },
  { section: "2.1.3", request: twoLines, component: '"example-header";bs', value: ":dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:" },
  { section: "2.1.3", request: oneLine, component: '"example-header";bs', value: ":dmFsdWUsIHdpdGgsIGxvdHMsIG9mLCBjb21tYXM=:" },
  { section: "2.2.1", request: post, component: '"@method"', value: "POST" },
  { section: "2.2.2", request: post, component: '"@target-uri"', value: "https://www.example.com/path?param=value" },
  { section: "2.2.3", request: post, component: '"@authority"', value: host },
  { section: "2.2.4", request: { ...post, scheme: "http" }, component: '"@scheme"', value: "http" },
  { section: "2.2.5, origin form", request: post, component: '"@request-target"', value: path },
  {
    section: "2.2.5, absolute form",
    request: { host, path },
    component: '"@request-target"',
    value: "https://www.example.com/path?param=value",
    otherwise: { text: baseText('"@request-target"', path), why: originForm },
  },
  {
    section: "2.2.5, authority form",
    request: { method: "CONNECT", host: "www.example.com:80", path: "" },
    component: '"@request-target"',
    value: "www.example.com:80",
    otherwise: { text: baseText('"@request-target"', ""), why: `${originForm}, which CONNECT does not have` },
  },
  { section: "2.2.5, asterisk form", request: { method: "OPTIONS", host, path: "*" }, component: '"@request-target"', value: "*" },
  { section: "2.2.6", request: post, component: '"@path"', value: "/path" },
  {
    section: "2.2.7",
    request: { host, path: "/path?param=value&foo=bar&baz=bat%2Dman" },
    component: '"@query"',
    value: "?param=value&foo=bar&baz=bat%2Dman",
  },
  { section: "2.2.7", request: { method: "POST", host, path: "/path?queryString" }, component: '"@query"', value: "?queryString" },
  { section: "2.2.7", request: { host, path: "/path" }, component: '"@query"', value: "?" },
  { section: "2.2.8", request: parameters, component: '"@query-param";name="baz"', value: "batman" },
  { section: "2.2.8", request: parameters, component: '"@query-param";name="qux"', value: "" },
  { section: "2.2.8", request: parameters, component: '"@query-param";name="param"', value: "value" },
  { section: "2.2.8", request: encoded, component: '"@query-param";name="var"', value: "this%20is%20a%20big%0Amultiline%20value" },
  { section: "2.2.8", request: encoded, component: '"@query-param";name="bar"', value: "with%20plus%20whitespace" },
  { section: "2.2.8", request: encoded, component: '"@query-param";name="fa%C3%A7ade%22%3A%20"', value: "something" },
];

/** What we make of it: the signature base of the component alone, or why there is none. */
export function baseOf({ request, component }: ComponentExample): string {
  const list = parseDictionary(`sig=(${component})`)?.get("sig");
  if (list?.kind !== "list") throw new Error(`${component} is no component`);
  const made = signatureBase(list, new DecisionRequest(new CheckView(checkBytes(request)), 0));
  return "fault" in made ? made.fault : made.base;
}

/** The base that the RFC has. */
export function expectedBase({ component, value }: ComponentExample): string {
  return baseText(component, value);
}

/** §2.5 of the RFC, for one component. */
function baseText(component: string, value: string): string {
  return `${component}: ${value}\n"@signature-params": (${component})`;
}
