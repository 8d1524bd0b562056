import { createServer } from "node:http";

/** Serves on a port of HOST (by default loopback) until it is told to stop, or the program that started it is gone. */
export function serve(port, handler) {
  const server = createServer(handler);
  // Envoy keeps connections for later; it must not find one closed just when it sends.
  server.keepAliveTimeout = 3_600_000;
  server.listen(Number(port), process.env.HOST ?? "127.0.0.1", () => process.send?.("listening"));
  server.on("error", (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
  process.on("disconnect", () => process.exit(0));
}
