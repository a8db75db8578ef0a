"""What templates of readers' pages are given: passages that are rendered once, addresses, stamps."""

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from articles.models import Rating
from articles.public import addresses, face
from articles.public.converters import Reference
from articles.templatetags import reading
from tests import factories
from tests.public.generated import TEXTS


def test_a_passage_is_rendered_once_for_each_language_and_newsroom(settings: Settings) -> None:
    page = Template(
        "{% load i18n reading %}{% newsroom as room %}{% once %}{{ room.name }} {% translate '検索' %} {{ who }}{% endonce %}"
    )
    told = []
    for name, language, who in (
        ("甲", "ja", "一人目"),
        ("甲", "ja", "二人目"),
        ("甲", "en", "三人目"),
        ("乙", "ja", "四人目"),
    ):
        settings.NEWSROOM_NAME = name
        with override(language):
            told.append(page.render(Context({"who": who})))

    assert told == ["甲 検索 一人目", "甲 検索 一人目", "甲 Search 三人目", "乙 検索 四人目"]


@pytest.mark.django_db
def test_no_page_holds_anything_of_the_verdict_shown_before(client: Client) -> None:
    first = factories.published_verdict(
        factories.claim(claimant=factories.claimant(name="早瀬航平"), statement="港の使用料は三倍になった"),
        headline="港の使用料は三倍ではない",
    )
    other = factories.published_verdict(headline="図書館は閉まらない")

    pages = [client.get(f"/verdicts/{each.number}/", follow=True).content.decode() for each in (first, other)]

    assert [text in pages[0].replace("<wbr>", "") for text in ("早瀬航平", "港の使用料")] == [True, True]
    assert [text in pages[1].replace("<wbr>", "") for text in ("早瀬航平", "港の使用料")] == [False, False]
    assert f"/verdicts/{first.number}" not in pages[1]


@pytest.mark.parametrize(
    ("view", "numbers"),
    [
        ("public:verdict-qr", (7,)),
        ("public:verdict-embed", (7,)),
        ("public:version-detail", (7, 12)),
        ("public:version-card", (7, 12)),
        ("public:person-detail", (3,)),
        ("public:methodology", ()),
    ],
)
def test_path_of_numbers_is_what_reverse_says(view: str, numbers: tuple[int, ...]) -> None:
    assert addresses.path_of(view, *numbers) == reverse(view, args=numbers)


def test_a_number_is_a_reference_without_a_slug() -> None:
    assert reverse("public:verdict-detail", args=[7]) == reverse("public:verdict-detail", args=[Reference(7, "")])


@given(TEXTS | st.text())
def test_a_title_is_plain_whether_there_is_anything_to_take_out_or_not(text: str) -> None:
    slowly = face._BLANKS.sub(" ", face.straight(text)).strip()

    assert face.plain(text) == slowly


@given(TEXTS | st.text())
def test_a_heading_is_escaped_and_loses_nothing(text: str) -> None:
    shown = reading.breakable(text)

    assert shown.replace("<wbr>", "") == Template("{{ text }}").render(Context({"text": face.fit(text)}))


@pytest.mark.django_db
def test_a_stamp_is_the_stamp_of_the_template() -> None:
    for rating in Rating.objects.order_by("code"):
        assert reading.stamp(rating) == render_to_string("public/_stamp.html", {"rating": rating})
