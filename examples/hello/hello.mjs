// A service that says hello and who it is:  node hello.mjs VERSION PORT
import { serve } from "./serve.mjs";

const [version, port] = process.argv.slice(2);

serve(port, (_request, response) => {
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end(`Hello from hello ${version}\n`);
});
