"""The form for readers. What is missing or too long is said in words that tell what to do."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from articles.japanese.invisible import is_readable
from articles.letterbox.received import tidy
from articles.models import texts
from articles.models.tip import LONGEST_CONCERN, LONGEST_CONTACT, LONGEST_MOMENT, LONGEST_PLACE, LONGEST_TIP

MOST_LINKS = 10
LONGEST_LINK = 2_000  # code points, as long as the desk keeps one
MOST_GARBLED = 10  # per cent of a text that was sent in another encoding

_LINK = re.compile("https?://", re.IGNORECASE)
_web_address = URLValidator(schemes=["http", "https"])


class ReaderText(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        too_long = _("%(show_value)d文字あります。%(limit_value)d文字までに縮めてください。")
        kwargs["error_messages"] = {"max_length": too_long, **kwargs.get("error_messages", {})}
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(tidy(value) if isinstance(value, str) else value) or ""
        return texts.on_one_line(text) if isinstance(self.widget, forms.TextInput) else text


def _lines(rows: int, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "cols": False, **attrs})


class TipForm(forms.Form):
    said = ReaderText(
        label=_("確かめてほしい話"),
        max_length=LONGEST_TIP,
        widget=_lines(8, autocomplete="off"),
        help_text=_(
            "投稿の文はそのまま貼り付け、聞いた話は聞いたとおりに書いてください。5,000文字まで。ほかの人の名前や連絡先は、なくても伝わるなら消してください。"
        ),
        error_messages={
            "required": _("確かめてほしい話が書かれていません。広まっている文や、聞いた話を書いてください。")
        },
    )
    seen_where = ReaderText(
        label=_("どこで見聞きしましたか"),
        required=False,
        max_length=LONGEST_LINK,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("投稿や動画のアドレス（https://…）か、「駅前で配られたチラシ」のような場所。"),
    )
    seen_when = ReaderText(
        label=_("いつ見聞きしましたか"),
        required=False,
        max_length=LONGEST_MOMENT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("「きのうの夜」「11月の初め」のように、分かる範囲で。"),
    )
    concern = ReaderText(
        label=_("気になる理由"),
        required=False,
        max_length=LONGEST_CONCERN,
        widget=_lines(3, autocomplete="off"),
        help_text=_("だれが困りそうか、どこまで広まっていそうか、など。1,000文字まで。"),
    )
    contact = ReaderText(
        label=_("連絡先"),
        required=False,
        max_length=LONGEST_CONTACT,
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
        help_text=_(
            "メールアドレスか電話番号。編集部が詳しいことをお尋ねするときだけに使い、公開しません。送ってから90日で消します。書かなくても送れます。"
        ),
    )
    consent = forms.BooleanField(
        label=_("上の「送ったあと」を読みました"),
        error_messages={"required": _("「送ったあと」を読み、確認の印を付けてください。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.errors if self.is_bound else ():
            self.fields[name].widget.attrs["aria-invalid"] = "true"

    def clean_said(self) -> str:
        said: str = self.cleaned_data["said"]
        if not is_readable(said):
            raise ValidationError(_("読める文字がありません。広まっている文や、聞いた話を書いてください。"))
        if said.count("\ufffd") * 100 > MOST_GARBLED * len(said):
            raise ValidationError(_("文字が化けていて読めません。もう一度、貼り付けるか書くかしてください。"))
        return said

    def clean_seen_where(self) -> str:
        where: str = self.cleaned_data["seen_where"]
        if len(where) > LONGEST_PLACE and not is_web_address(where):
            raise ValidationError(
                _("%(length)d文字あります。%(longest)d文字までに縮めてください。"),
                params={"length": len(where), "longest": LONGEST_PLACE},
            )
        return where

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        words = cleaned.get("said", "") + cleaned.get("concern", "")
        if len(_LINK.findall(words)) > MOST_LINKS:
            told = _("リンクは%(most)d件までにしてください。いちばん確かめてほしいものだけを残してください。")
            self.add_error("said", ValidationError(told, params={"most": MOST_LINKS}))
        return cleaned

    @property
    def told(self) -> dict[str, str]:
        """What was said, as the action takes it: an address where one was given, else the words for a place."""
        given = {name: self.cleaned_data[name] for name in ("seen_when", "concern", "contact")}
        where = self.cleaned_data["seen_where"]
        is_address = is_web_address(where)
        places = {"url": where if is_address else "", "seen_where": "" if is_address else where}
        return {"text": self.cleaned_data["said"], **given, **places}


def is_web_address(text: str) -> bool:
    try:
        _web_address(text)
    except ValidationError:
        return False
    return True
