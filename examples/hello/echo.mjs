// A service that answers with the request as it arrived, so that one sees what the gateway made of it:  node echo.mjs VERSION PORT [HOST]
import { serve } from "./serve.mjs";

const [version, port, host] = process.argv.slice(2);

serve({ port, host }, (request, response) => {
  const { method, url, headers } = request;
  response.setHeader("content-type", "application/json");
  response.end(`${JSON.stringify({ service: "echo", version, method, url, headers }, undefined, 2)}\n`);
});
