#!/bin/sh
# Makes the databases and roles of the services. The PostgreSQL image runs it when its data volume is empty; on a volume
# of an earlier version it is run by hand, see docs/operations.md.
set -eu

prepare() { # name of the service, password of its role, what it may in its database
  database="thidua_$1"
  exists=$(psql --username "$POSTGRES_USER" --dbname postgres --tuples-only --no-align \
    --command "select 1 from pg_database where datname = '$database'")
  [ "$exists" ] || createdb --username "$POSTGRES_USER" "$database"
  psql --username "$POSTGRES_USER" --dbname "$database" --quiet --output /dev/null --set ON_ERROR_STOP=1 \
    --set owner=thidua_owner --set owner_password="$POSTGRES_OWNER_PASSWORD" \
    --set service="$database" --set service_password="$2" --set rights="$3" --file /etc/thidua/postgres-roles.sql
}

prepare movements "$POSTGRES_MOVEMENTS_PASSWORD" connect
prepare competitions "$POSTGRES_COMPETITIONS_PASSWORD" connect
prepare exemplars "$POSTGRES_EXEMPLARS_PASSWORD" connect
prepare gateway "$POSTGRES_GATEWAY_PASSWORD" 'connect, create'
