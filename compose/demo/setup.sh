#!/bin/sh
# Loads the demo's objects and writes a bootstrap for each Envoy. May be run again: what is there already stays.
set -eu

sluice apply -f "$SLUICE_OBJECTS"
for node in edge-1 edge-2; do
  bootstrap="$SLUICE_BOOTSTRAPS/$node.yaml"
  test -s "$bootstrap" && continue
  umask 077
  # A token whose text was lost on the way is of no use to anybody.
  sluice token delete "$node" > /dev/null 2>&1 || true
  sluice token create "$node" --node-group edge > "$SLUICE_BOOTSTRAPS/$node.token"
  sluice bootstrap --node "$node" --cluster edge --discovery "$SLUICE_DISCOVERY" --token-file "$SLUICE_BOOTSTRAPS/$node.token" > "$bootstrap.new"
  mv "$bootstrap.new" "$bootstrap"
done
