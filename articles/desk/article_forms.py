"""Forms about an article: a text pasted or uploaded, where it comes from, a passage marked by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django import forms
from django.core.files import File
from django.http import QueryDict
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from articles.actions import articles, withdrawals
from articles.actions.errors import Refused
from articles.desk.model_admin import AnyForm, VersionedForm
from articles.intake import document, prefill
from articles.intake.prefill import Said
from articles.japanese.invisible import is_readable
from articles.models import Article, WithdrawnText, texts, web_addresses
from articles.search.alike import Alike, articles_like

ANOTHER = "another"
DATE_IS_ENOUGH = _("時刻が分からなければ、日付だけでかまいません。")


class PastedText(forms.Form):
    """A text pasted or uploaded; `cleaned_data["text"]` holds it either way."""

    text = forms.CharField(
        label=_("本文"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "class": "vLargeTextField"}),
        help_text=_("貼り付けるか、下でファイルを選びます。本文はこのまま保存され、あとから書き換わりません。"),
    )
    upload = forms.FileField(
        label=_("ファイル"),
        required=False,
        help_text=_(
            "テキスト、保存したページ（HTML・MHTML）、メール（.eml）、Word（.docx）、字幕（SRT・VTT）、国会会議録（JSON・XML）、"
            "RSS、本文の列のあるCSV。文字コードは自動で見分けます。"
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload = cleaned.pop("upload", None)
        if upload and cleaned.get("text", "").strip():
            self.add_error("upload", _("本文とファイルの両方が入っています。どちらか一方にしてください。"))
        elif upload:
            self._read(upload, cleaned)
        elif "upload" not in self.errors and not cleaned.get("text", "").strip():
            self.add_error("text", _("本文を貼り付けるか、ファイルを選んでください。"))
        return cleaned

    def _read(self, upload: File[bytes], cleaned: dict[str, Any]) -> None:
        try:
            page = document.read(upload.read(document.max_bytes() + 1))
        except Refused as refused:
            self.add_error("upload", str(refused))
            return
        cleaned["text"] = page.text
        self._describe(prefill.of(page), cleaned)

    def _describe(self, said: Said, cleaned: dict[str, Any]) -> None:
        """Hook: what the file says of itself, for forms that ask for it."""


class ImportForm(PastedText, AnyForm):
    same_as = forms.CharField(required=False, max_length=20)  # drawn by the template, once there is something to choose
    nevertheless = forms.CharField(required=False, max_length=2000)  # drawn where the text was erased by a redaction

    class Meta:
        model = Article
        fields = [*articles.SOURCE_FIELDS, "url"]
        help_texts = {
            "title": _("空なら本文の1行目を使います。"),
            "url": _("登録済みのURLなら、新しい版として加わります。"),
            "published_at": DATE_IS_ENOUGH,
        }
        # the admin's own widget would show what was typed as the「現在の値」of an article that is not there yet
        widgets: ClassVar[Any] = {"url": forms.URLInput(attrs={"class": "vURLField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.outlet_said = ""
        self.alike: list[Alike] = []
        self.withdrawn: WithdrawnText | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["title"] = texts.on_one_line(cleaned.get("title") or "")
        for name, takes in (("title", texts.runs_straight), ("url", web_addresses.leads_openly)):
            self._hold(name, takes, cleaned.get(name) or "")
        if cleaned.get("text") and not self.errors:
            text = cleaned["text"].replace("\r\n", "\n")
            known = articles.known(url=cleaned.get("url") or "", text=text)
            if known is None:
                self._ask_about_the_like(text, cleaned)
            else:  # another version of it, or the same once more
                del cleaned["same_as"]
            if "same_as" not in cleaned and (known is None or known.current_revision.text != text):
                self._ask_about_the_withdrawn(text, cleaned)
            if self.errors:
                self._keep_what_was_read(cleaned)
        return cleaned

    def _ask_about_the_withdrawn(self, text: str, cleaned: dict[str, Any]) -> None:
        """A desk editor may take in what a redaction erased, and says why; the action asks who it is."""
        self.withdrawn = withdrawals.found([text]).get(text)
        if self.withdrawn and not is_readable(cleaned["nevertheless"]):
            self.add_error("nevertheless", _("消去した本文と同じです。まだ取り込んでいません。"))

    def _ask_about_the_like(self, text: str, cleaned: dict[str, Any]) -> None:
        """Nothing is refused: the editor says whether this is an article that is here already, under another address."""
        chosen = cleaned.pop("same_as")
        self.alike = articles_like(text, articles.sha256(text))
        offered = {str(one.article.pk): one.article for one in self.alike}
        if chosen in offered:
            cleaned["same_as"] = offered[chosen]
        elif self.alike and chosen != ANOTHER:
            self.add_error("same_as", _("本文が同じか、ほぼ同じ検証素材があります。どうするかを選んでください。"))

    def _keep_what_was_read(self, cleaned: dict[str, Any]) -> None:
        """A browser sends a file once: what was read of it stands in the fields from here on."""
        typed = cast(QueryDict, self.data).copy()
        for name in ("text", "title", "url", "byline"):
            typed[name] = cleaned.get(name) or ""
        if cleaned.get("published_at") and not typed.get("published_at_0"):
            moment = localtime(cleaned["published_at"])
            typed["published_at_0"], typed["published_at_1"] = f"{moment:%Y-%m-%d}", f"{moment:%H:%M}"
        self.data = typed

    def _describe(self, said: Said, cleaned: dict[str, Any]) -> None:
        """Fill in what was left empty; what was typed stands. An outlet is registered with the article, if it is new."""
        for name in ("title", "url", "byline", "published_at"):
            cleaned[name] = cleaned.get(name) or getattr(said, name)
        if said.kind and "kind" not in self.changed_data:
            cleaned["kind"] = said.kind
        self.outlet_said = "" if cleaned.get("outlet") else said.outlet

    def _hold(self, name: str, takes: Callable[[str], None], value: str) -> None:
        """Of a field that is excluded from the model's own validation."""
        try:
            takes(value) if value else None
        except forms.ValidationError as error:
            self.add_error(name, error)

    def _get_validation_exclusions(self) -> set[str]:
        # import_article finds a title itself and turns a known URL into a revision, so neither is an error here.
        return {*super()._get_validation_exclusions(), "title", "url"}  # type: ignore[misc] # not in the stubs


class SourceForm(VersionedForm):
    class Meta:
        model = Article
        fields = articles.SOURCE_FIELDS
        help_texts = {"published_at": DATE_IS_ENOUGH}


class PassageForm(forms.Form):
    passage = forms.CharField(
        label=_("候補にする文"),
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text=_("本文のとおりに入れます。最初に現れた箇所が候補になります。"),
    )
