"""The desk's own admin site, in the place of Django's default one."""

from django.contrib.admin.apps import AdminConfig

from factcheck import checks

__all__ = ["DeskAdminConfig", "checks"]


class DeskAdminConfig(AdminConfig):
    default_site = "claims.admin.site.DeskSite"
