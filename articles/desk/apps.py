from django.contrib.admin.apps import AdminConfig
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _


class DeskAdminConfig(AdminConfig):
    """Django's admin with our site in the place of the default one."""

    default_site = "articles.desk.site.DeskSite"

    def ready(self) -> None:
        """Django's Japanese asks for a text where there is one, with a character in it that nobody can see."""
        super().ready()
        ProhibitNullCharactersValidator.message = _(
            "見えない文字（NUL）が入っています。その前後を打ち直すか、文字だけを貼り付け直してください。"
        )
