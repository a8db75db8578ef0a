from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    """Django's admin with our site in the place of the default one."""

    default_site = "articles.desk.site.DeskSite"
