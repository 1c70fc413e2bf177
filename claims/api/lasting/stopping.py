"""Waiting that ends at once when the server is told to stop.

A stream that slept on would hold its worker up until that is killed, and readers would see their
answer break off. Signals reach the main thread alone, and the server sets handlers of its own; so
we have the interpreter write to a socket as well, on which every stream waits.
"""

import select
import signal
import socket
import threading
import time

_told: socket.socket | None = None
_teller: socket.socket | None = None


def listen() -> None:
    """Begin to hear SIGINT and SIGTERM: called once a process, when the application is loaded.

    Outside of the main thread (Django's runserver) nothing is heard: waiting takes its time then.
    """
    global _told, _teller
    if threading.current_thread() is threading.main_thread():
        _told, _teller = socket.socketpair()
        _teller.setblocking(False)
        signal.set_wakeup_fd(_teller.fileno(), warn_on_full_buffer=False)


def wait(seconds: float) -> bool:
    """Wait, and say whether the server is to stop. Nobody reads the socket: all hear it."""
    if _told is None:
        time.sleep(seconds)
        return False
    return bool(select.select([_told], [], [], seconds)[0])
