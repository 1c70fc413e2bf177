"""The project's settings, with a cluster of their own that need not survive a power cut."""

from factcheck.settings import *  # noqa: F403  every setting, and then the differences
from factcheck.settings import DATABASES, LOCAL_DIR

for _database in DATABASES.values():
    if "EMBEDDED" in _database:
        _database["EMBEDDED"] = {"root": LOCAL_DIR / "test-postgres", "durable": False}
    _database["CONN_MAX_AGE"] = 0

# Tests begin many a dump that they do not read: each has a slot until it is garbage.
THREADS = 256
# All tests come from one address.
RATE_LIMIT = ""

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
LOGGING = {"version": 1, "disable_existing_loggers": False}
