"""manage.py evaluate matching|contradictions|proposals --data FOLDER, and options of each"""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.language import nli
from claims.management.evaluation import contradictions, matching, scan


class Command(BaseCommand):
    """Measure what the desk's suggestions are worth, on data that others published."""

    help = "Print the figures of one part of the software on public data, beside plain baselines."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["contradictions", "matching", "proposals"])
        parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
        of_matching = parser.add_argument_group("of matching alone")
        of_matching.add_argument("--split", default="dev", help="what is measured (dev)")
        of_matching.add_argument(
            "--fit", action="store_true", help="fit the probability on the train split first"
        )
        of_matching.add_argument(
            "--keep", type=Path, metavar="FOLDER", help="where the vectors are kept for next time"
        )

        of_proposals = parser.add_argument_group("of proposals alone")
        of_proposals.add_argument("--first", type=int, default=50, help="how many are shown (50)")
        of_proposals.add_argument(
            "--judgements", type=Path, metavar="FILE", help="which pairs people found useful"
        )

    def handle(self, *_: Any, what: str, data: Path, **options: Any) -> None:
        try:
            for line in self._report(what, data, options):
                self.stdout.write(line)
        except OSError as error:
            why = f"{error.filename or data} cannot be read: {error.strerror or error}"
            raise CommandError(f"{why}. docs/quality.md says what belongs there.") from error
        except KeyError as error:
            raise CommandError(f"{data} cannot be read: {error} is missing there.") from error
        except UnicodeDecodeError as error:
            raise CommandError(
                f"A file in {data} is no UTF-8 ({error}). Save it as UTF-8."
            ) from error
        except nli.Unusable as error:
            raise CommandError(f"NLI_MODEL: {error}") from error
        except ValueError as error:
            raise CommandError(str(error)) from error

    def _report(self, what: str, data: Path, options: dict[str, Any]) -> Iterator[str]:
        if what == "contradictions":
            return contradictions.report(data)
        if what == "proposals":
            return scan.report(data, first=options["first"], judgements=options["judgements"])
        return matching.report(
            data, split=options["split"], fit=options["fit"], keep=options["keep"]
        )
