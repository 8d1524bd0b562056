import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { atEnd } from "../binary/at-end.ts";
import { tempFolder } from "../binary/temp-folder.ts";

/** It asks nobody but the servers of the test. */
const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Starts a Chromium without a window; it ends with the test file. */
export async function startBrowser(path: string): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: path,
    // Its sandbox cannot be had as root; it sees nothing but the pages of the test.
    args: [...quiet, "--no-sandbox"],
    env: { ...process.env, HOME: await tempFolder("browser") },
  });
  atEnd(() => void browser.close());
  return browser;
}

/** Another person with a browser of their own: no cookies, nothing cached. */
export function newPerson(browser: Browser): Promise<BrowserContext> {
  return browser.newContext();
}
