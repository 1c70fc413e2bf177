"""The desk's keyboard shortcuts: the one table that the help shows and the script follows.

What a key does is said by selectors of what it works on: a key whose target is not on the page, or
not this person's to press, does nothing. Steps that others see take a capital letter.
"""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Shortcut:
    """`do`: go to an address; follow or press the first `target`; or move among the rows."""

    keys: str
    label: str
    do: str
    target: str = ""

    @property
    def shown(self) -> list[str]:
        return self.keys.split(" ")


@dataclass(frozen=True)
class Group:
    title: str
    shortcuts: tuple[Shortcut, ...]


def _list(name: str, query: str = "") -> str:
    return reverse(f"admin:claims_{name}_changelist") + query


def groups() -> list[Group]:
    """Return all shortcuts, by where they work."""
    return [
        Group("Everywhere", _everywhere()),
        Group("In lists and My day", ROWS),
        Group("On a review", REVIEW),
        Group("On a contradiction", CONTRADICTION),
        Group("On what is proposed", PROPOSED),
    ]


def _everywhere() -> tuple[Shortcut, ...]:
    return (
        Shortcut("?", "These shortcuts", "help"),
        Shortcut("g d", "My day", "go", reverse("admin:index")),
        Shortcut("g r", "Reviews", "go", _list("review")),
        Shortcut("g m", "My reviews", "go", _list("review", "?whose=mine")),
        Shortcut("g c", "Claims", "go", _list("claim")),
        Shortcut("g x", "Contradictions", "go", _list("contradiction")),
        Shortcut("g s", "Sources", "go", _list("source")),
        Shortcut("n", "Next claim", "next", _list("review", "?whose=unassigned")),
        Shortcut("/", "Search this list", "focus", "#searchbar"),
    )


ROWS = (
    Shortcut("j", "Next row", "row", "1"),
    Shortcut("k", "Row before", "row", "-1"),
    Shortcut("o", "Open the row (Enter does, too)", "open"),
    Shortcut("x", "Tick the row", "tick"),
    Shortcut("b", "What to do with ticked rows", "focus", "#changelist select[name=action]"),
)
STEP = "button[formaction$='/step/{}/']"
REVIEW = (
    Shortcut("s", "Save", "press", "#review-form button[name=save]"),
    Shortcut("e", "Add a source", "focus", "#new-rows input[name$='-url']"),
    Shortcut("v", "To the verdict", "focus", "#review-form input[name=rating]"),
    Shortcut("t", "Take and start", "press", STEP.format("start")),
    Shortcut("S", "Submit for approval", "press", STEP.format("submit")),
    Shortcut("A", "Approve", "press", STEP.format("approve")),
    Shortcut("P", "Publish", "press", STEP.format("publish")),
    Shortcut("R", "Return: write why", "write", "#comment-return"),
    Shortcut("D", "Decline: write why", "write", "#comment-decline"),
)
CONTRADICTION = (
    Shortcut("C", "Confirm", "press", "form[action$='/decide/confirm/'] button"),
    Shortcut("h", "Which holds?", "focus", "input[name=holds]"),
    Shortcut("X", "Dismiss: write why", "write", "#reason"),
)
PROPOSED = (
    Shortcut("Y", "Yes, accept it", "press", "[data-quick=confirm], [data-quick=join]"),
    Shortcut("N", "No, dismiss it", "press", "[data-quick=dismiss]"),
    Shortcut("M", "Mend it, then decide", "unfold", ".desk-decide-here, [data-quick=change]"),
    Shortcut("I", "Take the proposed point at issue", "press", "button[form=point-form]"),
)
