"""Holds every passage in the database against the texts of the articles."""

import hashlib
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.intake import passages
from claims.models import Appearance, Article


class Command(BaseCommand):
    """Check that each passage stands in FOLDER/<article key>.txt exactly where it says."""

    help = (
        "Check every passage (exact, prefix, suffix, start, end) against the article texts in"
        " FOLDER, one UTF-8 file per article, named after the article's key: KEY.txt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="The folder that holds the KEY.txt files.")

    def handle(self, *_args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder: give the one with the article texts.")
        appearances = Appearance.objects.select_related("article", "claim").order_by(
            "article__key", "start"
        )
        checked = articles = 0
        problems: list[str] = []
        for article, group in groupby(appearances, key=lambda appearance: appearance.article):
            rows = list(group)
            checked += len(rows)
            articles += 1
            problems.extend(_of_article(article, rows, folder / f"{article.key}.txt"))
        self._conclude(problems, f"{checked} passages in {articles} articles")

    def _conclude(self, problems: list[str], counted: str) -> None:
        for line in problems:
            self.stderr.write(line)
        if problems:
            raise CommandError(f"{counted}: {len(problems)} problems, listed above.")
        self.stdout.write(f"{counted}: all match.")


def _of_article(article: Article, rows: list[Appearance], path: Path) -> Iterator[str]:
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")  # not read_text(): it would turn \r\n into \n and move offsets
    except OSError as error:
        yield f"{path}: {error.strerror}. Its {len(rows)} passages were not checked: add the file."
        return
    except UnicodeDecodeError as error:
        yield f"{path}: byte {error.start} is not UTF-8. Store the file as UTF-8 and check again."
        return
    digest = hashlib.sha256(raw).hexdigest()
    if article.text_sha256 and article.text_sha256 != digest:
        yield (
            f"{path}: its SHA-256 is {digest}, the article has {article.text_sha256}."
            " Use the file that the passages were pinned in, or store the new digest."
        )
    for row in rows:
        problem = passages.problem(text, row)
        if problem:
            yield f"{article.key} {row.start}–{row.end}, claim {row.claim.external_id}: {problem}"
