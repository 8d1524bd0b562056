import { expect, it } from "vitest";
import { FakeClock } from "../../../../test/kit/fake-clock.ts";
import { noMetrics } from "../../../kit/telemetry.ts";
import type { TokenAnswer } from "../../decide/need.ts";
import type { FetchedJson } from "../http/fetch-json.ts";
import { TokenClient } from "./token-client.ts";

const answer: FetchedJson = { document: { access_token: "at", refresh_token: "rt" }, maxAgeMs: undefined };

it("an answer that cannot be had is asked for again at once, also when others were forgotten meanwhile", async () => {
  const clock = new FakeClock();
  const lost = Promise.withResolvers<FetchedJson>();
  const answers = [Promise.resolve(answer), lost.promise, Promise.resolve(answer), Promise.resolve(answer)];
  const fetchJson = async (): Promise<FetchedJson> => (await answers.shift()) ?? answer;
  const client = new TokenClient({ clock, metrics: noMetrics, secrets: { read: () => "secret" }, fetchJson, shared: undefined });
  const refresh = (refreshToken: string): Promise<TokenAnswer> =>
    client.tokens({
      endpoint: { url: "https://idp.example.com/token", client: { id: "shop", secret: undefined, method: "basic" } },
      grant: { kind: "refresh", refreshToken, mayAskAlone: false },
    });
  await refresh("first");
  clock.advance(59_999);
  const failed = refresh("second").catch(() => "failed");
  clock.advance(1);
  await refresh("third");
  lost.reject(new Error("down"));
  expect(await failed).toBe("failed");
  expect(await refresh("second")).toMatchObject({ kind: "tokens" });
  expect(answers).toEqual([]);
});
