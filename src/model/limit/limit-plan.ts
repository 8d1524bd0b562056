/** How a limit is told to callers. */
export type LimitHeaders = "off" | "draft-03" | "draft-10";

/** Domains that rateLimit policies make begin with this, and no other may. */
export const planDomainPrefix = "sluice|";
