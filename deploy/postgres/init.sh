#!/bin/sh
# Runs once, when the volume is empty: the roles and databases that deploy/local/Databases makes on a machine without containers.
# cm_owner makes the tables; cm_<service> reads and writes the rows of its own database and nothing else.
set -eu

as_admin() {
  psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$@"
}

make_role() {
  as_admin postgres --set role="$1" --set password="$2" <<'SQL'
CREATE ROLE :"role" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'password';
SQL
}

make_database() {
  as_admin postgres --set database="$1" --set owner="$2" --set role="$3" <<'SQL'
CREATE DATABASE :"database" OWNER :"owner";
REVOKE CONNECT, TEMPORARY ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO :"role";
SQL
}

make_role cm_owner "$DB_OWNER_PASSWORD"
make_role cm_auth "$DB_AUTH_PASSWORD"
make_role cm_posts "$DB_POSTS_PASSWORD"
make_role cm_scheduler "$DB_SCHEDULER_PASSWORD"
make_role cm_results "$DB_RESULTS_PASSWORD"
make_role cm_media "$DB_MEDIA_PASSWORD"
make_role cm_webhooks "$DB_WEBHOOKS_PASSWORD"
make_role cm_keyring "$DB_KEYRING_PASSWORD"

make_database keyring cm_keyring cm_keyring
for service in auth posts scheduler results media webhooks; do
  make_database "$service" cm_owner "cm_$service"
  as_admin "$service" --set role="cm_$service" <<'SQL'
ALTER DEFAULT PRIVILEGES FOR ROLE cm_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"role";
ALTER DEFAULT PRIVILEGES FOR ROLE cm_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO :"role";
ALTER DEFAULT PRIVILEGES FOR ROLE cm_owner IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO :"role";
SQL
done
