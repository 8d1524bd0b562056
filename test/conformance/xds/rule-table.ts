/** Which variants a rule applies to here; a text says why it applies to none. */
export type Applies = readonly ("sotw" | "delta")[] | string;

/** One rule of the xDS transport protocol that servers are known to get wrong. */
export interface Rule {
  readonly number: number;
  readonly title: string;
  readonly applies: Applies;
}

const both = ["sotw", "delta"] as const;
const delta = ["delta"] as const;
const sotw = ["sotw"] as const;

/** The rules, each with the files' cases or the reason why it has none. */
export const ruleTable: readonly Rule[] = [
  { number: 1, title: "The node may come only in the first request of a stream", applies: both },
  { number: 2, title: "A nonce is of one stream and type, and does not survive a reconnect", applies: both },
  { number: 3, title: "A request with a stale nonce is not answered, its names are not lost", applies: sotw },
  { number: 4, title: "Delta never rejects a stale nonce", applies: delta },
  { number: 5, title: "A NACK is a request with error_detail", applies: both },
  { number: 6, title: "A NACK is not answered by the same bytes", applies: both },
  { number: 7, title: "After a NACK nothing is assumed to be held", applies: both },
  { number: 8, title: "Valid siblings of a refused resource are in use", applies: both },
  { number: 9, title: "On a new stream a version says nothing about the subscription", applies: sotw },
  { number: 10, title: "Versions mean the same on every replica", applies: both },
  { number: 11, title: "Newly named resources are sent, even if they were sent before", applies: both },
  { number: 12, title: "An empty first request means everything, a later one nothing", applies: both },
  { number: 13, title: "The legacy wildcard is for listeners and clusters alone", applies: both },
  { number: 14, title: "With a wildcard, unsubscribing a name is answered", applies: delta },
  { number: 15, title: "Listeners and clusters of the state of the world come whole", applies: both },
  { number: 16, title: "An empty set deletes everything, so it is not sent before the sources are read", applies: both },
  { number: 17, title: "A name that does not exist is in removed_resources at once", applies: delta },
  { number: 18, title: "Names that do not exist yet are remembered", applies: both },
  { number: 19, title: "The state of the world has no word for what does not exist", applies: sotw },
  { number: 20, title: "A name that is subscribed again is sent again", applies: delta },
  { number: 21, title: "What the client says to hold is not sent again", applies: delta },
  { number: 22, title: "Removals are computed from what the client says to hold", applies: delta },
  { number: 23, title: "Unsubscribing alone needs no answer", applies: delta },
  { number: 24, title: "No name is twice in one response", applies: both },
  { number: 25, title: "Clusters, endpoints, extensions, listeners, routes", applies: both },
  { number: 26, title: "Removals come last, when the references are gone", applies: both },
  { number: 27, title: "Names do not encode the position of a rule", applies: "a matter of the translation, not of the protocol" },
  { number: 28, title: "A changed cluster warms until endpoints come anew", applies: both },
  { number: 29, title: "A request for endpoints that only repeats the last one may come from a warming cluster", applies: sotw },
  { number: 30, title: "No answer to clusters means that they warm", applies: both },
  { number: 31, title: "A client that warms does not ask for its clusters when it comes back", applies: delta },
  { number: 32, title: "No answer waits until all names are there", applies: both },
  { number: 33, title: "No endpoints are an explicit empty set", applies: both },
  { number: 34, title: "type_url is required on aggregated streams and implied on others", applies: both },
  { number: 35, title: "A stream is closed with a cause", applies: both },
  { number: 36, title: "A first request may be larger than 4 MiB", applies: both },
  { number: 37, title: "TTL and heartbeats", applies: "resources have no TTL in this version" },
  { number: 38, title: "Aliases", applies: "virtual hosts are not served one by one in this version" },
  { number: 39, title: "The removal of an extension is not told while a listener asks for it", applies: both },
  { number: 40, title: "What the client would take is not rejected", applies: "a matter of validation before the snapshot" },
  { number: 41, title: "gRPC clients ask by names, in an order of their own", applies: "carried by a real gRPC client, in its own suite" },
  { number: 42, title: "gRPC server features", applies: "a matter of the client's bootstrap" },
];
