"""The test database, served to browsers by a thread of this process."""

from contextlib import contextmanager

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

from tests import database


@contextmanager
def served():
    """Serve until the end; yields the address. All that was stored is wiped then."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    try:
        yield f"http://{thread.host}:{thread.port}"
    finally:
        thread.terminate()
        database.wipe()
