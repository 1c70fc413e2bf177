"""How much memory the server keeps pages in: a part of the machine's, as others work there too."""

import contextlib
import os
from pathlib import Path

LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""What a container may have: `max` says that there is no limit, and so does a huge number."""
MB = 1024 * 1024
PART, LEAST, MOST = 8, 128, 1024
"""An eighth, in MB from LEAST to MOST. PostgreSQL's manual begins with a quarter, of a machine that
it has to itself. A million claims have 300 MB in the desk's main table."""


def shared_buffers(limits: tuple[Path, ...] = LIMITS) -> str:
    """Return PostgreSQL's setting of that name."""
    return f"{min(max(_bytes(limits) // PART // MB, LEAST), MOST)}MB"


def _bytes(limits: tuple[Path, ...]) -> int:
    least = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for path in limits:
        with contextlib.suppress(OSError, ValueError):
            least = min(least, int(path.read_text()))
    return least
