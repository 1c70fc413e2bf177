"""The WSGI application that granian serves."""

import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from claims.api.lasting import stopping
from factcheck import leaving

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

application = get_wsgi_application()
stopping.listen()
# A server that was killed would leave its workers behind, which keep the port.
if parent := multiprocessing.parent_process():
    leaving.leave_with(parent.pid or 0)
