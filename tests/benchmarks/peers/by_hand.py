"""The hand-written peer: Starlette and a pool of psycopg, over the bodies that publishing stored.

What somebody writes who wants nothing but speed: no errors in words, no tags, no limit, no headers.
"""

import os
from contextlib import asynccontextmanager

from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

BASE = os.environ["PUBLIC_URL"].encode()
STANDING = "FROM record_claim WHERE ended_at IS NULL AND kind <> 'retraction'"
ONE = f"SELECT body {STANDING} AND claim_id = %s"
PAGE = f"SELECT body, sequence {STANDING} AND sequence < %s ORDER BY sequence DESC LIMIT %s"
SEARCH = (
    f"SELECT body, sequence {STANDING} AND sequence < %s"
    " AND search @@ websearch_to_tsquery('factcheck_english', %s) ORDER BY sequence DESC LIMIT %s"
)
pool = AsyncConnectionPool(
    os.environ["RECORD_DATABASE_URL"],
    min_size=4,
    max_size=4,
    open=False,
    kwargs={"autocommit": True, "prepare_threshold": 0},
)


@asynccontextmanager
async def lifespan(_app):
    async with pool:
        yield


async def rows(query, *params):
    async with pool.connection() as connection:
        return await (await connection.execute(query, params, binary=True)).fetchall()


def answer(body, status=200):
    body = body.replace(b'"\\u0000/', b'"' + BASE + b"/")
    return Response(body, status, media_type="application/json")


async def one(request):
    found = await rows(ONE, request.path_params["claim_id"])
    return answer(found[0][0]) if found else answer(b'{"detail":"Not found."}', 404)


async def claims(request):
    size = int(request.query_params.get("page_size", 20))
    before = int(request.query_params.get("cursor", 2**62))
    words = request.query_params.get("q")
    params = (before, size + 1) if words is None else (before, words, size + 1)
    found = await rows(PAGE if words is None else SEARCH, *params)
    following = b"null"
    if len(found) > size:
        following = f'"{request.url.include_query_params(cursor=found[size - 1][1])}"'.encode()
    bodies = b",".join(body for body, _ in found[:size])
    return answer(b'{"results":[' + bodies + b'],"next":' + following + b',"previous":null}')


application = Starlette(
    routes=[Route("/api/v1/claims/{claim_id:uuid}/", one), Route("/api/v1/claims/", claims)],
    lifespan=lifespan,
)
