"""A pinned passage as it is printed: with the spaces that forms have stripped from around it.

“…” says that the quotation is cut within a sentence. It stands neither after the end of one, nor
where the words begin with the end of the sentence before: that sign is left off. A capital letter
tells nothing: names have one, too.
"""

import re

# Signs that join the word beside them.
OPENING = tuple('([{“‘«"-–/$€£')
CLOSING = tuple(')]}”’»".,;:!?%-–/')

ENDS = re.compile(r"""[.!?…。！？]["”’»'\])]*$""")
ENDS_BEFORE = re.compile(r"""[.!?。！？]["”’»'\])]*(?:\s+|$)""")
CUT = ("…", "...")
"""What a quotation begins with that says itself where it is cut."""


def before(prefix: str) -> str:
    """Return what stands before the phrase, with a space unless the phrase is joined to it."""
    words = prefix.strip()
    if not words:
        return ""
    end = ENDS_BEFORE.match(words)
    printed = words[end.end() :] if end else words if words.startswith(CUT) else f"…{words}"
    return printed if not printed or words.endswith(OPENING) else f"{printed} "


def after(suffix: str) -> str:
    words = suffix.strip()
    if not words:
        return ""
    printed = words if ENDS.search(words) else f"{words}…"
    return printed if words.startswith(CLOSING) else f" {printed}"
