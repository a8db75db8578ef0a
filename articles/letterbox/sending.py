"""「情報提供」: a reader's form, with or without what was pasted on /check/, and the way on to the page of its state."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.actions import tips
from articles.actions.errors import Refused
from articles.letterbox import flood, received, stamps
from articles.letterbox.forms import TipForm
from articles.models import Tip

TRAP = "homepage"  # a field that no person sees; what fills in every field fills it in


# Exempt: there is no session to ride on and no cookie to keep a token in. All that another site could do is send a tip
# through its visitors' browsers; `is_from_elsewhere` gives them the form instead.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def form(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, TipForm())
    try:
        posted = received.posted(request)
    except received.Unreadable as error:
        return _page(request, TipForm(), status=error.status, unreadable=error.status)
    if "carried" in posted:
        return _page(request, TipForm(initial={"said": received.tidy(posted.get("carried", "")).strip()}))
    if not settings.READER_TIPS or is_from_elsewhere(request):
        return _page(request, as_typed(posted), is_from_elsewhere=True)
    return _received(request, posted)


def _received(request: HttpRequest, posted: QueryDict) -> HttpResponse:
    filled, signed = TipForm(posted), posted.get("stamp", "")
    stamp = stamps.read(signed)
    signed = signed if stamp else stamps.fresh()
    if not filled.is_valid():
        return _page(request, filled, status=422, stamp=signed)
    if posted.get(TRAP) or stamp is None or stamp.is_fast:
        return _page(request, as_typed(posted), status=422, stamp=signed, again=_why_again(posted, stamp))
    try:
        tip = _kept(request, filled, stamp)
    except flood.Full as full:
        return _later(request, as_typed(posted), full, signed)
    except Refused as refused:
        filled.add_error(None, str(refused))
        return _page(request, filled, status=422, stamp=signed)
    response = HttpResponseRedirect(reverse("letterbox:status", args=[tip.token]))
    response.status_code = 303
    return response


def _kept(request: HttpRequest, filled: TipForm, stamp: stamps.Stamp) -> Tip:
    """The tip of this copy of the form, which is not counted again. Raises flood.Full, Refused."""
    sending = tips.sending_of(stamp.copy, list(filled.told.values()))
    known = Tip.objects.filter(sending=sending).first()
    if known is not None:
        return known
    flood.admit(request)
    return tips.receive_from_reader(sending=sending, **filled.told)


def _why_again(posted: QueryDict, stamp: stamps.Stamp | None) -> str:
    if posted.get(TRAP):
        return _("見えない欄に文字が入っていました。自動の入力を切って、もう一度「編集部に送る」を押してください。")
    if stamp is None:
        return _(
            "フォームを開いてから一日以上たったか、開き直す必要があります。内容を確かめて、もう一度「編集部に送る」を押してください。"
        )
    return _(
        "送るのが早すぎて、機械の送信と見分けられませんでした。内容を確かめて、もう一度「編集部に送る」を押してください。"
    )


def _later(request: HttpRequest, filled: TipForm, full: flood.Full, signed: str) -> HttpResponse:
    again_at = timezone.now() + timedelta(seconds=full.seconds)
    response = _page(request, filled, status=429, stamp=signed, full=full, again_at=again_at)
    response["Retry-After"] = str(full.seconds)
    return response


def as_typed(posted: QueryDict) -> TipForm:
    """The form with what was typed, not yet judged."""
    return TipForm(initial={name: received.tidy(posted.get(name, "")) for name in TipForm.base_fields})


def _page(
    request: HttpRequest, filled: TipForm, *, status: int = 200, stamp: str = "", **context: object
) -> HttpResponse:
    if not settings.READER_TIPS:
        return render(request, "letterbox/closed.html", {"said": filled["said"].value()}, status=404)
    around = {
        "form": filled,
        "stamp": stamp or stamps.fresh(),
        "read_by": settings.READER_TIPS_READ_BY,
        "days": tips.CONTACT_KEPT.days,
        **context,
    }
    return render(request, "letterbox/form.html", around, status=status)


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Sent by a page of another site, as browsers say of themselves; those that say nothing have always been let in."""
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()
