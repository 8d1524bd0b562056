# The control plane and its command line. Build:  docker build -t sluice .
FROM node:26-bookworm-slim AS packages
WORKDIR /opt/sluice
COPY package.json package-lock.json .npmrc ./
# No install scripts: no package of ours needs one.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:26-bookworm-slim
LABEL org.opencontainers.image.title="Sluice" \
      org.opencontainers.image.description="A control plane for fleets of Envoy" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/tmp/node-compile-cache \
    SLUICE_STATE_DIR=/var/lib/sluice/state \
    SLUICE_LOG_FORMAT=json
WORKDIR /opt/sluice
COPY --from=packages /opt/sluice/node_modules ./node_modules
COPY package.json LICENSE ./
COPY src ./src
COPY --chmod=0755 <<'SCRIPT' /usr/local/bin/sluice
#!/bin/sh
exec node /opt/sluice/src/main/sluice.ts "$@"
SCRIPT
# Whether the process of this container may get traffic, asked with or without TLS. It knows addresses and roles that come by the environment; with others
# on the command line, give the container a health check of its own.
COPY --chmod=0755 <<'SCRIPT' /usr/local/bin/sluice-ready
#!/usr/bin/env node
const { SLUICE_ROLES: roles = "admin", SLUICE_ADMIN_ADDRESS: admin = ":18080", SLUICE_RATELIMIT_HTTP_ADDRESS: limits = ":18004" } = process.env;
const [address, path] = roles.split(",").includes("admin") ? [admin, "/readyz"] : [limits, "/healthcheck"];
const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(address);
const options = { host: ["", "0.0.0.0", "::"].includes(host) ? "127.0.0.1" : host, port, path, rejectUnauthorized: false, timeout: 2000 };
const ask = (protocol) =>
  new Promise((answer, fail) => {
    const request = require(protocol).get(options, ({ statusCode }) => answer(statusCode));
    request.on("error", fail).on("timeout", () => request.destroy(new Error("No answer")));
  });
ask("node:http")
  .catch(() => ask("node:https"))
  .then((status) => process.exit(status === 200 ? 0 : 1), () => process.exit(1));
SCRIPT
# Also what a named volume that is mounted here begins with: a folder that the user may write to.
RUN install -d -m 0700 -o node -g node /var/lib/sluice
USER node
WORKDIR /var/lib/sluice
EXPOSE 18000 18001 18080
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=3 CMD ["sluice-ready"]
ENTRYPOINT ["sluice"]
CMD ["serve"]
