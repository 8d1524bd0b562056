import { createServer } from "node:http";

/** Serves on a port, of loopback unless another address is given, until it is told to stop, or the program that started it is gone. */
export function serve({ port, host = "127.0.0.1" }, handler) {
  const server = createServer(handler);
  // Envoy keeps connections for later; it must not find one closed just when it sends.
  server.keepAliveTimeout = 3_600_000;
  server.listen(Number(port), host, () => process.send?.("listening"));
  server.on("error", (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
  process.on("disconnect", () => process.exit(0));
}
