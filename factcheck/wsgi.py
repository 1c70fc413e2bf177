"""The WSGI application that granian serves."""

import gc
import multiprocessing
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from claims.api.lasting import stopping
from factcheck import databases, leaving, older

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

_django = get_wsgi_application()
databases.take(settings.WEB_DATABASES)

# Models can be imported once Django is set up.
from claims.api import hot  # noqa: E402
from claims.serving.front import front  # noqa: E402

older.refuse()
application = front.Front(_django, hot.READERS)
stopping.listen()
# What is loaded stays: the collector need not go through all of it again and again.
gc.collect()
gc.freeze()
# A server that was killed would leave its workers behind, which keep the port.
if parent := multiprocessing.parent_process():
    leaving.leave_with(parent.pid or 0)
