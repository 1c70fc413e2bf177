"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from claims.api import stopping

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

application = get_wsgi_application()
stopping.listen()
