"""Django's checks for a deployment: what readers would look for and not find. `manage.py doctor` says the same."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.utils.translation import gettext as _

from articles.public import newsroom_pages


@register(Tags.files, deploy=True)
def newsroom_pages_are_written(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """articles.W001: a page about the newsroom has no text of its own."""
    missing = [name for name in newsroom_pages.KINDS if not newsroom_pages.text_of(name)]
    if not missing:
        return []
    files = "、".join(f"{name}.md" for name in missing)
    told = _("編集部について読者に説明する文書がありません：%(files)s（NEWSROOM_PAGES：%(folder)s）")
    return [
        Warning(
            told % {"files": files, "folder": settings.NEWSROOM_PAGES or _("未設定")},
            hint=_(
                "Markdown の文書（about.md、funding.md、privacy.md、contact.md、UTF-8）をフォルダーに置き、NEWSROOM_PAGES で"
                "示してください。手本は articles/demo/pages にあります。"
            ),
            id="articles.W001",
        )
    ]
