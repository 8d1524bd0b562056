import type { RequestText } from "./check-message.ts";
import type { ReplyText } from "./check-reply.ts";

/** Headers by which a browser opens a page. */
export const navigation = {
  accept: "text/html,application/xhtml+xml,*/*;q=0.8",
  "sec-fetch-mode": "navigate",
  "sec-fetch-site": "none",
  "sec-fetch-dest": "document",
};

/** The cookies of a browser, as far as tests of one host need them: it keeps what it is sent, and shows it. */
export class CookieJar {
  readonly cookies = new Map<string, string>();

  /** A request of the browser that opens a page. */
  opens(path: string, headers: Readonly<Record<string, string>> = {}): RequestText {
    return { path, headers: { ...navigation, ...this.header(), ...headers } };
  }

  /** The header Cookie; nothing without cookies. */
  header(): Readonly<Record<string, string>> {
    return this.cookies.size === 0 ? {} : { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
  }

  /** Takes the cookies of an answer, which it gives back. */
  takes<Reply extends Pick<ReplyText, "cookies">>(reply: Reply): Reply {
    for (const line of reply.cookies) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
      if (line.includes("Max-Age=0;")) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return reply;
  }
}
