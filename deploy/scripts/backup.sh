#!/usr/bin/env bash
# Dumps every database: ./deploy/scripts/backup.sh FOLDER [--data DIR]
# Takes the suite that ./deploy/up started (DIR, .local by default), or else the one in containers.
# Restore one with: pg_restore --clean --if-exists --dbname=<address of the database> FOLDER/<time>/<database>.dump
# Uploaded files are in the folder `media` of DIR, or in the volume `media`: copy that as well.
# The keys (vault-keys.json, secrets.json or .env) are not in it, on purpose: keep them apart from what they encrypt.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
target=${1:?usage: backup.sh FOLDER [--data DIR]}
data="$root/.local"
if [ "${2:-}" = --data ]; then data=${3:?--data needs a folder}; fi

umask 077
folder="$target/$(date -u +%Y%m%dT%H%M%SZ)"
mkdir -p "$folder"

find_pg_dump() {
  ls -d /usr/lib/postgresql/*/bin/pg_dump 2>/dev/null | sort -V | tail -1 || true
}

run_file="$data/run.json"
url=$([ ! -f "$run_file" ] || sed -n 's/.*"url": "\(postgres:[^"]*\)".*/\1/p' "$run_file" | head -1)
for database in auth posts scheduler results media webhooks keyring; do
  if [ -n "$url" ]; then
    pg_dump=$(command -v pg_dump || find_pg_dump)
    "${pg_dump:?pg_dump is missing: install postgresql-client}" --format=custom --file="$folder/$database.dump" "${url%/*}/$database"
  else
    cd "$root"
    if docker compose version >/dev/null 2>&1; then compose=(docker compose); else compose=(docker-compose); fi
    "${compose[@]}" exec -T postgres pg_dump --username=postgres --format=custom "$database" >"$folder/$database.dump"
  fi
  echo "$folder/$database.dump"
done
