"""What people outside ask the desk to check: the list, one tip with what was done about it, and the steps."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import tips
from articles.desk.requests import member
from articles.desk.steps import Step, SteppedAdmin, page_of
from articles.models import ApiKey, Article, Tip, User
from articles.models.tip import LONGEST_TIP

LARGEST_NUMBER = 2**63 - 1
SHOWN = 60  # code points of a tip in the list


class ArticleForm(forms.Form):
    text = forms.CharField(
        label=_("検証素材の本文"),
        strip=False,
        max_length=LONGEST_TIP,
        widget=forms.Textarea(attrs={"rows": 12, "class": "vLargeTextField"}),
        help_text=_(
            "確かめる文だけを残します。送り主の事情や個人情報は消してください。元の記事があるなら、その本文に置き換えます。"
        ),
    )
    kind = forms.ChoiceField(label=_("種類"), choices=Article.Kind.choices)

    @classmethod
    def of(cls, tip: Tip, data: Any = None, files: Any = None) -> ArticleForm:
        return cls(data, files, initial={"text": tip.text, "kind": Article.Kind.OTHER})


class ClaimForm(forms.Form):
    claim = forms.IntegerField(
        label=_("検証対象の番号"),
        min_value=1,
        max_value=LARGEST_NUMBER,
        help_text=_(
            "検証対象のページのURLにある番号です。検証記事が公開されると、送り主の状況ページにリンクが出ます。"
        ),
    )


class ClosingForm(forms.Form):
    closing = forms.ChoiceField(label=_("終了の理由"), choices=Tip.Closing.choices, widget=forms.RadioSelect)


class ErasingForm(forms.Form):
    sure = forms.BooleanField(label=_("消去は元に戻せないことを確認しました"))


def is_open(user: User, tip: Tip) -> bool:
    return tip.erased_at is None and tip.state != Tip.State.CLOSED


class SenderFilter(admin.SimpleListFilter):
    """Readers, and each key that has sent something."""

    title = _("送り主")
    parameter_name = "sender"
    READERS = "readers"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        keys = ApiKey.objects.filter(pk__in=Tip.objects.filter(key__isnull=False).values("key")).order_by("name", "pk")
        return [(self.READERS, _("読者")), *((str(key.pk), str(key)) for key in keys)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Tip]) -> QuerySet[Tip]:
        chosen = self.value()
        if chosen == self.READERS:
            return queryset.filter(key__isnull=True)
        known = {value for value, _label in self.lookup_choices}
        return queryset.filter(key=int(chosen)) if chosen and chosen in known else queryset


class TipAdmin(SteppedAdmin):
    list_display = ["beginning", "state", "received_at", "sender", "claim"]
    list_filter = ["state", SenderFilter, "closing", "received_at"]
    list_select_related = ["key", "claim"]
    search_fields = ["text", "url", "seen_where", "concern"]
    actions = ["close_as_spam", "reopen_chosen"]
    date_hierarchy = "received_at"
    ordering = ["-received_at", "-pk"]
    fields = [
        *("text", "url", "seen_where", "seen_when", "concern", "contact"),
        *("state", "closing", "article_link", "claim_link", "sender", "received_at"),
    ]
    readonly_fields: ClassVar[Any] = fields
    steps = (
        Step(
            name="look",
            label=_("確認を始める"),
            done=_("「確認中」にしました。送り主の状況ページにも出ます。"),
            perform=lambda tip, by, values: tips.look_at(tip, by=by),
            may=permissions.can_handle_tips,
            fits=lambda user, tip: is_open(user, tip) and tip.state == Tip.State.RECEIVED,
            is_main=True,
            event="tip.looked_at",
        ),
        Step(
            name="article",
            label=_("検証素材にする"),
            done=_("検証素材を作り、抽出を始めました。"),
            perform=lambda tip, by, values: tips.make_article(tip, text=values["text"], kind=values["kind"], by=by),
            may=permissions.can_handle_tips,
            fits=lambda user, tip: is_open(user, tip) and tip.article_id is None,
            asks=True,
            form=ArticleForm.of,
            explanation=_(
                "広まっている文を検証素材として取り込みます。URLはそのまま出典になります。連絡先は移しません。"
            ),
        ),
        Step(
            name="attach",
            label=_("検証対象に結び付ける"),
            done=_("検証対象に結び付けました。"),
            perform=lambda tip, by, values: tips.attach(tip, claim=values["claim"], by=by),
            may=permissions.can_handle_tips,
            fits=is_open,
            asks=True,
            form=lambda tip, *args: ClaimForm(*args),
            explanation=_("送り主には、公開された検証記事だけを知らせます。公開までは「確認中」と出ます。"),
        ),
        Step(
            name="close",
            label=_("終了する"),
            done=_("終了しました。"),
            perform=lambda tip, by, values: tips.close(tip, closing=values["closing"], by=by),
            may=permissions.can_handle_tips,
            fits=is_open,
            asks=True,
            form=lambda tip, *args: ClosingForm(*args),
            explanation=_("送り主には「終了」とだけ知らせ、理由は知らせません。あとで元に戻せます。"),
        ),
        Step(
            name="reopen",
            label=_("元に戻す"),
            done=_("「確認中」に戻しました。"),
            perform=lambda tip, by, values: tips.reopen(tip, by=by),
            may=permissions.can_handle_tips,
            fits=lambda user, tip: tip.erased_at is None and tip.state in (Tip.State.CLOSED, Tip.State.ATTACHED),
            event="tip.reopened",
        ),
        Step(
            name="erase",
            label=_("内容を消去する"),
            done=_("内容と連絡先を消去しました。"),
            perform=lambda tip, by, values: tips.erase(tip, by=by),
            may=permissions.can_erase_tip,
            fits=lambda user, tip: tip.erased_at is None,
            asks=True,
            form=lambda tip, *args: ErasingForm(*args),
            explanation=_(
                "送り主に頼まれたときなどに、内容、URL、連絡先を消します。届いた日時と状態は残ります。期限が切れるまでの"
                "バックアップには残ります。連絡先だけは、届いてから90日で自動的に消えます。"
            ),
            is_final=True,
        ),
    )

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        permissions.require(self.has_view_permission(request))
        return super().history_view(request, object_id, extra_context)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if permissions.can_handle_tips(member(request)) else {}

    @admin.action(description=_("選んだものを「迷惑な送信」として終了する"))
    def close_as_spam(self, request: HttpRequest, queryset: QuerySet[Tip]) -> None:
        closed = tips.close_as_spam(list(queryset), by=member(request))
        if not closed:
            self.message_user(request, gettext("終了できる情報提供は選ばれていません。"), messages.WARNING)
            return
        told = ngettext("%d件を終了しました。", "%d件を終了しました。", len(closed)) % len(closed)
        chosen = f"pk__in={','.join(str(tip.pk) for tip in closed)}"
        address = (
            f"{self.url_of('changelist')}?{chosen if len(closed) <= self.list_per_page else 'closing__exact=spam'}"
        )
        form = '{} <a href="{}">{}</a>'
        shown = format_html(form, told, address, gettext("終了したものを見る（選んで「元に戻す」ことができます）"))
        self.message_user(request, shown, messages.SUCCESS)

    @admin.action(description=_("選んだものを元に戻す（終了と結び付けを取り消す）"))
    def reopen_chosen(self, request: HttpRequest, queryset: QuerySet[Tip]) -> None:
        reopened = 0
        for tip in queryset:
            try:
                tips.reopen(tip, by=member(request))
            except (tips.TipNotDecided, tips.TipErased):
                continue
            reopened += 1
        told = ngettext("%d件を「確認中」に戻しました。", "%d件を「確認中」に戻しました。", reopened) % reopened
        self.message_user(request, told, messages.SUCCESS if reopened else messages.WARNING)

    @admin.display(description=_("送り主"), ordering="key")
    def sender(self, tip: Tip) -> str:
        return str(tip.key) if tip.key else gettext("読者")

    @admin.display(description=_("内容"))
    def beginning(self, tip: Tip) -> str:
        return Truncator(tip.text).chars(SHOWN) if tip.erased_at is None else gettext("（消去しました）")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.can_handle_tips(member(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) and self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("検証素材"))
    def article_link(self, tip: Tip) -> str:
        return format_html('<a href="{}">{}</a>', page_of(tip.article), tip.article) if tip.article else "—"

    @admin.display(description=_("検証対象"))
    def claim_link(self, tip: Tip) -> str:
        return format_html('<a href="{}">{}</a>', page_of(tip.claim), tip.claim) if tip.claim else "—"
