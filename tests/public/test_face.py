"""What a verdict is called: the state before everything, and nothing of what was withdrawn or mended."""

import contextlib
import re

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Publication, PublishedVerdict
from articles.models.snapshot import Snapshot
from articles.public import card, cards, face, versions
from articles.public.face import Face
from tests import factories
from tests.public.generated import HEADLINE, LINE, snapshots

KINDS = [kind.value for kind in Publication.CORRECTIONS]
State = PublishedVerdict.State
VOID_STAMP = card.Stamp("—", "取り消し", card.MUTED)


def row_of(snapshot: Snapshot, *, state: State = State.LIVE, change: str = "", version: int = 1) -> PublishedVerdict:
    return PublishedVerdict(
        verdict_number=snapshot["number"],
        version=version,
        state=state,
        change=change,
        slug=snapshot["slug"],
        headline=snapshot["headline"],
        statement=snapshot["claim"]["statement"],
        first_published_at=timezone.now(),
    )


def said(shown: Face) -> str:
    drawn = card.laid_out(shown.lead + shown.name)
    return "".join([shown.title, shown.rated_title, shown.description, shown.path, *drawn])


@settings(max_examples=1000)
@given(snapshots(), st.lists(st.sampled_from(KINDS), max_size=4))
def test_every_surface_says_the_same_and_says_what_was_mended(snapshot: Snapshot, kinds: list[str]) -> None:
    change = face.leading_change(["published", *kinds])

    listed, page = face.of_row(row_of(snapshot, change=change)), face.of_snapshot(snapshot, change)

    assert (listed.title, listed.path, listed.is_void) == (page.title, page.path, page.is_void)
    marked = "correction" in kinds or "rating_change" in kinds
    assert bool(page.mark) == marked
    assert page.title.startswith("【" if marked else HEADLINE)
    assert page.rated_title.startswith(page.lead)
    assert page.description.startswith(f"{page.lead}【誤り】「")
    assert re.search("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", said(page)) is None


@settings(max_examples=1000)
@given(snapshots(), st.lists(st.sampled_from(KINDS), max_size=3), st.sampled_from(list(State)))
def test_nothing_of_a_withdrawn_or_old_version_is_repeated(snapshot: Snapshot, kinds: list[str], state: State) -> None:
    mended: Snapshot = {**snapshot, "headline": "直した題", "slug": "直した題", "summary": ["一。"]}
    newest = row_of(mended, state=state, change=face.leading_change(kinds), version=9)

    old = face.of_version(1, newest, kinds)

    assert [words for words in (HEADLINE, LINE) if words in said(old)] == []
    assert old.rating == ""
    if state == State.RETRACTED:
        void = face.of_snapshot({**snapshot, "state": "retracted"}, "")
        assert (old.mark, void.mark, face.of_row(newest).mark) == ("取り消し",) * 3
        assert (old.path, void.path) == ("/verdicts/20/",) * 2
        assert [words for words in (HEADLINE, LINE) if words in said(void)] == []
    else:
        assert old.mark.endswith("版")


@pytest.mark.parametrize(
    ("kinds", "leads"),
    [
        (["published"], ""),
        (["published", "addition", "amendment"], ""),
        (["published", "rating_change", "addition"], "rating_change"),
        (["published", "correction", "rating_change", "amendment"], "correction"),
        (["published", "correction", "redaction", "published"], ""),
    ],
)
def test_a_text_once_corrected_stays_one_that_was(kinds: list[str], leads: str) -> None:
    assert face.leading_change(kinds) == leads


@pytest.mark.timeout(60)
def test_long_text_is_drawn_all_the_same() -> None:
    for sign in ("あ", "W", "〓", "\u3099", "😀", "「", "、", " "):
        drawn = card.draw(card.Card(sign * 100_000, "【訂正】", sign * 100_000, None, sign * 100_000))
        assert drawn.startswith(b"\x89PNG")


@pytest.mark.django_db
class TestPages:
    def test_old_version_of_a_retracted_verdict_does_not_accuse(self, client: Client) -> None:
        verdict = factories.corrected(factories.published_verdict(headline="市長は嘘つき"), summary="一。\n二。\n三。")
        factories.retracted(verdict)

        for path in (f"/verdicts/{verdict.number}/", *(f"/verdicts/{verdict.number}/versions/{n}/" for n in (1, 2, 3))):
            head = head_of(client, path)
            assert head.count("【取り消し】") == 3  # title, og:title, the picture's description
            assert [words for words in ("市長は", "年報", "【誤り】") if words in head] == []
            assert f'<link rel="canonical" href="http://127.0.0.1:8000/verdicts/{verdict.number}/">' in head

    def test_old_version_of_a_corrected_verdict_points_to_the_newest(self, client: Client) -> None:
        verdict = factories.corrected(
            factories.published_verdict(headline="前の題"), headline="後の題", summary="一。\n二。\n三。"
        )
        address = client.get(f"/verdicts/{verdict.number}/").headers["Location"]

        old, new = head_of(client, f"/verdicts/{verdict.number}/versions/1/"), head_of(client, address)

        assert "前の題" not in old
        assert f"<title>【訂正前の版】検証記事{verdict.number}番 第1版｜" in old
        assert "最新の版：【訂正】後の題" in old
        assert "noindex" in old
        assert f'rel="canonical" href="http://127.0.0.1:8000{address}"' in old
        assert "<title>【訂正】後の題｜" in new

    def test_slug_of_what_was_retracted_is_left(self, client: Client) -> None:
        verdict = factories.published_verdict(headline="市長は嘘つき")
        address = client.get(f"/verdicts/{verdict.number}/").headers["Location"]
        factories.retracted(verdict)

        assert client.get(address).headers["Location"] == f"/verdicts/{verdict.number}/"
        for path in ("/sitemap.xml", "/feeds/verdicts.atom", "/corrections/", "/api/v1/claims/"):
            assert (path, address in client.get(path).content.decode()) == (path, False)

    def test_lists_lead_with_what_was_mended(self, client: Client) -> None:
        factories.corrected(factories.published_verdict(headline="後の題"), summary="一。\n二。\n三。")

        for path in ("/", "/verdicts/", "/verdicts/?q=図書館", "/corrections/"):
            page = re.sub("<[^>]+>", "", client.get(path).content.decode())
            assert "【訂正】後の題" in page


@pytest.mark.django_db
class TestCards:
    def test_card_is_kept_by_version_and_gone_with_it(self, client: Client) -> None:
        verdict = factories.published_verdict()
        path = f"/cards/verdicts/{verdict.number}/1.png"
        first = client.get(path)
        again = client.get(path, headers={"if-none-match": first.headers["ETag"]})
        factories.corrected(verdict, summary="一。\n二。\n三。")
        old = client.get(path, headers={"if-none-match": first.headers["ETag"]})
        factories.hidden(verdict)

        assert (first.status_code, first.headers["Content-Type"]) == (200, "image/png")
        assert again.status_code == 304
        assert (old.status_code, old.content == first.content) == (200, False)
        assert client.get(path).status_code == 410

    def test_size_is_what_the_page_says(self, client: Client) -> None:
        number = factories.published_verdict().number
        head = head_of(client, client.get(f"/verdicts/{number}/").headers["Location"])

        image = client.get(f"/cards/verdicts/{number}/1.png").content

        assert (int.from_bytes(image[16:20]), int.from_bytes(image[20:24])) == card.SIZE
        assert f"http://127.0.0.1:8000/cards/verdicts/{number}/1.png" in head
        assert re.findall(r'og:image:(?:width|height)" content="(\d+)"', head) == ["1200", "630"]

    def test_card_of_a_retracted_verdict_has_its_stamp_and_no_rating(self) -> None:
        verdict = factories.retracted(factories.published_verdict())

        first, newest = (cards.of_version(versions.find(verdict.number, version)) for version in (1, 3))

        assert (first.stamp, first.lead) == (newest.stamp, newest.lead) == (VOID_STAMP, "【取り消し】")
        assert first.text == f"検証記事{verdict.number}番 第1版"
        assert newest.text == "「市立図書館の来館者は前年度の２倍に増えた」の検証"


@pytest.mark.django_db
def test_icons_and_manifest_are_where_browsers_look(client: Client) -> None:
    manifest = client.get("/site.webmanifest").json()

    for path in ("/favicon.ico", "/apple-touch-icon.png", *(icon["src"] for icon in manifest["icons"])):
        with contextlib.closing(client.get(path)) as response:
            assert b"".join(response)[:4] in (b"\x89PNG", b"\x00\x00\x01\x00")
    assert manifest["name"] == "みなと検証デスク"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/check/", "/verdicts/", "/corrections/", "/methodology/", "/statistics/"])
def test_every_page_has_a_picture_and_a_title_to_share(client: Client, path: str) -> None:
    head = head_of(client, path)

    title = re.search("<title>(.*?)</title>", head)
    assert title is not None
    assert f'<meta property="og:title" content="{title[1]}">' in head
    assert f'<meta property="og:url" content="http://127.0.0.1:8000{path}">' in head or path == "/verdicts/"
    assert '<meta property="og:image" content="http://127.0.0.1:8000/cards/newsroom.png">' in head


def head_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    page = response.content.decode()
    return page[: page.index("</head>")]
