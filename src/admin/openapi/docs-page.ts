import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { z } from "zod";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";

/** The page may load from its own origin only; the API console sets styles inline and draws icons from data. */
const policy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sluice admin API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

// The validator would send the document to somebody else's server.
const start = `"use strict";
window.ui = SwaggerUIBundle({ url: "/openapi.json", dom_id: "#api", deepLinking: true, validatorUrl: null, persistAuthorization: false, tryItOutEnabled: true });
`;

const require = createRequire(import.meta.url);

/** The page on which to try the API, and the three files it needs, all from this server. */
export function docsOperations(): readonly Operation[] {
  return [
    file({ id: "docs", path: "/docs", mediaType: "text/html", text: () => Promise.resolve(page) }),
    file({ id: "docsStart", path: "/docs/start.js", mediaType: "text/javascript", text: () => Promise.resolve(start) }),
    file({
      id: "docsScript",
      path: "/docs/swagger-ui-bundle.js",
      mediaType: "text/javascript",
      text: () => read(require.resolve("swagger-ui-dist/swagger-ui-bundle.js")),
    }),
    file({ id: "docsStyle", path: "/docs/swagger-ui.css", mediaType: "text/css", text: () => read(require.resolve("swagger-ui-dist/swagger-ui.css")) }),
  ];
}

function file({ id, path, mediaType, text }: { id: string; path: string; mediaType: string; text: () => Promise<string> }): Operation {
  return defineOperation({
    id,
    method: "get",
    path,
    tag: "Documentation",
    summary: `The page to try the API: ${path}`,
    access: "public",
    parameters: {},
    answers: { 200: { description: "The file", content: { [mediaType]: z.string() } } },
    handle: async () => ({
      status: 200,
      headers: { "Content-Security-Policy": policy, "X-Frame-Options": "DENY" },
      mediaType: `${mediaType}; charset=utf-8`,
      text: await text(),
    }),
  });
}

function read(path: string): Promise<string> {
  return readFile(path, "utf8");
}
