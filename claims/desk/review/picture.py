"""The picture of the states, as a Mermaid diagram made from the table of transitions."""

from claims.desk.review import states
from claims.models import ReviewState


def mermaid() -> str:
    """Return the diagram that docs/architecture.md shows."""
    lines = ["stateDiagram-v2", f"    [*] --> {ReviewState.NEW}"]
    for move in states.MOVES:
        for source in move.sources:
            lines.append(f"    {source} --> {move.target or source}: {_caption(move)}")
    for source, target in sorted(states.BY_WORKFLOW):
        lines.append(f"    {source} --> {target}: a correction is published")
    return "\n".join(lines)


def _caption(move: states.Move) -> str:
    notes = []
    if move.who != states.Who.ANYONE:
        notes.append(f"by {move.who}")
    if move.comment:
        notes.append("says why")
    if move.gated:
        notes.append("standards met")
    return f"{move.action} ({', '.join(notes)})" if notes else move.action
