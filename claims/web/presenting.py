"""What a page shows of a stored document: dates as dates, words for codes, safe addresses only."""

import json
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.urls import get_script_prefix
from django.utils.safestring import SafeString

from claims.language import spacing
from claims.models import Claimant, Contradiction, Evidence, PublicationKind, ReplyRequest, Source
from claims.record import documents, index

Json = dict[str, Any]

STANCES = dict(Evidence.Stance.choices)
SOURCE_TYPES = {
    **dict(Source.Type.choices),
    "primary": "Primary source",
    "secondary": "Secondary source",
}
KINDS = dict(Contradiction.Kind.choices)
RELATIONS = {
    **dict(Contradiction.Relation.choices),
    "contradicts": "The two contradict each other",
    "supersedes": "The two speak of different times",
    "different_scope": "The two speak of different things",
    "different_definition": "The two define it differently",
}
CHANNELS = dict(ReplyRequest.Channel.choices)
STEPS = {
    PublicationKind.PUBLICATION.value: "Published",
    PublicationKind.CORRECTION.value: "Corrected",
    PublicationKind.RETRACTION.value: "Retracted",
}
# U+2028 and U+2029 end a line in old JavaScript.
IN_SCRIPT = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def claim(body: bytes) -> Json:
    """Return a stored body (a tombstone too) as the pages want it."""
    shown = parsed(body)
    shown["claim_date"] = day(shown["claim_date"])
    shown["published_at"] = moment(shown["published_at"])
    shown["first_published_at"] = moment(shown["first_published_at"])
    shown["claimant"] = _claimant(shown["claimant"])
    if "as_of" in shown:
        shown["as_of"] = day(shown["as_of"])
    point = shown.get("point_at_issue", {})
    shown["point"] = point if point.get("subject") else None
    _dates(point, "valid_from", "valid_to")
    for source in shown.get("sources", []):
        _source(source)
    for place in shown.get("appearances", []):
        _dates(place["article"], "date_published")
        place["article"]["link"] = link(place["article"]["url"])
        place["before"] = spacing.before(place["prefix"])
        place["after"] = spacing.after(place["suffix"])
    for pair in shown.get("contradictions", []):
        _contradiction(pair, shown)
    for reply in shown.get("right_of_reply", []):
        _dates(reply, "contacted_at", "answered_at")
        reply["channel_label"] = CHANNELS.get(reply["channel"], reply["channel"])
    return shown


def change(row: Json) -> Json:
    """Return one row of the list of corrections."""
    path = row["url"].replace(index.BASE, _prefix())
    return row | {
        "url": path, "step": STEPS[row["kind"]], "published_at": moment(row["published_at"]),
    }  # fmt: skip


def highlighted(hits: dict[str, str]) -> dict[str, SafeString]:
    """Return highlights of the record for a template: they are HTML, escaped already."""
    return {name: SafeString(text) for name, text in hits.items()}


def parsed(body: bytes) -> Json:
    """Parse a stored body; our own paths in it become those of this server."""
    value: Json = json.loads(index.absolute(body, _prefix()))
    return value


def data_block(value: Json) -> SafeString:
    """Write `value` as JSON that may stand inside <script>: no character in it can end it."""
    text = documents.dumps(value).decode()
    return SafeString(text.translate(IN_SCRIPT))


def link(url: str) -> str:
    """Return `url` if a reader may be sent there, else nothing: data can hold javascript:."""
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _prefix() -> str:
    return get_script_prefix().rstrip("/")


def _dates(row: Json, *names: str) -> None:
    for name in names:
        if name in row:
            row[name] = day(row[name])


def _claimant(row: Json | None) -> Json | None:
    if row is None:
        return None
    person = row["kind"] == Claimant.Kind.PERSON
    return row | {"link": link(row["same_as"]), "person": person}


def _source(row: Json) -> None:
    _dates(row, "date_published")
    row["link"] = link(row["url"])
    row["archived_link"] = link(row["archived_url"])
    row["stance_label"] = STANCES.get(row["stance"], row["stance"])
    row["type_label"] = SOURCE_TYPES.get(row["source_type"], row["source_type"])


def _contradiction(row: Json, shown: Json) -> None:
    _dates(row["other"], "valid_from", "valid_to")
    row["kind_label"] = KINDS.get(row["kind"], row["kind"])
    row["relation_label"] = RELATIONS.get(row["relation"], row["relation"])
    point = shown["point_at_issue"]
    row["sides"] = [
        {
            "label": "This claim", "value": row["value"], "text": shown["text"], "url": "",
            "holds": row["holds"] == "this",
            "valid_from": point["valid_from"], "valid_to": point["valid_to"],
        },
        {
            **row["other"], "label": "The other claim", "value": row["other_value"],
            "holds": row["holds"] == "other",
        },
    ]  # fmt: skip
