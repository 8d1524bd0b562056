import { z } from "zod";
import type { Json } from "../../kit/json.ts";
import { resourceTypes } from "../../snapshot/resource.ts";
import type { NodeRefusal, NodeStatus } from "./node-table.ts";

/** Form of the records; others are not read. */
const schema = 3;

/** Nodes in one record, so that none outgrows what a store takes. */
const nodesInRecord = 200;

/** Proxies' words are kept to this length. */
const detailLength = 2000;

/** Nodes that a record names for one refusal. */
const refusingNodes = 1000;

const nodeSchema = z.object({
  id: z.string(),
  cluster: z.string(),
  place: z.tuple([z.string(), z.string(), z.string()]),
  agent: z.tuple([z.string(), z.string()]),
  state: z.enum(["connected", "unreachable", "denied"]),
  detail: z.string().exactOptional(),
  group: z.string().exactOptional(),
  peer: z.string(),
  since: z.string(),
  types: z.array(z.tuple([z.enum(resourceTypes), z.number(), z.number(), z.number()])),
});

const refusalSchema = z.object({
  type: z.enum(resourceTypes),
  name: z.string(),
  version: z.string(),
  detail: z.string(),
  certain: z.boolean(),
  nodes: z.array(z.tuple([z.string(), z.string(), z.number()])),
});

const summarySchema = z.object({
  schema: z.literal(schema),
  replica: z.string(),
  /** What nodes have that are not listed in `behind`. */
  revision: z.number(),
  behind: z.record(z.string(), z.number()),
  refused: z.array(refusalSchema),
});

const nodesSchema = z.object({ schema: z.literal(schema), replica: z.string(), view: z.string(), nodes: z.array(nodeSchema) });

type NodeRecord = z.infer<typeof nodeSchema>;

/** Where the nodes of one view stand on one replica; small, because it changes with every revision. */
export type ViewSummary = z.infer<typeof summarySchema>;

/** Who some of the nodes of one view are; changes when they come, go or subscribe. */
export type NodesRecord = z.infer<typeof nodesSchema>;

/** One record, under its key without the replica's prefix: `{view}`, or `{view}/{part}` with a part of its nodes. */
export interface SummaryRecord {
  readonly key: string;
  readonly value: Json;
}

/** Name of the view in the records of nodes that were turned away. */
const noView = "none";

/** What one replica says of the nodes that it knows. */
export function summaryRecords(replica: string, nodes: readonly NodeStatus[]): readonly SummaryRecord[] {
  const views = Map.groupBy(nodes, ({ view }) => view ?? noView);
  return [...views].flatMap(([view, members]) => [
    { key: view, value: viewSummary(replica, members) },
    ...partsOf(members).map((part, index) => ({
      key: `${view}/${index}`,
      value: { schema, replica, view, nodes: part.map(nodeRecord) } satisfies NodesRecord,
    })),
  ]);
}

/** Reads a record of a view's summary; undefined when it is of another form. */
export function readViewSummary(value: Json): ViewSummary | undefined {
  return summarySchema.safeParse(value).data;
}

/** Reads a record of nodes; undefined when it is of another form. */
export function readNodesRecord(value: Json): NodesRecord | undefined {
  return nodesSchema.safeParse(value).data;
}

/** The nodes of a record as statuses, with where the summary says that they stand. */
export function statusesOf({ view, nodes }: NodesRecord, summary: ViewSummary | undefined): readonly NodeStatus[] {
  return nodes.map((node) => ({
    node: {
      id: node.id,
      cluster: node.cluster,
      metadata: {},
      region: node.place[0],
      zone: node.place[1],
      subZone: node.place[2],
      userAgent: node.agent[0],
      version: node.agent[1],
    },
    state: node.state,
    detail: node.detail,
    group: node.group,
    view: view === noView ? undefined : view,
    peer: node.peer,
    since: node.since,
    agreedRevision: summary === undefined ? 0 : (summary.behind[node.id] ?? summary.revision),
    types: node.types.map(([type, subscribed, sent, acked]) => ({ type, subscribed, sent, acked })),
    refused: (summary?.refused ?? []).flatMap((refusal) => refusalOf(node.id, refusal)),
  }));
}

function refusalOf(id: string, { nodes, ...resource }: ViewSummary["refused"][number]): readonly NodeRefusal[] {
  const found = nodes.find(([node]) => node === id);
  return found === undefined ? [] : [{ ...resource, since: found[1], after: found[2] }];
}

function viewSummary(replica: string, nodes: readonly NodeStatus[]): ViewSummary {
  const revision = Math.max(...nodes.map(({ agreedRevision }) => agreedRevision));
  const behind = nodes.filter(({ agreedRevision }) => agreedRevision < revision).map(({ node, agreedRevision }) => [node.id, agreedRevision] as const);
  const all = nodes.flatMap(({ node, refused }) => refused.map((refusal) => ({ id: node.id, refusal })));
  const byResource = Map.groupBy(all, ({ refusal: { type, name, version, certain } }) => `${type} ${name} ${version} ${certain}`);
  const refused = [...byResource.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const { type, name, version, detail, certain } = first.refusal;
    const named = members.slice(0, refusingNodes).map(({ id, refusal }): [string, string, number] => [id, refusal.since, refusal.after]);
    return [{ type, name, version, detail: detail.slice(0, detailLength), certain, nodes: named }];
  });
  return { schema, replica, revision, behind: Object.fromEntries(behind), refused };
}

function partsOf(nodes: readonly NodeStatus[]): readonly (readonly NodeStatus[])[] {
  return Array.from({ length: Math.ceil(nodes.length / nodesInRecord) }, (_, index) => nodes.slice(index * nodesInRecord, (index + 1) * nodesInRecord));
}

function nodeRecord({ node, state, detail, group, peer, since, types }: NodeStatus): NodeRecord {
  return {
    id: node.id,
    cluster: node.cluster,
    place: [node.region, node.zone, node.subZone],
    agent: [node.userAgent, node.version],
    state,
    ...(detail !== undefined && { detail }),
    ...(group !== undefined && { group }),
    peer,
    since,
    types: types.map(({ type, subscribed, sent, acked }) => [type, subscribed, sent, acked]),
  };
}
