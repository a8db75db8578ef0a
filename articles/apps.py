from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("検証デスク")

    def ready(self) -> None:
        from articles.public import system_checks  # noqa: F401 - it registers them; models have to be there first
