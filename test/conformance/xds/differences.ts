const again =
  "A request is answered at once when its version is not the cache's. A refusal repeats the last accepted version, so the same bytes come back, some hundred times a second.";
const absent = "A name that does not exist is told only to a client that is known to have had it; at its first request there is silence.";
const known = "A name whose version the client is known to have is not sent, however often it is subscribed.";
const wildcard = "A name that is dropped beside the wildcard is dropped without an answer.";
const everything = "An empty first request means everything for every type.";
const order =
  "Endpoints go when a client asks for them or when they change, not behind the clusters that need them: routes go before the endpoints of new clusters are there. Run with `WithOrderedADS`.";
const removals = "Removals go with the change, whatever a client still has in force.";
const warming = "Endpoints are sent when they change, never because their cluster changed; Envoy waits for 15 s.";
const sizes = "What a request may have is the limit of grpc-go, 4 MiB unless the user raises it; a response is never split.";
const aliases = "Resources have no aliases, and of a host that does not exist nothing is said: Envoy holds its request without an end.";
const silent = "There are no `resource_errors`.";
const extension = "In delta the removal is told to a client that asks for the extension; Envoy answers every request with 500 then.";

/** Why a peer does not pass a rule, by the name of its result file and the rule's number. */
export const differences: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  "go-control-plane-linear": {
    6: again,
    8: again,
    13: everything,
    14: `${wildcard} Names that were given beside it end with it.`,
    15: "Of scoped routes only the changed ones come, so that Envoy deletes the others.",
    16: "A linear cache has no state before the first one: it is empty, and says so.",
    17: absent,
    19: silent,
    20: known,
    21: warming,
    25: order,
    26: removals,
    28: warming,
    29: warming,
    31: known,
    34: "A request for a type that no cache is there for ends the stream, with everything else on it.",
    36: sizes,
    37: "Resources of a linear cache have no time to live.",
    38: aliases,
    39: extension,
  },
  "go-control-plane-snapshot": {
    3: "On an aggregated stream a state-of-the-world request is answered only when it names everything that the snapshot has of the type.",
    6: again,
    7: again,
    8: again,
    9: "As rule 3.",
    11: "As rule 3.",
    12: "`*` is a name like any other in the state of the world, and a list that has become empty means everything again.",
    13: everything,
    14: wildcard,
    17: absent,
    19: silent,
    20: known,
    21: warming,
    25: `${order} As rule 3, besides.`,
    26: removals,
    28: warming,
    29: warming,
    31: known,
    36: sizes,
    37: "Delta has no time to live; the state of the world wraps its resources whether or not a client says that it knows that.",
    38: aliases,
    39: `${extension} In the state of the world, as rule 3.`,
    41: "As rule 3: a client that asks for one listener of two is not answered.",
  },
};
