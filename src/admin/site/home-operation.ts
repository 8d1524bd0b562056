import { z } from "zod";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sluice</title>
</head>
<body>
<h1>Sluice</h1>
<p>This is the admin port of a control plane for Envoy. Everything but this page, the API's description and its health wants a token.</p>
<ul>
<li><a href="/docs">Try the API</a></li>
<li><a href="/openapi.json">Its description</a> (OpenAPI 3.1)</li>
<li><a href="/healthz">Is it alive</a>, <a href="/readyz">may it get traffic</a></li>
</ul>
<p>On the command line: <code>npx sluice help</code></p>
</body>
</html>
`;

/** GET of the address itself: who opens it in a browser sees where to go. */
export function homeOperation(): Operation {
  return defineOperation({
    id: "home",
    method: "get",
    path: "/",
    tag: "Documentation",
    summary: "Where to go from here",
    access: "public",
    parameters: {},
    answers: { 200: { description: "The page", content: { "text/html": z.string() } } },
    handle: () => ({
      status: 200,
      headers: { "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Frame-Options": "DENY" },
      mediaType: "text/html; charset=utf-8",
      text: page,
    }),
  });
}
