"""`python -m factcheck.embedded stop|destroy FOLDER`: for the Makefile and for emergencies."""

import argparse
from pathlib import Path

from factcheck.embedded import cluster, exceptions


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m factcheck.embedded", description=__doc__)
    parser.add_argument("action", choices=["stop", "destroy"])
    parser.add_argument("folder", type=Path, help="the root of the cluster")
    arguments = parser.parse_args()
    chosen = cluster.Cluster(arguments.folder)
    try:
        chosen.stop() if arguments.action == "stop" else chosen.destroy()
    except exceptions.ClusterError as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
