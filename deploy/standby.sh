#!/bin/sh
# Starts a standby of PostgreSQL: copies the primary the first time, then follows it.
#   PRIMARY  where it is, as libpq reads it: host=db user=… password=… application_name=standby
#   PGDATA   the folder of the data
#   "$@"     the server's own command
set -eu
# A copy that was interrupted, by a power cut too, is begun anew: what is half there would not start.
copying="$PGDATA.copying"
if [ -e "$copying" ] || [ ! -s "$PGDATA/PG_VERSION" ]; then
  mkdir -p "$(dirname "$PGDATA")"
  : > "$copying"
  rm -rf "${PGDATA:?}"/*
  until pg_basebackup --dbname="$PRIMARY" --pgdata="$PGDATA" --checkpoint=fast \
      --wal-method=stream --write-recovery-conf --progress; do
    echo "The primary does not answer yet." >&2
    rm -rf "${PGDATA:?}"/*
    sleep 2
  done
  chmod 0700 "$PGDATA"
  rm "$copying"
fi
exec "$@"
