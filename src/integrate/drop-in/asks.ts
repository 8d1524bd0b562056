import type { Answers } from "../ask/ask.ts";
import { envoyCheckAsks } from "../ask/check-asks.ts";
import { serviceAsks, tlsFileAsks } from "../ask/service-asks.ts";

/** What somebody else's control plane has to know of the services. */
export const asks = { ...serviceAsks, ...tlsFileAsks, ...envoyCheckAsks } as const;

/** Answers of {@link asks}. */
export type DropInAnswers = Answers<typeof asks>;
