"""The desk's own admin site, in the place of Django's default one."""

from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    default_site = "claims.admin.site.DeskSite"
