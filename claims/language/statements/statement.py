"""A claim as it is compared."""

import builtins
from dataclasses import dataclass, field
from datetime import date

from claims.language.statements import attribution, points, times


@dataclass(frozen=True)
class Statement:
    """Its text and its point at issue; where that is missing, one is proposed from the text."""

    text: str
    subject: str = ""
    property: str = ""
    value: str = ""
    unit: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    said_on: date | None = None
    point: points.Point = field(init=False, compare=False)
    proposed: bool = field(init=False, compare=False)
    bare: str = field(init=False, compare=False)
    speaker: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        given = points.Point(
            self.subject, self.property, self.value, self.unit, self.valid_from, self.valid_to
        )
        object.__setattr__(self, "proposed", not given)
        object.__setattr__(self, "point", given or points.propose(self.text))
        said = attribution.split(self.text)
        object.__setattr__(self, "bare", said.statement)
        object.__setattr__(self, "speaker", said.speaker)

    @builtins.property
    def time(self) -> times.Interval:
        return times.of(self.point.valid_from, self.point.valid_to)

    @builtins.property
    def shown(self) -> str:
        return f"{self.point.value} {self.point.unit}".strip()
