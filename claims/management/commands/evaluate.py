"""manage.py evaluate matching --data FOLDER [--split dev] [--fit] [--keep FOLDER]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.language import calibration
from claims.language.measured import answers, corpus, matching


class Command(BaseCommand):
    """Measure what the desk is told, on data that others have published."""

    help = "Print how well matching does on a folder of data, against plain baselines."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["matching"])
        parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
        parser.add_argument("--split", default="dev", help="what is measured (dev)")
        parser.add_argument(
            "--fit", action="store_true", help="fit the probability on the train split first"
        )
        parser.add_argument(
            "--keep", type=Path, metavar="FOLDER", help="where the vectors are kept for next time"
        )

    def handle(
        self, *_: Any, data: Path, split: str, fit: bool, keep: Path | None, **__: Any
    ) -> None:
        try:
            claims = answers.reviewed(data)
            measured = answers.queries(data, split)
            train = answers.queries(data, "train") if fit else None
        except FileNotFoundError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{data.name}: {len(claims)} claims, {split}")
        kept_in = keep / f"{data.resolve().name}.npy" if keep else None
        searched = corpus.Corpus(claims, corpus.vectors(claims, kept_in))
        if train:
            name = f"CheckThat! 2022 task 2, {data.resolve().name}/train"
            calibration.write(matching.fit(searched, train, name=name))
            self.stdout.write(f"fitted on {name}, written to {calibration.FILE.name}")
        self._print(matching.figures(searched, measured))

    def _print(self, found: matching.Figures) -> None:
        self.stdout.write(
            f"queries {found.queries}\n"
            f"MAP@5 {found.ours:.4f}\n"
            f"  BM25 alone {found.words:.4f}\n"
            f"  embeddings alone {found.vectors:.4f}\n"
            f"recall at precision {matching.PRECISION:.2f}, half of the queries novel"
            f" {found.recall:.4f}\n"
            f"  BM25 of the ranking's first {found.recall_words:.4f}\n"
            f"  cosine of the ranking's first {found.recall_vectors:.4f}\n"
            f"at our threshold {calibration.threshold():.2f}: precision"
            f" {found.precision_shown:.4f}, recall {found.recall_shown:.4f}"
        )
