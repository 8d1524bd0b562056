import { z } from "zod";

/** Address of a request that somebody asks about. */
export const askedUrl = z
  .string()
  .max(4096, { error: "must have at most 4096 characters" })
  .refine((text) => /^https?:\/\//iu.test(text) && URL.canParse(text), { error: "must be an absolute http or https URL" })
  .describe("Absolute: scheme, host, port, path and query")
  .meta({ type: "string", pattern: "^https?://[a-z]{1,20}/[a-z]{0,20}$", example: "http://shop.example.com/cart" });

/** Method of a request that somebody asks about. */
export const askedMethod = z.string().regex(/^[A-Z]{1,20}$/, { error: "must be a method in capital letters" });

/** Whose listeners are meant. */
export const askedGroup = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, { error: "must be the name of a NodeGroup" })
  .describe("Only the listeners of this NodeGroup");

/** Headers of a request that somebody asks about, by name. */
export const askedHeaders = z.record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/), z.string().max(8192));
