"""Leaving with the parent: a process whose parent was killed, and could say nothing, ends too."""

import os
import threading
import time

LOOK = 0.5
"""Seconds between two looks."""


def leave_with(parent: int) -> None:
    """End this process soon after its parent, the process `parent`, has ended."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
