#!/bin/sh
# Starts pgbouncer in transaction mode, with two names: the desk's database on the primary, and
# `record`, which reads on the standby and becomes the record's role with each new connection.
#   NAME, LOGIN, PASSWORD   the database, and the desk's login
#   PRIMARY, STANDBY        host and port of each, like db:5432
#   POOL                    connections to each server, 20 if it is not said
#   LISTEN                  address and port to listen on, like 0.0.0.0:6432
#   "$@"                    pgbouncer's command; the file of settings is added
set -eu
umask 077
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
quoted() { printf '%s' "$1" | sed "s/'/''/g"; }
login="user='$(quoted "$LOGIN")' password='$(quoted "$PASSWORD")' dbname='$(quoted "$NAME")'"
cat > "$folder/pgbouncer.ini" <<INI
[databases]
$NAME = host=${PRIMARY%:*} port=${PRIMARY##*:} $login
record = host=${STANDBY%:*} port=${STANDBY##*:} $login connect_query='SET ROLE factcheck_record'

[pgbouncer]
listen_addr = ${LISTEN%:*}
listen_port = ${LISTEN##*:}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $folder/users.txt
pool_mode = transaction
default_pool_size = ${POOL:-20}
max_client_conn = 500
server_tls_sslmode = prefer
INI
printf '"%s" "%s"\n' "$(printf '%s' "$LOGIN" | sed 's/"/""/g')" \
  "$(printf '%s' "$PASSWORD" | sed 's/"/""/g')" > "$folder/users.txt"
"$@" "$folder/pgbouncer.ini" &
child=$!
trap 'kill -INT $child' TERM INT
wait $child
