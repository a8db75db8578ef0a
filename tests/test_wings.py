"""The wall between desk and public, tried from outside: every public URL there is, and a newsroom full of secrets.

The URLs come from the resolver: a new one without an example here fails the test, so nobody has to remember it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote

import orjson
import pytest
from django.db import connection
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from articles.actions import (
    candidates,
    claim_images,
    claims,
    comments,
    evidence,
    notes,
    public_members,
    publications,
    published_selection,
    redactions,
    tips,
    topics,
    verdicts,
    webhooks,
)
from articles.actions.verification import publications as verification
from articles.models import Article, Claimant, ClaimImage, Outlet, PublishedImage, Tip, Verdict
from articles.public.sitemaps import SIZE
from tests import factories, planted

pytestmark = pytest.mark.django_db

PRIVATE = ("admin/", "metrics")  # behind a login (tests/desk), or a token (tests/monitoring)

ALLOWED_TABLES = {
    "articles_publication",
    "articles_publicationcontent",
    "articles_publicationrendering",
    "articles_publishedarticle",
    "articles_publicmember",
    "articles_publishedclaimant",
    "articles_publishedentry",
    "articles_publishedcredit",
    "articles_publishedimage",
    "articles_publishedrendition",
    "articles_publishedsearch",
    "articles_publishedselection",
    "articles_publishedverdict",
    "articles_quotause",  # how often an address asked the API or pasted a message
    "articles_rating",
    "articles_rating_equivalents",
    "articles_ratingscale",
    "articles_withheldfigures",
}
BESIDE_THEM = {
    "write:tip": {"articles_tip", "articles_claim", "articles_article"},  # one, by an address that nobody guesses
    "letterbox:status": {"articles_tip", "articles_claim", "articles_article"},  # the same, for readers
}

# Nobody outside may read these, wherever they were written. Most are passages of texts that are otherwise public.
SECRETS = {
    "headline of a draft": "誰も知らない下書きの見出し",
    "claim of a draft": "まだ検証していない港の主張",
    "topic of a draft": "水面下の企画",
    "slug of a draft's topic": "under-water-plan",
    "unpublished revision": "公開後に書き直している途中の見出し",
    "minor's name": "水沢ひなた",
    "minor's alias": "ひなたん２０１３",
    "minor's account": "@hinatan_2013",
    "minor's URL": "https://sns.example/hinatan_2013/status/1",
    "title of a minor's post": "ひなたの部活日記",
    "private person's name": "柊木源五郎",
    "private person's account": "@gengoro_h",
    "private person's URL": "https://sns.example/gengoro_h/status/2",
    "private person's affiliation": "柊木鮮魚店店主",
    "sentence of a full text": "この段落は他社の記事の奥にあり引用の範囲から遠く離れている",
    "byline": "署名記者・楢崎",
    "account of an article": "@minato_daily_internal",
    "hidden version": "最初の版にだけあった裁判所の認める一節",
    "hidden version in English": "The passage that a court forbade",
    "hidden version in easy Japanese": "裁判所《さいばんしょ》が止《と》めたところ",
    "erased verdict": "消去が確認された検証記事の見出し",
    "erased statement": "消去が確認された検証の主張",
    "anonymous source": "匿名を望んだ課長補佐",
    "anonymous source's URL": "https://intra.example/kacho-hosa",
    "reason of a redaction": "仮処分決定第九十九号",
    "reason of a return": "差し戻しの社内向け理由",
    "rejected candidate's note": "見送りの社内向けメモ",
    "author who is not named": "楢原ことの",
    "login": "login-name-of-the-desk",
    "mail of an editor": "kotono.narahara@desk.example",
    "comment on a claim": "公開前に二人で話したこと",
    "source of a confidential note": "名を伏せた港湾課の人",
    "confidential note": "鍵をかけた取材メモの中身",
    "partner with a key": "契約前の提携先の名",
    "partner with an endpoint": "通知先を試している社の名",
    "tip of a reader": "港の倉庫で聞いたという読者の知らせ",
    "place of a reader": "第三埠頭の掲示板",
    "time of a reader": "二月三十日ごろの埠頭の昼休み",
    "concern of a reader": "埠頭で働く家族が心配だから",
    "contact of a reader": "futo.dokusha@reader.example",
    "endpoint": "https://inbox.example/secret-path-of-a-partner",
    **planted.WORDS,
}
PNG = b"\x89PNG"  # tests/public/test_cards.py reads what is drawn
PUBLIC = "図書館の来館者は二倍ではなく八分増"


@dataclass
class Newsroom:
    """Numbers for every place of a URL; those of drafts, hidden and unnameable things among them."""

    live: Verdict
    verdicts: list[int] = field(default_factory=list)
    claims: list[int] = field(default_factory=list)
    claimants: list[int] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    person: int = 0
    picture: str = ""
    tip: str = ""
    given: dict[str, str] = field(default_factory=dict)  # tokens: nobody chooses them

    @cached_property
    def secrets(self) -> dict[str, list[str]]:
        """Each in every form in which it might be told."""
        return {what: planted.forms_of(words) for what, words in {**SECRETS, **self.given}.items()}

    @property
    def editions(self) -> list[tuple[int, int]]:
        """(number, version), those included that there are not; of the live one the withdrawn and the unpublished too."""
        others = [(number, version) for number in self.verdicts[1:] for version in (1, 2)]
        return [*((self.live.pk, version) for version in range(1, 5)), *others]

    @property
    def year(self) -> int:
        return timezone.localdate().year


EXAMPLES: dict[str, Callable[[Newsroom], list[str]]] = {
    "public:home": lambda room: ["/"],
    "public:verdict-list": lambda room: [
        "/verdicts/",
        "/verdicts/?rating=fij-false&topic=libraries",
        f"/verdicts/?q={quote(PUBLIC)}",
    ],
    "public:check": lambda room: ["/check/"],
    "public:verdict-detail": lambda room: [f"/verdicts/{n}/" for n in room.verdicts],
    "public:version-detail": lambda room: [f"/verdicts/{n}/versions/{v}/" for n, v in room.editions],
    **{
        f"public:{language}-{name}": (lambda room, path=path: [path.format(n, v) for n, v in room.editions])
        for language in ("en", "easy")
        for name, path in (
            ("detail", f"/{language}/verdicts/{{0}}/"),
            ("version", f"/{language}/verdicts/{{0}}/versions/{{1}}/"),
            ("list", f"/{language}/"),
        )
    },
    "public:verdict-fragment": lambda room: [f"/verdicts/{n}/fragment.html" for n in room.verdicts],
    "public:verdict-print": lambda room: [f"/verdicts/{n}/print.txt" for n in room.verdicts],
    "public:verdict-qr": lambda room: [f"/verdicts/{n}/qr.svg" for n in room.verdicts],
    "public:verdict-embed": lambda room: [f"/embed/verdicts/{n}/" for n in room.verdicts],
    "public:manifest": lambda room: ["/site.webmanifest"],
    "public:logo": lambda room: ["/cards/logo.png"],
    "public:newsroom-card": lambda room: ["/cards/newsroom.png"],
    "public:version-card": lambda room: [f"/cards/verdicts/{n}/{v}.png" for n, v in room.editions],
    "public:claimant-detail": lambda room: [f"/claimants/{n}/" for n in room.claimants],
    "public:claim-image": lambda room: [f"/images/{n}/{room.picture}" for n in room.verdicts],
    "public:person-detail": lambda room: [f"/people/{room.person}/", f"/people/{room.person}/?part=approver"],
    "public:topic-detail": lambda room: [f"/topics/{slug}/" for slug in room.topics],
    "public:claimant-list": lambda room: ["/claimants/", "/claimants/?row=5"],
    "public:topic-list": lambda room: ["/topics/"],
    "public:archive": lambda room: ["/archive/"],
    "public:archive-year": lambda room: [f"/archive/{room.year}/"],
    "public:archive-month": lambda room: [f"/archive/{room.year}/{n:02}/" for n in range(1, 13)],
    "public:selection": lambda room: ["/selection/"],
    "public:ratings": lambda room: ["/ratings/"],
    "public:about": lambda room: ["/about/"],
    "public:funding": lambda room: ["/funding/"],
    "public:privacy": lambda room: ["/privacy/"],
    "public:contact": lambda room: ["/contact/"],
    "public:correction-list": lambda room: ["/corrections/"],
    "public:methodology": lambda room: ["/methodology/"],
    "public:statistics": lambda room: ["/statistics/"],
    "public:verdict-atom": lambda room: ["/feeds/verdicts.atom"],
    "public:verdict-rss": lambda room: ["/feeds/verdicts.rss"],
    "public:verdict-json": lambda room: ["/feeds/verdicts.json"],
    "public:smartformat": lambda room: ["/feeds/smartnews.xml"],
    "public:correction-feed": lambda room: [f"/feeds/corrections.{form}" for form in ("atom", "rss", "json")],
    "public:rating-feed": lambda room: ["/feeds/ratings/fij-false.atom"],
    "public:topic-feed": lambda room: [f"/feeds/topics/{slug}.rss" for slug in room.topics],
    "public:claimant-feed": lambda room: [f"/feeds/claimants/{n}.json" for n in room.claimants],
    "public:sitemap": lambda room: ["/sitemap.xml"],
    "public:sitemap-part": lambda room: [
        "/sitemap-pages-1.xml",
        *(f"/sitemap-verdicts-{(n - 1) // SIZE + 1}.xml" for n in room.verdicts),
        *(f"/sitemap-claimants-{(n - 1) // SIZE + 1}.xml" for n in room.claimants),
        "/sitemap-topics-1.xml",
        "/sitemap-archive-1.xml",
        *(f"/sitemap-renditions-{(n - 1) // SIZE + 1}.xml" for n in room.verdicts),
        f"/sitemap-people-{(room.person - 1) // SIZE + 1}.xml",
    ],
    "public:news-sitemap": lambda room: ["/sitemap-news.xml"],
    "public:robots": lambda room: ["/robots.txt"],
    "public:healthz": lambda room: ["/healthz"],
    "public:livez": lambda room: ["/livez"],
    "monitoring:csp-reports": lambda room: ["/csp-reports/"],
    "monitoring:security-txt": lambda room: ["/.well-known/security.txt"],
    "api:index": lambda room: ["/api/v1/"],
    "api:verdict-list": lambda room: ["/api/v1/verdicts/", "/api/v1/verdicts/?fields=id,claim,evidence"],
    "api:verdict-detail": lambda room: [f"/api/v1/verdicts/{n}/" for n in room.verdicts],
    "api:version-detail": lambda room: [f"/api/v1/verdicts/{n}/versions/{v}/" for n, v in room.editions],
    "api:claim-list": lambda room: ["/api/v1/claims/"],
    "api:claim-detail": lambda room: [f"/api/v1/claims/{n}/" for n in room.claims],
    "api:article-list": lambda room: ["/api/v1/articles/"],
    "api:article-detail": lambda room: [f"/api/v1/articles/{n}/" for n in room.articles],
    "api:claimant-list": lambda room: ["/api/v1/claimants/"],
    "api:claimant-detail": lambda room: [f"/api/v1/claimants/{n}/" for n in room.claimants],
    "api:rating-list": lambda room: ["/api/v1/ratings/"],
    "api:change-list": lambda room: ["/api/v1/changes/", "/api/v1/changes/?since=2"],
    "api:topic-list": lambda room: ["/api/v1/topics/"],
    "api:claim-review-list": lambda room: ["/api/v1/claim-reviews/"],
    "api:dump-list": lambda room: ["/api/v1/dumps/"],
    "api:dump-file": lambda room: [
        "/api/v1/dumps/verdicts-1-0123456789ab.jsonl.gz"
    ],  # what is in one: tests/api/test_dumps.py
    "api:match": lambda room: ["/api/v1/match/"],
    "api:openapi": lambda room: ["/api/v1/openapi.json"],
    "api:docs": lambda room: ["/api/v1/docs/"],
    "api:guide": lambda room: ["/api/v1/guide/"],
    "api:guide-webhooks": lambda room: ["/api/v1/guide/webhooks/"],
    "api:python-client": lambda room: [],  # a file of the release, no text: tests/clients/test_guide.py
    "articles": lambda room: ["/api/v1/articles/?limit=1"],
    # With a key: tests/api/write.
    "write:hand-in": lambda room: ["/api/v1/articles/?limit=2"],
    "write:revise": lambda room: [f"/api/v1/articles/{n}/revisions/" for n in room.articles],
    "write:extraction": lambda room: [f"/api/v1/articles/{n}/extraction/" for n in room.articles],
    "write:candidate-list": lambda room: [f"/api/v1/articles/{n}/candidates/" for n in room.articles],
    "write:tip-send": lambda room: ["/api/v1/tips/"],
    "write:tip": lambda room: [f"/api/v1/tips/{room.tip}/"],
    "write:webhook-list": lambda room: ["/api/v1/webhooks/"],
    **{
        f"write:{name}": lambda room, path=path: [f"/api/v1/webhooks/{n}/{path}" for n in (1, 2, 3)]
        for name, path in {
            "webhook": "",
            "delivery-list": "deliveries/",
            "webhook-replay": "replay/",
            "webhook-test": "test/",
            "webhook-enable": "enable/",
        }.items()
    },
    "write:extract": lambda room: ["/api/v1/extract/"],
    "letterbox:form": lambda room: ["/tips/"],
    "letterbox:status": lambda room: [f"/tips/{room.tip}/"],
    "google-claims": lambda room: [f"/v1alpha1/claims:search?query={quote(PUBLIC)}"],
    "google-unknown": lambda room: ["/v1alpha1/nothing"],
    "api-unknown": lambda room: ["/api/v1/nothing/"],
}
NEVER_200 = {
    *("api-unknown", "api:dump-file", "google-unknown", "api:match", "monitoring:csp-reports"),
    *("write:revise", "write:extraction", "write:candidate-list", "write:extract"),
    *("write:tip-send", "api:python-client"),
    *("write:webhook-list", "write:webhook", "write:delivery-list"),
    *("write:webhook-replay", "write:webhook-test", "write:webhook-enable"),
}


def test_every_public_url_has_an_example() -> None:
    assert set(public_names()) == set(EXAMPLES)


def test_no_public_url_reads_a_table_of_the_desk(newsroom: Newsroom) -> None:
    strangers: dict[str, set[str]] = {}
    for name, examples in EXAMPLES.items():
        for path in examples(newsroom):
            with tables_read() as tables:
                read(path)
            if further := tables - ALLOWED_TABLES - BESIDE_THEM.get(name, set()):
                strangers[path] = further

    assert strangers == {}


def test_the_watch_sees_a_table_of_the_desk(newsroom: Newsroom) -> None:
    with tables_read() as tables:
        Verdict.objects.filter(claim__claimant__name="x").exists()

    assert tables == {"articles_verdict", "articles_claim", "articles_claimant"}


def test_every_text_of_the_desk_is_a_secret(newsroom: Newsroom) -> None:
    """A new column comes with words in it that are looked for, or with a reason why not (tests/planted.py)."""
    secrets = list((SECRETS | newsroom.given).values())
    columns = [(table, column) for table, column in planted.columns() if table not in ALLOWED_TABLES]
    bare = {f"{table}.{column}" for table, column in columns if not planted.holds_one_of(secrets, table, column)}

    assert bare == set(planted.UNPLANTED)


def test_no_key_is_told_what_another_brought_in(newsroom: Newsroom) -> None:
    """With every scope there is: what the others sent, and what the desk has, is nobody's business."""
    headers = {"Authorization": f"Bearer {factories.api_key().token}"}
    paths = [path for examples in EXAMPLES.values() for path in examples(newsroom) if path.startswith("/api/")]

    assert [(path, what) for path in paths for what in told(newsroom, read(path, headers)[1])] == []


def test_no_public_url_tells_a_secret(newsroom: Newsroom) -> None:
    leaks = []
    served = set()
    for name, examples in EXAMPLES.items():
        for path in examples(newsroom):
            response, readings = read(path)
            leaks += [(path, what) for what in told(newsroom, readings)]
            if response.status_code == 200:
                served.add(name)

    response, readings = read("/metrics")
    picture = ClaimImage.objects.get(alt=SECRETS["picture of a draft"])
    assert leaks == []
    assert served == set(EXAMPLES) - NEVER_200
    assert (response.status_code, told(newsroom, readings)) == (200, [])
    assert {status(f"/images/{number}/{picture.sha256}") for number in newsroom.verdicts} == {404}


def asked(words: str) -> list[HttpResponse]:
    """What readers' page and API answer to a pasted message, to a search and to a parameter that there is not."""
    sought = quote(words)
    return [
        Client().post("/check/", {"message": words}),
        Client().post("/api/v1/match/", {"text": words}, content_type="application/json"),
        Client().get(f"/v1alpha1/claims:search?query={sought}"),
        Client().get(f"/api/v1/verdicts/?q={sought}"),
    ]


def test_no_message_is_answered_from_the_desk(newsroom: Newsroom) -> None:
    """Each secret, asked for by itself: no other secret is told, and nothing is said to be like it."""
    known = SECRETS | newsroom.given
    leaks = []
    with tables_read() as tables:
        for what, words in known.items():
            page, matches, google, *_lists = answers = asked(words)
            refused = 400 if what == "token of a key" else 200  # no key belongs into a URL, and none is said back
            assert (page.status_code, matches.status_code, google.status_code) == (200, 200, refused)
            for response in answers:
                found = html.unescape(response.content.decode())
                leaks += [(what, other) for other in told(newsroom, [found]) if known[other] not in words]
                leaks += [(what, "is checked")] * ('id="same-title"' in found or '"band":"same"' in found)
            leaks += [(what, "is found")] * ("claims" in google.json())

    assert leaks == []
    assert tables <= ALLOWED_TABLES
    assert all(
        str(newsroom.live.pk) in response.content.decode() for response in asked("市立図書館の来館者は２倍になった")[:3]
    )


def test_what_may_be_published_is_read_everywhere(newsroom: Newsroom) -> None:
    number = newsroom.live.pk
    places = [
        "/",
        "/verdicts/",
        f"/verdicts/{number}/",
        f"/verdicts/{number}/versions/2/",
        f"/embed/verdicts/{number}/",
        f"/claimants/{newsroom.live.claim.claimant_id}/",
        "/topics/libraries/",
        f"/archive/{newsroom.year}/",
        "/sitemap-news.xml",
        "/feeds/verdicts.atom",
        "/feeds/verdicts.rss",
        "/feeds/verdicts.json",
        f"/sitemap-verdicts-{(number - 1) // SIZE + 1}.xml",  # in the slug
        "/api/v1/verdicts/",
        f"/api/v1/verdicts/{number}/",
        "/api/v1/claims/",
        "/api/v1/changes/",
    ]

    assert [path for path in places if not said(PUBLIC, read(path)[1])] == []


def test_no_search_finds_a_verdict_by_a_secret(newsroom: Newsroom) -> None:
    def found(words: str) -> list[str]:
        return re.findall(r'href="/verdicts/(\d+)', read(f"/verdicts/?q={quote(words)}")[1][0])

    assert {what: found(words) for what, words in SECRETS.items() if found(words)} == {}
    assert found(PUBLIC)[0] == str(newsroom.live.pk)


def test_publish_correct_retract_redact_shows_right_everywhere() -> None:
    desk, second = factories.desk_editor(), factories.desk_editor()
    verdict = factories.approved_verdict(headline="最初の見出し")
    page, version = f"/verdicts/{verdict.pk}/", f"/verdicts/{verdict.pk}/versions/{{}}/"
    assert (status(page), changes()) == (404, [])

    publications.publish(verdict, by=desk)
    assert said("最初の見出し", read(page)[1])
    assert changes() == [("published", "live", "最初の見出し")]

    revised = verdicts.edit(verdicts.revise(verdict, by=desk), headline="直した見出し", by=desk)
    told = {"correction_kind": "correction", "correction_note": "見出しを直した"}
    revised = verdicts.edit(revised, by=desk, **told)
    assert not said("直した見出し", read(page)[1])
    revised = verdicts.approve(verdicts.submit(revised, by=desk), by=second)
    publications.correct(revised, by=desk)
    assert said("直した見出し", read(page)[1])
    assert said("見出しを直した", read("/corrections/")[1])
    assert said("最初の見出し", read(version.format(1))[1])
    assert changes() == [("published", "live", "最初の見出し"), ("correction", "live", "直した見出し")]

    publications.retract(verdict, note="前提に誤りがあった", by=desk)
    assert not said("前提に誤りがあった", read(page)[1])
    publications.publish_reason(verdict, by=second)
    assert said("前提に誤りがあった", read(page)[1])
    assert said("前提に誤りがあった", read("/corrections/")[1])
    assert changes()[-1] == ("retraction", "retracted", "直した見出し")
    assert status(version.format(1)) == 200

    redaction = redactions.hide(verdict, reason="決定", by=desk)
    sitemap = f"/sitemap-verdicts-{(verdict.pk - 1) // SIZE + 1}.xml"
    hidden = [("published", None, None), ("correction", None, None), *[("retraction", None, None)] * 2]
    for _ in range(2):  # hidden at once, and the same once it is erased
        assert [status(page), *(status(version.format(n)) for n in (1, 2, 3, 4))] == [410] * 5
        assert status(f"/api/v1/verdicts/{verdict.pk}/") == 410
        assert changes() == [*hidden, ("redaction", None, None)]
        for path in ("/", "/verdicts/", "/corrections/", "/feeds/verdicts.atom", sitemap, version.format(5)):
            readings = read(path)[1]
            assert not any(said(words, readings) for words in ("最初の見出し", "直した見出し", "前提に誤り")), path
        if redaction.closed_at is None:
            redaction = redactions.confirm(redaction, by=second)
    assert list(verification.verify()) == []


@pytest.fixture
def newsroom() -> Newsroom:
    """Everything that may be published is; everything in SECRETS is written down somewhere on the way."""
    reporter = factories.reporter(
        display_name=SECRETS["author who is not named"],
        email=SECRETS["mail of an editor"],
        first_name=SECRETS["first name"],
        last_name=SECRETS["last name"],
    )
    mail = SECRETS["mail of a member who is named"]
    desk = factories.desk_editor(username=SECRETS["login"], display_name="港 一郎", email=mail)
    public_members.agree(desk, by=desk)
    second = factories.desk_editor(display_name=SECRETS["approver who is not named"])
    room = Newsroom(live=_live(reporter, desk), person=desk.pk)
    room.given = planted.plant(room.live, reporter=reporter, desk=desk, second=second)
    _said_among_themselves(room.live, reporter)
    _about_unnameable(Claimant.Kind.MINOR, "minor", reporter, aliases=[SECRETS["minor's alias"]])
    affiliation = SECRETS["private person's affiliation"]
    _about_unnameable(Claimant.Kind.PRIVATE_PERSON, "private person", reporter, affiliation=affiliation)
    erased = factories.published_verdict(
        factories.claim(statement=SECRETS["erased statement"]), headline=SECRETS["erased verdict"]
    )
    redactions.confirm(redactions.hide(erased, reason=SECRETS["reason of a redaction"], by=desk), by=second)
    topic = topics.register(slug=SECRETS["slug of a draft's topic"], name=SECRETS["topic of a draft"], by=reporter)
    draft = factories.complete_draft(
        factories.claim(statement=SECRETS["claim of a draft"], topics=[topic]), headline=SECRETS["headline of a draft"]
    )
    verdicts.send_back(verdicts.submit(draft, by=reporter), reason=SECRETS["reason of a return"], by=desk)
    candidates.reject(factories.candidate(), reason="opinion", note=SECRETS["rejected candidate's note"], by=reporter)
    others = Verdict.objects.exclude(pk=room.live.pk).order_by("pk")
    room.verdicts = [room.live.pk, *others.values_list("pk", flat=True)]
    room.claims = [Verdict.objects.get(pk=number).claim_id for number in room.verdicts]
    room.claimants = list(Claimant.objects.order_by("pk").values_list("pk", flat=True))
    room.articles = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    room.topics = ["libraries", topic.slug]
    published_selection.publish()
    room.picture = PublishedImage.objects.get().sha256
    room.tip = _sent_by_a_reader(draft).token
    return room


def _sent_by_a_reader(draft: Verdict) -> Tip:
    """Attached to a claim whose verdict is a draft."""
    sent = tips.receive_from_reader(
        text=SECRETS["tip of a reader"],
        seen_where=SECRETS["place of a reader"],
        seen_when=SECRETS["time of a reader"],
        concern=SECRETS["concern of a reader"],
        contact=SECRETS["contact of a reader"],
        sending="a copy of the form",
    )
    return tips.attach(sent, claim=draft.claim_id, by=factories.desk_editor())


def _said_among_themselves(verdict: Verdict, by: Any) -> None:
    comments.write(verdict.claim, text=SECRETS["comment on a claim"], by=by)
    note = {"source": SECRETS["source of a confidential note"], "text": SECRETS["confidential note"]}
    notes.write(verdict, by=by, **note)
    factories.api_key(name=SECRETS["partner with a key"])
    endpoint = {"name": SECRETS["partner with an endpoint"], "url": SECRETS["endpoint"]}
    webhooks.register(kinds=["verdict.published"], by=factories.administrator(), **endpoint)


def _live(reporter: Any, desk: Any) -> Verdict:
    """Published three times over: version 1 withdrawn, version 2 shown, and a new round in work."""
    outlet = Outlet.objects.create(name="みなと日報")
    revision = factories.revision(
        f"市は来館者が２倍になったと発表した。{'そのほかの話題が続く。' * 8}{SECRETS['sentence of a full text']}。",
        outlet=outlet,
        url="https://daily.example/library",
        byline=SECRETS["byline"],
        account=SECRETS["account of an article"],
    )
    topic = topics.register(slug="libraries", name="図書館", by=reporter)
    claim = claims.word(
        statement="市立図書館の来館者は２倍になった",
        claimant=factories.claimant(name="みなと市"),
        topics=[topic],
        by=reporter,
    )
    candidates.accept(factories.candidate(revision, by=reporter), claim=claim, by=reporter)
    verdict = factories.complete_draft(
        claim,
        by=reporter,
        headline="図書館の記事",
        reasoning=f"年報を見た。{SECRETS['hidden version']}。",
        english_claim="Visitors doubled",
        english_summary=f"One.\n{SECRETS['hidden version in English']}.\nThree.",
        easy_claim="人《ひと》が２倍《にばい》になった",
        easy_summary=f"一。\n{SECRETS['hidden version in easy Japanese']}。\n三。",
    )
    evidence.add(
        verdict,
        title="市職員への取材",
        is_on_record=False,
        anonymity_reason="職務上の不利益を避けるため",
        source_name=SECRETS["anonymous source"],
        url=SECRETS["anonymous source's URL"],
        by=reporter,
    )
    claim_images.add(verdict, file=factories.picture(), alt="投稿の画面", by=reporter)
    verdict = verdicts.approve(verdicts.submit(verdict, by=reporter), by=desk)
    publications.publish(verdict, by=desk)
    told = {"correction_kind": "correction", "correction_note": "一部を削った"}
    verdict = verdicts.edit(
        verdicts.revise(verdict, by=desk),
        headline=PUBLIC,
        reasoning="年報を見た。",
        english_summary="One.\nTwo.\nThree.",
        easy_summary="一《いち》。\n二《に》。\n三《さん》。",
        by=desk,
        **told,
    )
    verdict = factories.approved(verdict, by=desk)
    publications.correct(verdict, by=desk)
    redactions.hide(verdict, versions=[1], reason=SECRETS["reason of a redaction"], by=desk)
    verdict = verdicts.edit(verdicts.revise(verdict, by=desk), headline=SECRETS["unpublished revision"], by=desk)
    return verdict


def _about_unnameable(kind: Claimant.Kind, who: str, reporter: Any, **fields: Any) -> Verdict:
    person = factories.claimant(name=SECRETS[f"{who}'s name"], kind=kind, **fields)
    post = factories.revision(
        f"図書館に行った人が２倍になったと聞いた。{'つづきの文。' * 12}",
        title=SECRETS.get(f"title of a {who}'s post", "投稿"),
        kind=Article.Kind.SOCIAL_POST,
        account=SECRETS[f"{who}'s account"],
        url=SECRETS[f"{who}'s URL"],
    )
    claim = claims.word(statement=f"図書館に行く人が増えたという{kind.label}の投稿", claimant=person, by=reporter)
    candidates.accept(factories.candidate(post, by=reporter), claim=claim, by=reporter)
    return factories.published_verdict(claim, by=reporter, headline="図書館の投稿を確かめた")


def public_names() -> Iterator[str]:
    yield from _names(get_resolver().url_patterns, prefix="", namespace="")


def _names(patterns: list[URLPattern | URLResolver], prefix: str, namespace: str) -> Iterator[str]:
    for entry in patterns:
        path = prefix + str(entry.pattern)
        if path.startswith(PRIVATE):
            continue
        if isinstance(entry, URLResolver):
            yield from _names(entry.url_patterns, path, f"{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield f"{namespace}{entry.name}"


@contextmanager
def tables_read() -> Iterator[set[str]]:
    """Names of tables in the SQL that is run, however it was written: any word that is a table's name."""
    known = set(connection.introspection.table_names())
    seen: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.update(known.intersection(re.findall(r"\w+", sql)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


def read(path: str, headers: dict[str, str] | None = None) -> tuple[HttpResponseBase, list[str]]:
    """The response after redirects, and its words in every way a reader or a program could come upon them."""
    response = Client().get(path, follow=True, headers=headers)
    content = b"".join(response) if response.streaming else response.content
    headers = [f"{name}: {value}" for name, value in response.items()]
    said = "" if content.startswith(PNG) else content.decode()
    text = "\n".join([*(url for url, _ in response.redirect_chain), *headers, said])
    unescaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    plain = html.unescape(unescaped)
    return response, [text, unescaped, plain, unquote(unescaped), re.sub(r"<[^>]*>|\s", "", plain)]


def said(words: str, readings: list[str]) -> bool:
    return any(words in reading for reading in readings)


def told(room: Newsroom, readings: list[str]) -> list[str]:
    """Which secrets are in one of these, in whatever form."""
    whole = "\n".join(readings)
    return [what for what, forms in room.secrets.items() if any(form in whole for form in forms)]


def status(path: str) -> int:
    return Client().get(path, follow=True).status_code


def changes() -> list[tuple[str, str | None, str | None]]:
    """(kind, state, headline) of each row of the log; None for what a tombstone does not tell."""
    rows = orjson.loads(Client().get("/api/v1/changes/").content)["results"]
    return [
        (
            row["kind"]["code"],
            *((row["verdict"]["state"], row["verdict"]["headline"]) if row["verdict"] else (None, None)),
        )
        for row in rows
    ]
