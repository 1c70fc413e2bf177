# `docker build --target pgbouncer .` makes the pooler of docker-compose.yml, from Debian's package.
FROM debian:trixie-slim AS pgbouncer
RUN apt-get update \
    && apt-get install --yes --no-install-recommends pgbouncer \
    && rm -rf /var/lib/apt/lists/*
COPY deploy/pgbouncer.sh /usr/local/bin/
USER postgres
EXPOSE 6432
ENTRYPOINT ["/usr/local/bin/pgbouncer.sh"]
CMD ["pgbouncer"]

# The steps are those of the Makefile: `make install`, then what `make run` does with a DATABASE_URL.
FROM python:3.11-slim-bookworm AS desk

RUN apt-get update \
    && apt-get install --yes --no-install-recommends make \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home desk
WORKDIR /home/desk/factcheck
RUN chown desk:desk .
USER desk

COPY --chown=desk:desk Makefile ./
COPY --chown=desk:desk requirements requirements
RUN make install

COPY --chown=desk:desk . .

EXPOSE 8000
# Not `make run`: where the files of a checkout are newer than a cached layer, it would install anew.
CMD [".venv/bin/python", "-m", "factcheck.run"]
