import { type Variant, variants } from "./kit/variant.ts";

/** One rule of the xDS transport protocol that servers are known to get wrong. */
export interface Rule {
  readonly number: number;
  readonly title: string;
  readonly applies: readonly Variant[];
  /** Why it does not apply to the other variants. */
  readonly otherwise?: string;
}

const sotw: readonly Variant[] = ["sotw-ads", "sotw-types"];
const delta: readonly Variant[] = ["delta-ads", "delta-types"];
const ads: readonly Variant[] = ["sotw-ads", "delta-ads"];

const staleNonce = "delta has no stale requests: see rule 4";
const oneStream = "streams of single types have no common order";
const noNames = "the state of the world says its names whole in every request";

/** The rules; each has cases in the files beside this one for every variant that it applies to. */
export const ruleTable: readonly Rule[] = [
  { number: 1, title: "The node may come only in the first request of a stream", applies: variants },
  { number: 2, title: "A nonce is of one stream and type, and does not survive a reconnect", applies: variants },
  { number: 3, title: "A request with a stale nonce is not answered, its names are not lost", applies: sotw, otherwise: staleNonce },
  { number: 4, title: "Delta never rejects a stale nonce", applies: delta, otherwise: "see rule 3" },
  { number: 5, title: "A NACK is a request with error_detail", applies: variants },
  { number: 6, title: "A NACK is not answered by the same bytes", applies: variants },
  { number: 7, title: "After a NACK nothing is assumed to be held", applies: variants },
  { number: 8, title: "Valid siblings of a refused resource are in use", applies: variants },
  {
    number: 9,
    title: "On a new stream a version says nothing about the subscription",
    applies: sotw,
    otherwise: "delta says what it holds by name: see rules 21 and 22",
  },
  { number: 10, title: "Versions mean the same on every replica", applies: variants },
  { number: 11, title: "Newly named resources are sent, even if they were sent before", applies: variants },
  { number: 12, title: "An empty first request means everything, a later one nothing", applies: variants },
  { number: 13, title: "The legacy wildcard is for listeners and clusters alone", applies: variants },
  { number: 14, title: "With a wildcard, unsubscribing a name is answered", applies: delta, otherwise: noNames },
  { number: 15, title: "Listeners and clusters of the state of the world come whole", applies: variants },
  { number: 16, title: "An empty set deletes everything, so it is not sent before the sources are read", applies: variants },
  { number: 17, title: "A name that does not exist is in removed_resources at once", applies: delta, otherwise: "see rule 19" },
  { number: 18, title: "Names that do not exist yet are remembered", applies: variants },
  {
    number: 19,
    title: "What does not exist is told by resource_errors, once, and not of a wildcard",
    applies: sotw,
    otherwise: "delta has a word for it: see rule 17",
  },
  { number: 20, title: "A name that is subscribed again is sent again", applies: delta, otherwise: noNames },
  {
    number: 21,
    title: "What the client says to hold may be left out, but not where a cluster warms",
    applies: delta,
    otherwise: "the state of the world does not say what it holds",
  },
  {
    number: 22,
    title: "Removals are computed from what the client says to hold",
    applies: delta,
    otherwise: "the state of the world does not say what it holds",
  },
  { number: 23, title: "Unsubscribing alone needs no answer", applies: delta, otherwise: noNames },
  { number: 24, title: "No name is twice in one response", applies: variants },
  { number: 25, title: "Clusters, endpoints, extensions, listeners, routes", applies: ads, otherwise: oneStream },
  { number: 26, title: "Removals come last, when the references are gone", applies: ads, otherwise: oneStream },
  { number: 27, title: "Names do not encode the position of a rule", applies: [], otherwise: "a matter of what makes the resources, not of their transport" },
  { number: 28, title: "A changed cluster warms until endpoints come anew", applies: variants },
  {
    number: 29,
    title: "A request for endpoints that only repeats the last one may come from a warming cluster",
    applies: sotw,
    otherwise: "a delta client asks for nothing then: see rule 28",
  },
  { number: 30, title: "No answer to clusters means that they warm", applies: variants },
  {
    number: 31,
    title: "A client that warms does not ask for its clusters when it comes back",
    applies: delta,
    otherwise: "the state of the world is sent whole to a client that comes back",
  },
  { number: 32, title: "No answer waits until all names are there", applies: variants },
  { number: 33, title: "No endpoints are an explicit empty set", applies: variants },
  { number: 34, title: "type_url is required on aggregated streams and implied on others", applies: variants },
  { number: 35, title: "A stream is closed with a cause", applies: variants },
  { number: 36, title: "Requests and sets may be larger than 4 MiB", applies: variants },
  { number: 37, title: "A time to live is told with its resource and kept up by heartbeats; only to clients that know it", applies: variants },
  {
    number: 38,
    title: "Virtual hosts are answered under the names that were asked for, also where there are none",
    applies: delta,
    otherwise: "aliases and virtual hosts are of delta alone",
  },
  { number: 39, title: "The removal of an extension is not told while a listener asks for it", applies: variants },
  { number: 40, title: "What the client would take is not rejected", applies: variants },
  {
    number: 41,
    title: "gRPC clients ask by names, in an order of their own",
    applies: ["sotw-ads"],
    otherwise: "gRPC clients speak state of the world on an aggregated stream (gRFC A27)",
  },
  { number: 42, title: "gRPC server features", applies: [], otherwise: "a matter of the client's bootstrap" },
];

/** What a rule applies to. */
export function variantsOf(rule: number): readonly Variant[] {
  const found = ruleTable.find(({ number }) => number === rule);
  if (found === undefined) throw new Error(`There is no rule ${rule}`);
  return found.applies;
}
