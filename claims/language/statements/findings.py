"""What a comparison found."""

from dataclasses import dataclass, replace

SAME = "corroborates"


@dataclass(frozen=True)
class Finding:
    """Kind and relation are those of a contradiction; `corroborates` says that there is none."""

    kind: str
    relation: str
    left_value: str
    right_value: str
    score: float
    reason: str

    @property
    def same(self) -> bool:
        return self.relation == SAME

    def worth(self, factor: float) -> "Finding":
        return replace(self, score=round(self.score * factor, 4))
