"""Checks of the configuration, for `manage.py check --deploy`; `START` runs whenever we start."""

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import psycopg
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.utils import ConnectionHandler

from claims.language import nli
from factcheck import env, routers

START = "start"
"""What a desk does not start without, and what would otherwise fail in the middle of its work."""
MIGRATED = "migrated"
"""The same, of what migrations make."""

BOTH = (DEFAULT_DB_ALIAS, routers.RECORD)

DIRECT = """
SELECT pg_backend_pid(), pg_is_in_recovery()
"""
LEAK = """
SELECT current_user, has_table_privilege(to_regclass('claims_review'), 'SELECT')
"""


@register(Tags.security, deploy=True)
def https_ends_at_a_proxy(**_: Any) -> list[Warning]:
    """Our server speaks plain HTTP: with https in front, a proxy must tell it so."""
    if settings.SECURE_SSL_REDIRECT and not settings.SECURE_PROXY_SSL_HEADER:
        return [
            Warning(
                "PUBLIC_URL is https, and no proxy is trusted to say that a request came by it:"
                " every page would redirect to itself.",
                hint="Set BEHIND_PROXY=true, and have the proxy set X-Forwarded-Proto.",
                id="factcheck.W001",
            )
        ]
    return []


@register(START)
def the_model_of_inference_answers(**_: Any) -> list[Error]:
    """Read NLI_MODEL and ask it once, and let go of it: most processes never need it."""
    if not settings.NLI_MODEL:
        return []
    try:
        nli.load(settings.NLI_MODEL)
    except nli.Unusable as error:
        return [
            Error(
                f"NLI_MODEL={settings.NLI_MODEL} cannot be used: {error}",
                hint="Set it to a folder as docs/operating.md describes, or to nothing.",
                id="factcheck.E001",
            )
        ]
    return []


@register(START, Tags.security, deploy=False)
def machines_share_their_secret(**_: Any) -> list[Warning]:
    """A secret of each machine's own would end a log-in with the next request to another one."""
    if env.text("DATABASE_URL") and not env.text("SECRET_KEY"):
        return [
            Warning(
                "DATABASE_URL is set and SECRET_KEY is not: this machine has made one of its own,"
                " and another machine would know none of its log-ins.",
                hint="Set the same SECRET_KEY on every machine.",
                id="factcheck.W002",
            )
        ]
    return []


@register(START, Tags.database)
def commands_have_sessions_of_their_own(
    databases: Sequence[str] | None = None, **_: Any
) -> list[Error]:
    """Ask where DIRECT_DATABASE_URL, or else DATABASE_URL, leads to."""
    if not env.text("DATABASE_URL") or DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    name = "DIRECT_DATABASE_URL" if env.text("DIRECT_DATABASE_URL") else "DATABASE_URL"
    with connection.cursor() as cursor:
        cursor.execute(DIRECT)
        process, is_standby = cursor.fetchone()
    if is_standby:
        return [
            Error(
                f"{name} leads to a standby, where nothing can be written.",
                hint="Name the primary; or all servers, with ?target_session_attrs=read-write.",
                id="factcheck.E002",
            )
        ]
    # A pooler makes up the number by which its clients cancel what they asked.
    if connection.connection.info.backend_pid != process and name == "DATABASE_URL":
        return [
            Error(
                f"{name} leads to a pooler. What it keeps for a transaction only, migrations, the"
                " worker and load_claims need for longer.",
                hint="Set DIRECT_DATABASE_URL to PostgreSQL itself. If the pooler keeps whole"
                " sessions, set it to the same address.",
                id="factcheck.E003",
            )
        ]
    return []


@register(MIGRATED, Tags.database)
def the_public_side_sees_no_draft(
    databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Ask for the role of the public side, as web processes connect: a pooler may drop it."""
    if routers.RECORD not in (databases or ()):
        return []
    try:
        role, sees_drafts = _asked_as_web_processes()
    except psycopg.Error as error:
        # A standby that is down must not keep the desk from starting.
        return [
            Warning(f"The public side cannot read: {error}", id="factcheck.W003"),
        ]
    if not sees_drafts:
        return []
    return [
        Error(
            f"The public side connects as {role}, who may read drafts.",
            hint="Set RECORD_DATABASE_URL to a log-in of factcheck_record: docs/operating.md.",
            id="factcheck.E004",
        )
    ]


def _asked_as_web_processes() -> tuple[str, bool | None]:
    wrapper = ConnectionHandler({**settings.WEB_DATABASES})[routers.RECORD]
    # Not by its cursor: what listens to new connections asks through the alias of this process.
    opened = wrapper.get_new_connection(wrapper.get_connection_params())
    with closing(opened):
        found: tuple[str, bool | None] = opened.execute(LEAK).fetchone()
    return found
