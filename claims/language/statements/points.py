"""The point at issue of a statement, proposed from its words: subject, property, value, time.

Patterns, not a parser: what they do not know is split at the verb. A person confirms or mends it.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from claims.language.statements import attribution, quantities, times, words

ROLE = (
    r"(?:(?:prime|foreign|finance|agriculture|defence|trade|deputy|first|vice|chief|general|"
    r"interim|acting|attorney|secretary)[ -])*"
    r"(?:minister|president|premier|chancellor|governor|mayor|ambassador|chairman|chairwoman|"
    r"chair|leader|king|queen|spokesperson|spokesman|spokeswoman|secretary|director|head|ceo|"
    r"executive|speaker|general)"
    r"(?:\s+of\s+(?:state|government|agriculture|foreign affairs|finance|defence|trade))?"
)
NAME = (
    r"(?!(?:Since|When|If|While|After|Before|As)\b)"
    r"[^\W\d_a-z][\w'’-]*(?:\s+(?:[^\W\d_a-z][\w'’-]*|de|van|von|al|bin))*"
)
PLACE = r"(?:the\s+)?[^\W\d_a-z][\w'’-]*(?:\s+(?:of\s+)?[^\W\d_a-z][\w'’-]*)*"
IS = r"(?:is|was|has been|remains|will be)"
HOLDER = [
    re.compile(
        rf"^(?P<name>{NAME})\s+{IS}\s+(?:the\s+|a\s+)?(?P<role>{ROLE})\s+of\s+(?P<of>{PLACE})\b"
    ),
    re.compile(rf"^(?P<name>{NAME})\s+{IS}\s+(?P<of>{PLACE})['’]s\s+(?P<role>{ROLE})\b"),
    re.compile(
        rf"^(?P<of>{PLACE})['’]s\s+(?P<role>{ROLE})\b[^.]{{0,40}}?\s+{IS}\s+(?:called\s+|named\s+)?(?P<name>{NAME})"
    ),
    re.compile(
        rf"^[Tt]he\s+(?P<role>{ROLE})\s+of\s+(?P<of>{PLACE})(?:['’]s\s+government)?\b[^.]{{0,40}}?\s+{IS}\s+(?:called\s+|named\s+)?(?P<name>{NAME})"
    ),
    re.compile(
        rf"^[Tt]he\s+(?P<role>head)\s+of\s+(?P<of>{PLACE})['’]s\s+government\b[^.]{{0,40}}?\s+{IS}\s+(?:called\s+|named\s+)?(?P<name>{NAME})"
    ),
]
LEADS = {"head of government": "prime minister", "head": "prime minister"}
LINK = re.compile(
    r"\s(?P<verb>(?:is|are|was|were|has|have|had|will|would|can|cannot|could|may|must|does|do|did|"
    r"stood|stands|costs?|cost|charges?|charged|put|puts|set|sets|took|takes|rose|rises|fell|falls|"
    r"grew|grows|cut|cuts|met|meets|made|makes|gave|gives|wants?|wanted|plans?|aims?|agreed|agrees|"
    r"began|begins|ended|ends|starts?|started|spoke|speaks|became|becomes|gets?|got|holds?|held|"
    r"\w{3,}(?:ed|es|s))(?:n['’]t)?)\s",
)
NOUNS_IN_S = re.compile(
    r"(?:exports|imports|tariffs|talks|relations|cars|vehicles|states|nations|sales|provinces|"
    r"companies|officials|duties|ties|firms|goods|prices|taxes|jobs|workers|people's|politics|"
    r"news|ss|['’]s|us|is)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Point:
    """What a statement is about, read as a sentence; empty where nothing could be proposed."""

    subject: str = ""
    property: str = ""
    value: str = ""
    unit: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    attribution: str = ""
    negative: bool = False

    def __bool__(self) -> bool:
        return bool(self.subject and self.property and self.value)


def propose(text: str) -> Point:
    """Propose the point at issue of one statement."""
    said = attribution.split(re.sub(r'["“”]', "", text))
    sentence = said.statement.strip().rstrip(".")
    point = _holder(sentence) or _measured(sentence) or _split(sentence)
    denies = said.denied or words.negations(words.tokens(sentence)) % 2 == 1
    return replace(_dated(point, sentence), attribution=said.speaker, negative=denies)


def subject(sentence: str) -> str:
    """Return what stands before the verb of a sentence; empty where no verb is known."""
    return _parts(re.sub(r'["“”]', "", sentence) + " ")[0]


def is_role(prop: str) -> bool:
    """Whether a property is an office that one person holds at a time."""
    return bool(re.match(rf"^{ROLE}\b", prop.strip(), re.IGNORECASE))


def _holder(sentence: str) -> Point | None:
    for form in HOLDER:
        match = form.match(sentence)
        if match:
            role = match["role"].lower()
            where = re.sub(r"^the |['’]s$", "", match["of"])
            return Point(where, LEADS.get(role, role), match["name"])
    return None


def _measured(sentence: str) -> Point | None:
    """Propose the one quantity of a sentence as its value; what is around it is the property."""
    found = [one for one in quantities.find(sentence) if one.said.lower() != "one"]
    if len(found) != 1:
        return None
    only = found[0]
    head, verb, rest = _parts(sentence[: only.start])
    after = sentence[only.end :]
    if not head:
        return None
    counted = re.match(r"\s+([a-z][\w-]+(?:\s+a\s+(?:year|month|week|day))?)", after)
    unit = only.unit or (counted[1] if counted and counted[1] not in words.STOP else "")
    left = after[counted.end() :] if counted and not only.unit else after
    prop = " ".join(f"{_lemma(verb)} {rest} {TIDY.sub(' ', left)}".split()).strip(" ,.;:")
    number = only.said if not only.unit else re.sub(r"[^\d.,a-z -]+$|^[$€£¥]", "", _bare(only))
    return Point(head, prop[:300] or "number", number.strip(), unit)


TIDY = re.compile(r"\s+(?:in|on|since|by|at)\s+(?:the\s+)?(?:end of\s+)?(?:1[5-9]|20)\d\d\b")


def _bare(only: quantities.Quantity) -> str:
    return re.sub(quantities._UNIT_WORDS + r"$", "", only.said, flags=re.IGNORECASE)


def _split(sentence: str) -> Point:
    head, verb, rest = _parts(sentence + " ")
    if not head or not rest.strip():
        return Point()
    return Point(head, _lemma(verb) or "is", rest.strip(" .,")[:500])


def _parts(sentence: str) -> tuple[str, str, str]:
    """Split at the first word that looks like the verb: before, it, after."""
    start = 0
    while match := LINK.search(sentence, start):
        verb = match["verb"]
        noun = verb[0].isupper() or (NOUNS_IN_S.search(verb) and verb not in {"is", "was", "has"})
        if not noun:
            head = re.sub(r"\s+\w+ly$", "", sentence[: match.start()].strip())
            return head[:300], verb, sentence[match.end() :].strip()
        start = match.end() - 1
    return "", "", ""


def _lemma(verb: str) -> str:
    plain = re.sub(r"n['’]t$", "", verb.lower())
    return {"are": "is", "was": "is", "were": "is", "has": "has", "had": "has"}.get(plain, plain)


def _dated(point: Point, sentence: str) -> Point:
    found = times.find(sentence)
    if not point or len(found) != 1 or found[0].said in point.value:
        return point
    start, end = found[0].start, found[0].end
    return replace(
        point,
        valid_from=start if start != times.FIRST else None,
        valid_to=end if end != times.LAST else None,
    )
