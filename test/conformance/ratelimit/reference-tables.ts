/** One exchange: a request in short form (see `request` of test/kit/limits/decide.ts) and what is answered. */
export interface Exchange {
  readonly descriptors: readonly string[];
  /** Sent this often; the last answer counts. Default 1. */
  readonly times?: number;
  readonly statuses: readonly string[];
  readonly over?: boolean;
}

/** A configuration in the reference service's format, and what it does. */
export interface ReferenceCase {
  readonly name: string;
  readonly files: readonly string[];
  readonly domain: string;
  readonly options?: { readonly globalShadow?: boolean; readonly globalQuota?: boolean; readonly merge?: boolean };
  readonly exchanges: readonly Exchange[];
}

const basic = `
domain: basic
descriptors:
  - key: key1
    rate_limit: { unit: second, requests_per_unit: 50 }
  - key: block
    rate_limit: { unit: second, requests_per_unit: 0 }
  - key: one_per_minute
    rate_limit: { unit: minute, requests_per_unit: 1 }
`;

const nested = `
domain: nested
descriptors:
  - key: key1
    value: value1
    descriptors:
      - key: subkey1
        rate_limit: { unit: second, requests_per_unit: 5 }
      - key: subkey1
        value: subvalue1
        rate_limit: { unit: second, requests_per_unit: 10 }
  - key: key2
    rate_limit: { unit: minute, requests_per_unit: 20 }
  - key: key2
    value: value2
    rate_limit: { unit: minute, requests_per_unit: 30 }
  - key: key2
    value: value3
  - key: key3
    rate_limit: { unit: hour, requests_per_unit: 1 }
  - key: key4
    rate_limit: { unit: day, requests_per_unit: 1 }
  - key: key5
    rate_limit: { unlimited: true }
  - key: key6
    rate_limit: { unit: WEEK, requests_per_unit: 7 }
  - key: key7
    rate_limit: { unit: Month, requests_per_unit: 7 }
  - key: key8
    rate_limit: { unit: year, requests_per_unit: 7 }
  - key: key9
    rate_limit: { unit: minute, requests_per_unit: 3 }
    descriptors:
      - key: inner
        rate_limit: { unit: minute, requests_per_unit: 4 }
`;

const wildcards = `
domain: wild
descriptors:
  - key: exact
    value: foo*bar
  - key: path
    value: /api/*
    rate_limit: { unit: minute, requests_per_unit: 3 }
  - key: path
    value: /api/v1/*
    rate_limit: { unit: minute, requests_per_unit: 99 }
  - key: path
    value: /api/fixed
    rate_limit: { unit: minute, requests_per_unit: 1 }
  - key: path
    rate_limit: { unit: minute, requests_per_unit: 7 }
  - key: nested
    value: a*
    descriptors:
      - key: inner
        value: b*
        rate_limit: { unit: minute, requests_per_unit: 2 }
`;

const shared = `
domain: shared
descriptors:
  - key: files
    value: files/*
    share_threshold: true
    rate_limit: { unit: hour, requests_per_unit: 3 }
  - key: apart
    value: files/*
    rate_limit: { unit: hour, requests_per_unit: 3 }
  - key: tenant
    value: "*"
    share_threshold: true
    descriptors:
      - key: user
        rate_limit: { unit: hour, requests_per_unit: 2 }
`;

const shadows = `
domain: shadows
descriptors:
  - key: seen
    shadow_mode: true
    rate_limit: { unit: minute, requests_per_unit: 1 }
  - key: kept
    rate_limit: { unit: minute, requests_per_unit: 2 }
`;

const replaces = `
domain: replaces
descriptors:
  - key: all
    rate_limit: { unit: minute, requests_per_unit: 2, name: general }
  - key: vip
    rate_limit: { unit: minute, requests_per_unit: 9, replaces: [{ name: general }] }
  - key: free
    rate_limit: { unlimited: true, replaces: [{ name: general }] }
`;

const quotas = `
domain: quotas
descriptors:
  - key: first
    quota_mode: true
    rate_limit: { unit: minute, requests_per_unit: 1 }
  - key: second
    quota_mode: true
    rate_limit: { unit: minute, requests_per_unit: 2 }
  - key: hard
    rate_limit: { unit: minute, requests_per_unit: 4 }
`;

/** What the reference service does, re-written from its behaviour. */
export const referenceCases: readonly ReferenceCase[] = [
  {
    name: "a known key, an unknown one, and an unknown domain",
    files: [basic],
    domain: "basic",
    exchanges: [
      { descriptors: ["key1=foo"], statuses: ["OK 49/50 second"] },
      { descriptors: ["key1=foo"], statuses: ["OK 48/50 second"] },
      { descriptors: ["key1=bar"], statuses: ["OK 49/50 second"] },
      { descriptors: ["key2=foo"], statuses: ["OK"] },
      { descriptors: ["key1=foo", "nothing=at all"], statuses: ["OK 47/50 second", "OK"] },
    ],
  },
  { name: "an unknown domain", files: [basic], domain: "foo", exchanges: [{ descriptors: ["key1=foo"], times: 60, statuses: ["OK"] }] },
  {
    name: "limits of none and of one",
    files: [basic],
    domain: "basic",
    exchanges: [
      { descriptors: ["block=x"], statuses: ["OVER 0/0 second"], over: true },
      { descriptors: ["one_per_minute=x"], statuses: ["OK 0/1 minute"] },
      { descriptors: ["one_per_minute=x"], times: 3, statuses: ["OVER 0/1 minute"], over: true },
    ],
  },
  {
    name: "the very value, then any value of the key; depth of request and configuration must agree",
    files: [nested],
    domain: "nested",
    exchanges: [
      { descriptors: ["key1=value1,subkey1=something"], statuses: ["OK 4/5 second"] },
      { descriptors: ["key1=value1,subkey1=subvalue1"], statuses: ["OK 9/10 second"] },
      { descriptors: ["key1=value1"], statuses: ["OK"] },
      { descriptors: ["key1=other,subkey1=x"], statuses: ["OK"] },
      { descriptors: ["key2=something"], statuses: ["OK 19/20 minute"] },
      { descriptors: ["key2=value2"], statuses: ["OK 29/30 minute"] },
      { descriptors: ["key2=value3"], statuses: ["OK"] },
      { descriptors: ["key2=value2,more=x"], statuses: ["OK"] },
      { descriptors: ["key9=x"], statuses: ["OK 2/3 minute"] },
      { descriptors: ["key9=x,inner=y"], statuses: ["OK 3/4 minute"] },
    ],
  },
  {
    name: "every unit, in any case of letters, and none",
    files: [nested],
    domain: "nested",
    exchanges: [
      {
        descriptors: ["key3=a", "key4=a", "key6=a", "key7=a", "key8=a"],
        statuses: ["OK 0/1 hour", "OK 0/1 day", "OK 6/7 week", "OK 6/7 month", "OK 6/7 year"],
      },
      { descriptors: ["key5=a"], times: 3, statuses: ["OK unlimited"] },
      { descriptors: ["key3=a", "key5=a"], statuses: ["OVER 0/1 hour", "OK unlimited"], over: true },
    ],
  },
  {
    name: "every rule that fits is charged, even if another one refuses",
    files: [basic, nested],
    domain: "nested",
    exchanges: [
      { descriptors: ["key3=b", "key2=b"], statuses: ["OK 0/1 hour", "OK 19/20 minute"] },
      { descriptors: ["key3=b", "key2=b"], statuses: ["OVER 0/1 hour", "OK 18/20 minute"], over: true },
      { descriptors: ["key2=b"], statuses: ["OK 17/20 minute"] },
    ],
  },
  {
    name: "hits: none counts one, a present 0 only looks, and what crosses the limit is counted whole",
    files: [basic, nested],
    domain: "nested",
    exchanges: [
      { descriptors: ["key2=c +0"], times: 3, statuses: ["OK 20/20 minute"] },
      { descriptors: ["key2=c +15"], statuses: ["OK 5/20 minute"] },
      { descriptors: ["key2=c +6"], statuses: ["OVER 0/20 minute"], over: true },
      { descriptors: ["key2=c +0"], statuses: ["OVER 0/20 minute"], over: true },
      { descriptors: ["key2=d +20"], statuses: ["OK 0/20 minute"] },
      { descriptors: ["key2=d +0"], statuses: ["OK 0/20 minute"] },
    ],
  },
  {
    name: "wildcards come behind the very value, in the order written, before any value",
    files: [wildcards],
    domain: "wild",
    exchanges: [
      { descriptors: ["path=/api/fixed"], statuses: ["OK 0/1 minute"] },
      { descriptors: ["path=/api/v1/orders"], statuses: ["OK 2/3 minute"] },
      { descriptors: ["path=/api/"], statuses: ["OK 2/3 minute"] },
      { descriptors: ["path=/other"], statuses: ["OK 6/7 minute"] },
      { descriptors: ["nested=abc,inner=bcd"], statuses: ["OK 1/2 minute"] },
      { descriptors: ["nested=abd,inner=bcd"], statuses: ["OK 1/2 minute"] },
      { descriptors: ["nested=xbc,inner=bcd"], statuses: ["OK"] },
    ],
  },
  {
    name: "values of a wildcard share a counter where it says so",
    files: [shared],
    domain: "shared",
    exchanges: [
      { descriptors: ["files=files/a.pdf"], statuses: ["OK 2/3 hour"] },
      { descriptors: ["files=files/b.csv"], statuses: ["OK 1/3 hour"] },
      { descriptors: ["files=files/c.txt"], statuses: ["OK 0/3 hour"] },
      { descriptors: ["files=files/a.pdf"], statuses: ["OVER 0/3 hour"], over: true },
      { descriptors: ["apart=files/a.pdf"], statuses: ["OK 2/3 hour"] },
      { descriptors: ["apart=files/b.csv"], statuses: ["OK 2/3 hour"] },
      { descriptors: ["tenant=a,user=u"], statuses: ["OK 1/2 hour"] },
      { descriptors: ["tenant=b,user=u"], statuses: ["OK 0/2 hour"] },
      { descriptors: ["tenant=b,user=v"], statuses: ["OK 1/2 hour"] },
    ],
  },
  {
    name: "a shadow counts and refuses nothing",
    files: [shadows],
    domain: "shadows",
    exchanges: [
      { descriptors: ["seen=x"], statuses: ["OK 0/1 minute"] },
      { descriptors: ["seen=x"], times: 3, statuses: ["OK 0/1 minute"] },
      { descriptors: ["seen=x", "kept=x"], times: 2, statuses: ["OK 0/1 minute", "OK 0/2 minute"] },
      { descriptors: ["seen=x", "kept=x"], statuses: ["OK 0/1 minute", "OVER 0/2 minute"], over: true },
    ],
  },
  {
    name: "with a global shadow the answer is OK and its statuses tell the truth",
    files: [basic],
    domain: "basic",
    options: { globalShadow: true },
    exchanges: [{ descriptors: ["one_per_minute=x"], times: 3, statuses: ["OVER 0/1 minute"], over: false }],
  },
  {
    name: "a limit is left out where another one of the request replaces it",
    files: [replaces],
    domain: "replaces",
    exchanges: [
      { descriptors: ["all=x"], times: 3, statuses: ["OVER 0/2 minute"], over: true },
      { descriptors: ["all=x", "vip=x"], statuses: ["OK", "OK 8/9 minute"] },
      { descriptors: ["all=x", "free=x"], statuses: ["OK", "OK unlimited"] },
      { descriptors: ["vip=x"], statuses: ["OK 7/9 minute"] },
    ],
  },
  {
    name: "quotas refuse when all of them are used up, other limits at once",
    files: [quotas],
    domain: "quotas",
    exchanges: [
      { descriptors: ["first=x", "second=x"], statuses: ["OK 0/1 minute", "OK 1/2 minute"] },
      { descriptors: ["first=x", "second=x"], statuses: ["OK 0/1 minute", "OK 0/2 minute"] },
      { descriptors: ["first=x", "second=x"], statuses: ["OK 0/1 minute", "OK 0/2 minute"], over: true },
      { descriptors: ["second=y", "hard=x +5"], statuses: ["OK 1/2 minute", "OVER 0/4 minute"], over: true },
    ],
  },
  {
    name: "files of one domain are joined when that is wanted",
    files: [
      "{domain: one, descriptors: [{key: a, rate_limit: {unit: minute, requests_per_unit: 2}}]}",
      "{domain: one, descriptors: [{key: b, rate_limit: {unit: hour, requests_per_unit: 3}}]}",
    ],
    domain: "one",
    options: { merge: true },
    exchanges: [{ descriptors: ["a=x", "b=x"], statuses: ["OK 1/2 minute", "OK 2/3 hour"] }],
  },
  {
    name: "values keep their text, whatever YAML takes it for",
    files: [
      "domain: texts\ndescriptors:\n  - {key: a, value: 010, rate_limit: {unit: minute, requests_per_unit: 1}}\n  - {key: a, value: 1.0, rate_limit: {unit: minute, requests_per_unit: 2}}\n  - {key: a, value: true, rate_limit: {unit: minute, requests_per_unit: 3}}\n",
    ],
    domain: "texts",
    exchanges: [{ descriptors: ["a=010", "a=1.0", "a=true", "a=10"], statuses: ["OK 0/1 minute", "OK 1/2 minute", "OK 2/3 minute", "OK"] }],
  },
];
