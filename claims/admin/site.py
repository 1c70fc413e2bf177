from django.contrib.admin import AdminSite


class DeskSite(AdminSite):
    site_header = "Fact-check desk"
