#!/bin/sh
# Starts pgbouncer in transaction mode, with two names: the desk's database on the primary, and
# `record` on the standby, which logs in as the record's role. (connect_query = 'SET ROLE …' would
# not do: where that fails, pgbouncer goes on as the desk.)
#   NAME, LOGIN, PASSWORD   the database, and the desk's login
#   RECORD_PASSWORD         that of the login factcheck_record
#   PRIMARY, STANDBY        host and port of each, like db:5432
#   POOL                    connections to each server, 20 if it is not said
#   LISTEN                  address and port to listen on, like 0.0.0.0:6432
#   "$@"                    pgbouncer's command; the file of settings is added
set -eu
: "${RECORD_PASSWORD:?is empty: give it the password of the login factcheck_record}"
umask 077
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
quoted() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/''/g")"; }
entry() { printf '"%s" "%s"\n' "$1" "$(printf '%s' "$2" | sed 's/"/""/g')"; }
desk="user=$LOGIN password=$(quoted "$PASSWORD")"
record="user=factcheck_record password=$(quoted "$RECORD_PASSWORD")"
cat > "$folder/pgbouncer.ini" <<INI
[databases]
$NAME = host=${PRIMARY%:*} port=${PRIMARY##*:} dbname=$NAME $desk
record = host=${STANDBY%:*} port=${STANDBY##*:} dbname=$NAME $record

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
entry "$LOGIN" "$PASSWORD" > "$folder/users.txt"
entry factcheck_record "$RECORD_PASSWORD" >> "$folder/users.txt"
"$@" "$folder/pgbouncer.ini" &
child=$!
trap 'kill -INT $child' TERM INT
wait $child
