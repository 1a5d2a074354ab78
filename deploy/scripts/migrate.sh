#!/usr/bin/env bash
# Applies the migrations of all services, or of those named, in an installation with containers: ./deploy/scripts/migrate.sh [auth posts …]
# `./deploy/up` does it by itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

compose() {
  if docker compose version >/dev/null 2>&1; then docker compose "$@"; else docker-compose "$@"; fi
}

services=("$@")
[ ${#services[@]} -gt 0 ] || services=(auth posts scheduler results media webhooks)
for service in "${services[@]}"; do
  compose run --rm "$service-migrate"
done
