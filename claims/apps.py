"""The claims app: intake, desk and record in one migration chain."""

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Fact-check desk"

    def ready(self) -> None:
        if settings.NLI_MODEL:
            import_string("claims.language.nli.use")(settings.NLI_MODEL)
        # Permissions are rows that Django makes after a migration: only then can roles have them.
        sync = import_string("claims.desk.people.roles.sync")
        post_migrate.connect(sync, sender=self, dispatch_uid="claims.roles")
        # The clock of a session starts with it, however one logs in.
        begin = import_string("claims.admin.people.idle.begin")
        user_logged_in.connect(begin, dispatch_uid="claims.idle")
