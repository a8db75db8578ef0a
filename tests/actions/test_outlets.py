"""Outlets by their names: found however they are spelled, proposed by programs, confirmed or merged before anything goes out."""

from __future__ import annotations

import pytest

from articles.actions import extractions, handing_in, outlets, publications
from articles.models import ApiKey, Article, Event, Outlet, Scope
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> ApiKey:
    return factories.api_key(Scope.ARTICLES_WRITE, name="編集システム").key


def proposed(key: ApiKey, name: str = "みなと日報社") -> Outlet:
    return outlets.register(name=name, by=key)


@pytest.mark.parametrize(
    "spelled", ["NEWS みなと", "ｎｅｗｓ　ミナト".replace("ミナト", "みなと"), " newsみなと\u200b", "Ｎews みなと"]
)
def test_a_name_is_found_however_it_is_spelled(key: ApiKey, spelled: str) -> None:
    known = outlets.register(name="NEWS みなと", by=factories.reporter())

    assert outlets.register(name=spelled, by=key) == known
    assert outlets.register_each([spelled, "NEWS みなと"], by=None) == {spelled: known, "NEWS みなと": known}
    assert not known.is_proposed


def test_names_of_one_archive_that_differ_in_width_are_one_outlet() -> None:
    found = outlets.register_each(["ＡＢＣ", "ABC", "みなと"], by=None)

    assert found["ＡＢＣ"] == found["ABC"] != found["みなと"]
    assert Outlet.objects.count() == 2


def test_a_program_proposes_and_its_article_is_read_with_the_name(key: ApiKey) -> None:
    other = factories.revision()

    article = handing_in.hand_in(text=factories.TEXT, kind="leaflet", outlet="みなと日報社", by=key).revision

    assert article.article.outlet is not None
    assert article.article.outlet.proposed_by == key
    source = extractions.source_of(article)
    assert (source.speaker, source.outlets) == ("みなと日報社", {"みなと日報社"})
    assert extractions.source_of(other).outlets == frozenset()
    assert list(Outlet.objects.confirmed()) == []


def test_a_program_is_told_when_too_many_of_its_names_wait(key: ApiKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlets, "PROPOSED_AT_ONCE", 2)
    first, _second = proposed(key, "甲"), proposed(key, "乙")

    with pytest.raises(outlets.OutletsWaiting, match="2件あり、新しい名称は受け取れません"):
        handing_in.hand_in(text=factories.TEXT, outlet="丙", by=key)

    assert Article.objects.count() == 0
    assert proposed(key, "甲") == first
    assert proposed(factories.api_key(Scope.ARTICLES_WRITE).key, "丙").is_proposed
    outlets.confirm(first, by=factories.reporter())
    assert proposed(key, "丁").is_proposed


@pytest.mark.parametrize(
    "name", ["みなと検証デスク", "ﾐﾅﾄ検証デスク".replace("ﾐﾅﾄ", "みなと"), "みなと 検証\u3000デスク"]
)
def test_the_newsrooms_own_name_is_not_a_programs_to_give(key: ApiKey, name: str) -> None:
    outlets.register(name="みなと検証デスク", is_own=True, by=factories.reporter())

    with pytest.raises(outlets.OwnName):
        outlets.register(name=name, by=key)


def test_a_confirmed_name_is_taken_as_it_is(key: ApiKey) -> None:
    outlet = proposed(key)

    confirmed = outlets.confirm(outlet, by=factories.reporter())

    assert (str(outlet), str(confirmed)) == ("みなと日報社（未確認）", "みなと日報社")
    with pytest.raises(outlets.OutletConfirmed):
        outlets.confirm(outlet, by=factories.reporter())


def test_a_merged_name_leads_to_the_outlet_that_is_meant(key: ApiKey) -> None:
    article = handing_in.hand_in(text=factories.TEXT, outlet="みなと日報社", by=key).revision.article
    outlet, meant = Outlet.objects.get(), outlets.register(name="みなと日報", by=factories.reporter())
    gone = outlet.pk

    outlets.merge(outlet, into=meant, by=factories.reporter())

    article.refresh_from_db()
    assert (article.outlet, article.version, list(Outlet.objects.all())) == (meant, 2, [meant])
    assert proposed(key, "みなと日報社") == meant
    assert Event.objects.filter(action="outlet.merged", subject_id=gone).count() == 1
    assert Event.objects.about(article).order_by("-pk")[0].action == "article.described"
    with pytest.raises(outlets.OutletConfirmed):
        outlets.merge(outlet, into=meant, by=factories.reporter())


def test_nothing_is_merged_into_what_nobody_has_confirmed(key: ApiKey) -> None:
    outlet = proposed(key)

    for into in (outlet, proposed(key, "乙")):
        with pytest.raises(outlets.OutletUnfit):
            outlets.merge(outlet, into=into, by=factories.reporter())


def test_a_renamed_proposal_is_still_found_by_what_its_program_calls_it(key: ApiKey) -> None:
    outlet = proposed(key, "minato nippo")

    outlets.describe(outlet, name="みなと日報", url="", is_own=False, by=factories.reporter())

    assert proposed(key, "Minato Nippo") == outlet


def test_no_name_reaches_readers_before_an_editor_has_seen_it(key: ApiKey) -> None:
    claim = factories.claim()
    factories.appearance(claim, outlet=proposed(key))
    verdict = factories.approved_verdict(claim)

    with pytest.raises(publications.OutletUnconfirmed, match="みなと日報社"):
        publications.publish(verdict, by=factories.desk_editor())

    outlets.confirm(Outlet.objects.get(), by=factories.reporter())
    publications.publish(verdict, by=factories.desk_editor())
