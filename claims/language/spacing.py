"""A pinned passage as it is printed: with the spaces that forms have stripped from around it."""

# Signs that join the word beside them.
OPENING = tuple('([{“‘«"-–/$€£')
CLOSING = tuple(')]}”’»".,;:!?%-–/')


def before(prefix: str) -> str:
    """Return what stands before the phrase, with a space unless the phrase is joined to it."""
    words = prefix.strip()
    if not words:
        return ""
    return f"…{words}" if words.endswith(OPENING) else f"…{words} "


def after(suffix: str) -> str:
    words = suffix.strip()
    if not words:
        return ""
    return f"{words}…" if words.startswith(CLOSING) else f" {words}…"
