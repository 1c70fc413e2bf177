"""The project's settings for the real server, without the files that `make run` collects for it."""

from factcheck.settings import *  # noqa: F403  every setting, and then the difference

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
