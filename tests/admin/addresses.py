"""Every address of the admin, found by walking the resolver, for a row of each table."""

import re

from django.contrib import admin
from django.urls import URLResolver

SLUGS = {
    "action": ("start", "submit", "return", "approve", "publish", "correct", "retract", "decline"),
    "decision": ("confirm", "dismiss", "resolve"),
    "step": ("test", "rotate", "secret"),
}
ARGUMENT = re.compile(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>")
PUBLIC = {"login/", "logout/"}


def patterns():
    """Return each address as the resolver spells it."""
    return sorted(set(_walk(admin.site.urls[0], "")))


def _walk(found, before):
    for one in found:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, here)
        else:
            yield here


def every(row_of):
    """Yield each address once for each row that `row_of(table)` gives, and each step of a row."""
    for pattern in patterns():
        table = "/".join(pattern.split("/")[:2])
        spelled = pattern.strip("^$").replace("$", "")
        for values in _values(table, spelled, row_of):
            yield "/admin/" + ARGUMENT.sub(lambda found, v=values: v[found[1] or found[2]], spelled)


def _values(table, pattern, row_of):
    names = {one or other for one, other in ARGUMENT.findall(pattern)}
    slug = next((name for name in SLUGS if name in names), None)
    for pk in row_of(table) if names & {"pk", "object_id", "id"} else ["0"]:
        base = {name: str(pk) for name in names} | {
            "app_label": "claims",
            "url": "nowhere",
            "content_type_id": "1",
        }
        for word in SLUGS.get(slug, [""]):
            yield base | ({slug: word} if slug else {})
