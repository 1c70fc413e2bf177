"""manage.py make_antonyms FOLDER"""

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.language.statements import words

PARTS = {"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"}
ANTONYM = "!"
HEAD = (
    "# Pairs of antonyms from WordNet 3.1, by manage.py make_antonyms. Licence: WORDNET_LICENSE.\n"
)
Synsets = dict[tuple[str, str], tuple[list[str], list[str]]]
"""By part of speech and offset: the words, and the fields of the pointers."""


class Command(BaseCommand):
    """Take the pairs of antonyms out of WordNet's database files."""

    help = "Write the file of antonyms anew, from the folder of WordNet's data.noun, data.verb, …"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *_: Any, folder: Path, **__: Any) -> None:
        try:
            pairs = sorted(set(_pairs(_read(folder))))
        except OSError as error:
            raise CommandError(f"{folder} has no files of WordNet: {error}") from error
        lines = "".join(f"{one}\t{other}\n" for one, other in pairs)
        words.ANTONYMS.write_text(HEAD + lines, encoding="utf-8")
        self.stdout.write(f"{len(pairs)} pairs written.")


def _read(folder: Path) -> Synsets:
    found: Synsets = {}
    for part in sorted(set(PARTS.values())):
        for line in (folder / f"data.{part}").read_text(encoding="utf-8").splitlines():
            if not line.startswith(" "):  # the licence
                fields = line.split("|")[0].split()
                number = int(fields[3], 16)
                names = [re.sub(r"\(.*\)", "", name) for name in fields[4 : 4 + 2 * number : 2]]
                found[part, fields[0]] = (names, fields[5 + 2 * number :])
    return found


def _pairs(synsets: Synsets) -> Iterator[tuple[str, str]]:
    for names, pointers in synsets.values():
        for kind, offset, part, places in zip(*(pointers[n::4] for n in range(4)), strict=False):
            if kind == ANTONYM and part in PARTS:
                one = names[int(places[:2], 16) - 1].lower()
                other = synsets[PARTS[part], offset][0][int(places[2:], 16) - 1].lower()
                if one.isalpha() and other.isalpha():
                    yield min(one, other), max(one, other)
