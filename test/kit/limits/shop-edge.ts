/** One gateway with a listener on `port`, and the service `shop` behind it; level 2 has the filters of limits. Routes come behind. */
export function shopEdge(port: number, backend: number): string {
  return `
kind: NodeGroup
name: edge
spec: {}
---
kind: Gateway
name: web
spec:
  level: 2
  listeners: [{ name: http, port: ${port}, protocol: http }]
---
kind: Service
name: shop
spec:
  endpoints: { static: [{ address: 127.0.0.1, port: ${backend} }] }
`;
}
