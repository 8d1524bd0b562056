// Made by `npm run gen` from proto/; do not edit
import type * as envoy_type_matcher_v3 from "../../../envoy/type/matcher/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
export interface DnsTable {
  readonly external_retry_count?: number;
  readonly virtual_domains?: readonly DnsTable_DnsVirtualDomain[];
  readonly known_suffixes?: readonly envoy_type_matcher_v3.StringMatcher[];
}
export interface DnsTable_AddressList {
  readonly address?: readonly string[];
}
export type DnsTable_DnsEndpoint = object & (
  | { readonly address_list?: never; readonly cluster_name?: never; readonly service_list?: never }
  | { readonly address_list: DnsTable_AddressList; readonly cluster_name?: never; readonly service_list?: never }
  | { readonly address_list?: never; readonly cluster_name: string; readonly service_list?: never }
  | { readonly address_list?: never; readonly cluster_name?: never; readonly service_list: DnsTable_DnsServiceList }
);
export interface DnsTable_DnsService {
  readonly service_name?: string;
  readonly protocol?: DnsTable_DnsServiceProtocol;
  readonly ttl?: google_protobuf.Duration;
  readonly targets?: readonly DnsTable_DnsServiceTarget[];
}
export interface DnsTable_DnsServiceList {
  readonly services?: readonly DnsTable_DnsService[];
}
export type DnsTable_DnsServiceProtocol = object & (
  | { readonly number?: never; readonly name?: never }
  | { readonly number: number; readonly name?: never }
  | { readonly number?: never; readonly name: string }
);
export type DnsTable_DnsServiceTarget = {
  readonly priority?: number;
  readonly weight?: number;
  readonly port?: number;
} & (
  | { readonly host_name?: never; readonly cluster_name?: never }
  | { readonly host_name: string; readonly cluster_name?: never }
  | { readonly host_name?: never; readonly cluster_name: string }
);
export interface DnsTable_DnsVirtualDomain {
  readonly name?: string;
  readonly endpoint?: DnsTable_DnsEndpoint;
  readonly answer_ttl?: google_protobuf.Duration;
}
