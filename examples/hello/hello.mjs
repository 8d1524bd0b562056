// A service that says hello and who it is:  node hello.mjs VERSION PORT [HOST]
import { serve } from "./serve.mjs";

const [version, port, host] = process.argv.slice(2);

serve({ port, host }, (_request, response) => {
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end(`Hello from hello ${version}\n`);
});
