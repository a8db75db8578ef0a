"""What reader pages need to show a snapshot: dates for people, places to break a heading, the newsroom's name."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import NamedTuple
from urllib.parse import quote, urlencode

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.japanese import furigana
from articles.models import PublishedVerdict, Rating, web_addresses
from articles.models.snapshot import Snapshot
from articles.public import addresses, dates, newsroom_pages, prose
from articles.public import face as faces
from articles.public.face import Face
from articles.public.lines import phrases

register = template.Library()

LONGEST_RUBY = 10  # signs of what a reading is of, which cannot break: as a headline they fill a line of a phone
CONTINUING = ("row", "after", "before")  # parameters by which a list goes on


class Newsroom(NamedTuple):
    name: str
    url: str
    is_demo: bool
    corrections_email: str
    corrections_form: str
    contact_email: str
    security_contacts: tuple[str, ...]
    pages: tuple[tuple[str, str], ...]
    """Address and title of the pages about it that have something to say."""
    publishes_selection: bool
    takes_tips: bool


@register.simple_tag
def newsroom() -> Newsroom:
    """A tag, not a context processor: kept fragments and the 500 page are rendered without a request."""
    return Newsroom(
        name=settings.NEWSROOM_NAME,
        url=settings.SITE_URL,
        is_demo=settings.DEMO,
        corrections_email=settings.CORRECTIONS_EMAIL,
        corrections_form=settings.CORRECTIONS_FORM_URL,
        contact_email=settings.CONTACT_EMAIL,
        security_contacts=tuple(settings.SECURITY_CONTACT),
        pages=_titled_pages(tuple(newsroom_pages.shown()), get_language()),
        publishes_selection=settings.PUBLISH_SELECTION,
        takes_tips=settings.READER_TIPS,
    )


@lru_cache
def _titled_pages(names: tuple[str, ...], _language: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((reverse(f"public:{name}"), str(newsroom_pages.KINDS[name].title)) for name in names)


class OnceNode(template.Node):
    """What is the same on every page: rendered once a process, for each language and each state of the newsroom."""

    child_nodelists = ()  # no block in it is anybody's to fill: `extends` need not look for one at each rendering

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist
        self._kept: dict[tuple[str | None, Newsroom | None], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        key = (get_language(), context.get("room"))
        if key not in self._kept:
            self._kept[key] = self.nodelist.render(context)
        return self._kept[key]


@register.tag
def once(parser: template.base.Parser, _token: template.base.Token) -> OnceNode:
    """`{% once %}…{% endonce %}` around what depends on nothing but `room`, the language and the release."""
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode(nodelist)


@register.simple_tag
def verdict_path(number: int, slug: str | None) -> str:
    return addresses.verdict_path(number, slug or "")


@register.simple_tag
def path_of(view: str, *numbers: int) -> str:
    """`{% url %}` of a view that is found by numbers alone: a verdict's, a version's, a person's."""
    return addresses.path_of(view, *numbers)


@register.simple_tag
def embed_url(number: int) -> str:
    return addresses.absolute(addresses.path_of("public:verdict-embed", number))


@register.simple_tag
def report_address(number: int, version: int) -> str:
    """Where a reader tells an error of this version: the newsroom's form, a mail, or the page that says how."""
    about = {"verdict": number, "version": version}
    if settings.CORRECTIONS_FORM_URL:
        joint = "&" if "?" in settings.CORRECTIONS_FORM_URL else "?"
        return f"{settings.CORRECTIONS_FORM_URL}{joint}{urlencode(about)}"
    if not settings.CORRECTIONS_EMAIL:
        return f"{reverse('public:methodology')}#report"
    subject = _("検証記事%(verdict)d番（第%(version)d版）の誤り") % about
    body = _("記事：%(url)s\n版：第%(version)d版\n\n違うと考えるところ：\n\n根拠となる資料：\n") % {
        **about,
        "url": addresses.verdict_url(number, ""),
    }
    said = urlencode({"subject": subject, "body": body.replace("\n", "\r\n")}, quote_via=quote)
    return f"mailto:{settings.CORRECTIONS_EMAIL}?{said}"


@register.simple_tag
def absolute(path: str) -> str:
    return addresses.absolute(path)


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """The address of a page among those that show the same: with what continues a list, without what was hung on it."""
    request = context["request"]
    own = {name: request.GET[name] for name in CONTINUING if request.GET.get(name)}
    return addresses.absolute(f"{request.path}{'?' if own else ''}{urlencode(own)}")


@register.simple_block_tag
def titled(content: str) -> SafeString:
    """The title of a page, for browsers and for who shares it. `content` is a rendered template: escaped."""
    return _twice('<title>{}</title>\n<meta property="og:title" content="{}">', content)


@register.simple_block_tag
def described(content: str) -> SafeString:
    return _twice('<meta name="description" content="{}">\n<meta property="og:description" content="{}">', content)


def _twice(form: str, content: str) -> SafeString:
    return format_html(form, *[mark_safe(content.strip())] * 2)  # noqa: S308 - the engine escaped it


@register.filter
def face(row: PublishedVerdict) -> Face:
    """What a list calls a verdict."""
    return faces.of_row(row)


@register.filter
def stamp(rating: Rating) -> SafeString:
    """`_stamp.html` of a rating that lists show many times: there are a few dozen ratings, so each is rendered once."""
    return _stamp(rating.code, rating.symbol, rating.name, get_language())


@lru_cache(maxsize=256)
def _stamp(code: str, symbol: str, name: str, _language: str | None) -> SafeString:
    return render_to_string("public/_stamp.html", {"rating": {"code": code, "symbol": symbol, "name": name}})


@register.filter
def reasoning(snapshot: Snapshot) -> SafeString:
    return prose.of(snapshot)


@register.filter
def breakable(text: str) -> SafeString:
    """`text`, escaped, with <wbr> between phrases, where a Japanese heading may break."""
    escaped = escape("\0".join(phrases(faces.fit(text))))  # which holds no NUL of its own
    return mark_safe(escaped.replace("\0", "<wbr>"))  # noqa: S308 - it is


@register.filter
def ruby(marked: str) -> SafeString:
    """`marked`, escaped, its readings above what they are of; in brackets where a browser shows none.

    What is too long for a line of a phone stands with its reading behind it, where both may break.
    """
    return mark_safe(  # noqa: S308 - escaped in parts
        "".join(
            _with_reading(piece) if piece.reading else escape(piece.text)
            for piece in furigana.pieces(faces.straight(marked))
        )
    )


def _with_reading(piece: furigana.Piece) -> SafeString:
    is_short = len(piece.text) <= LONGEST_RUBY and len(piece.reading) <= 2 * LONGEST_RUBY
    form = "<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>" if is_short else "{}（{}）"
    return format_html(form, *piece)


register.filter(faces.fit)
register.filter(dates.english_day)
register.filter(dates.day)
register.filter(dates.day_with_era)
register.filter(dates.minute)
register.filter(dates.instant)


@register.filter
def web_url(url: str) -> str:
    """`url` as it may be shown, if a browser may be sent there; empty for javascript: and the like."""
    return web_addresses.shown(url) if url.lower().startswith(("http://", "https://")) else ""
