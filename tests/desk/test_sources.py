"""Claims, claimants, outlets and topics: saved, refused and deleted through actions."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles.actions import claimants, claims, handing_in, outlets, topics, verdicts
from articles.models import Claim, Claimant, Event, Outlet, Scope, Topic, User
from tests import factories
from tests.desk.conftest import told

pytestmark = pytest.mark.django_db


def url(model: str, page: str, *args: int) -> str:
    return reverse(f"admin:articles_{model}_{page}", args=args)


def test_claim_is_worded_with_claimant_and_topics(as_reporter: Client, reporter: User) -> None:
    claimant, topic = factories.claimant(), topics.register(slug="books", name="図書館", by=reporter)

    as_reporter.post(
        reverse("claim-new"),
        {
            "statement": "来館者は２倍",
            "date_certainty": "known",
            "claimed_date": "2026-03-01",
            "claimant": claimant.pk,
            "topics": [topic.pk],
        },
    )

    claim = Claim.objects.get()
    assert (claim.statement, claim.claimant, list(claim.topics.all())) == ("来館者は２倍", claimant, [topic])
    assert [event.action for event in Event.objects.about(claim)] == ["claim.worded"]


def test_claim_changed_meanwhile_keeps_what_was_typed(as_reporter: Client, reporter: User) -> None:
    claim = factories.claim(date_certainty="unknown")
    theirs = {
        "statement": "別の人の文",
        "claimant": None,
        "claimed_date": None,
        "date_certainty": "unknown",
        "topics": [],
    }
    claims.reword(claim, by=reporter, **theirs)
    typed = {"statement": "私の文", "date_certainty": "unknown", "claimant": "none"}

    response = as_reporter.post(reverse("claim", args=[claim.pk]), {**typed, "seen_version": "1"})

    form = response.context["wording"]
    assert form.non_field_errors() == [str(claims.ClaimChangedMeanwhile.message)]
    assert form["statement"].value() == "私の文"
    [clash] = response.context["conflict"].clashes
    assert (clash.label, clash.theirs, clash.mine) == ("検証する主張", "別の人の文", "私の文")
    claim.refresh_from_db()
    assert claim.statement == "別の人の文"

    as_reporter.post(reverse("claim", args=[claim.pk]), {**typed, "seen_version": form["seen_version"].value()})
    claim.refresh_from_db()
    assert claim.statement == "私の文"


def test_claim_under_review_keeps_its_wording(as_reporter: Client) -> None:
    claim = factories.claim()
    verdicts.submit(factories.complete_draft(claim), by=factories.reporter())
    typed = {"statement": "別の文", "date_certainty": "unknown", "claimant": "none", "seen_version": "1"}

    response = as_reporter.post(reverse("claim", args=[claim.pk]), typed)

    assert response.context["wording"].non_field_errors() == [str(claims.ClaimUnderReview.message)]


def test_claimant_takes_aliases_one_a_line(as_reporter: Client) -> None:
    typed = {"name": "みなと市", "kind": "organisation", "aliases": "市\r\n\r\n みなと市役所 ", "affiliation": ""}

    as_reporter.post(url("claimant", "add"), typed)

    claimant = Claimant.objects.get()
    shown = as_reporter.get(url("claimant", "change", claimant.pk)).context["adminform"].form
    assert claimant.aliases == ["市", "みなと市役所"]
    assert shown["aliases"].value() == "市\nみなと市役所"


def test_claimant_needs_a_kind_and_a_lawful_wikidata_id(as_reporter: Client) -> None:
    response = as_reporter.post(url("claimant", "add"), {"name": "みなと市", "kind": "", "wikidata_id": "17"})

    errors = response.context["adminform"].form.errors
    assert list(errors) == ["kind", "__all__"]
    assert errors["__all__"] == ["Wikidata IDは「Q」に数字を続けたものです（例：Q17）。"]


def test_same_claimant_twice_is_refused_in_words(as_reporter: Client) -> None:
    factories.claimant(name="みなと市")

    response = as_reporter.post(url("claimant", "add"), {"name": "みなと市", "kind": "organisation"})

    errors = response.context["adminform"].form.non_field_errors()
    assert errors == [str(claimants.ClaimantAlreadyKnown.message)]


def test_outlet_and_topic_are_registered_and_described(as_reporter: Client) -> None:
    as_reporter.post(url("outlet", "add"), {"name": "みなと新聞", "is_own": "on"})
    as_reporter.post(url("topic", "add"), {"name": "図書館", "slug": "books"})
    outlet, topic = Outlet.objects.get(), Topic.objects.get()

    as_reporter.post(url("outlet", "change", outlet.pk), {"name": "みなと日報", "seen_version": "1"})
    as_reporter.post(url("topic", "change", topic.pk), {"name": "本", "slug": "books", "seen_version": "1"})

    assert list(Outlet.objects.values_list("name", "is_own")) == [("みなと日報", False)]
    assert list(Topic.objects.values_list("name", flat=True)) == ["本"]
    written = set(Event.objects.values_list("action", flat=True))
    assert written == {"outlet.registered", "topic.registered", "outlet.described", "topic.described"}


@pytest.mark.parametrize("model", ["outlet", "topic", "claimant", "claim"])
def test_row_entered_by_mistake_is_deleted_through_its_action(model: str, as_reporter: Client, reporter: User) -> None:
    row = {
        "outlet": lambda: outlets.register(name="みなと新聞", by=reporter),
        "topic": lambda: topics.register(slug="books", name="図書館", by=reporter),
        "claimant": factories.claimant,
        "claim": factories.claim,
    }[model]()

    as_reporter.post(url(model, "delete", row.pk), {"post": "yes"})

    assert not type(row).objects.exists()
    assert Event.objects.filter(action=f"{model}.discarded", subject_id=row.pk).exists()


def test_rows_in_use_are_not_deleted(as_reporter: Client, reporter: User) -> None:
    topic = topics.register(slug="books", name="図書館", by=reporter)
    claim = factories.claim(claimant=factories.claimant(), topics=[topic])
    factories.appearance(claim)

    answers = {
        model: as_reporter.post(url(model, "delete", pk), {"post": "yes"}, follow=True).content.decode()
        for model, pk in (("topic", topic.pk), ("claimant", claim.claimant_id), ("claim", claim.pk))
    }

    assert str(topics.TopicInUse.message) in answers["topic"]
    assert (Topic.objects.count(), Claimant.objects.count(), Claim.objects.count()) == (1, 1, 1)


def test_bulk_deletion_stops_at_a_row_in_use(as_reporter: Client, reporter: User) -> None:
    used = topics.register(slug="books", name="図書館", by=reporter)
    factories.claim(topics=[used])

    response = as_reporter.post(
        url("topic", "changelist"), {"action": "delete_selected", "_selected_action": [used.pk], "post": "yes"}
    )

    assert told(response) == str(topics.TopicInUse.message)
    assert Topic.objects.get() == used


@pytest.fixture
def proposed() -> Outlet:
    key = factories.api_key(Scope.ARTICLES_WRITE, name="編集システム").key
    handing_in.hand_in(text=factories.TEXT, title="図書館", outlet="あさのは日報", by=key)
    return Outlet.objects.get()


def test_an_outlet_that_a_program_named_is_marked_and_comes_last(proposed: Outlet, as_reporter: Client) -> None:
    outlets.register(name="みなと日報", by=None)

    shown = as_reporter.get(url("article", "change", proposed.article_set.get().pk))
    chosen = [label for _value, label in shown.context["adminform"].form.fields["outlet"].choices]
    waiting = as_reporter.get(url("outlet", "changelist"), {"confirmed": "no"}).context["cl"].result_list
    listed = as_reporter.get(url("outlet", "changelist"), {"confirmed": "yes"}).context["cl"].result_list

    assert chosen[1:] == ["みなと日報", "あさのは日報（未確認）"]
    assert (list(waiting), [row.name for row in listed]) == ([proposed], ["みなと日報"])
    assert "編集システム" in as_reporter.get(url("outlet", "change", proposed.pk)).content.decode()


def test_an_editor_confirms_an_outlet(proposed: Outlet, as_reporter: Client) -> None:
    response = as_reporter.post(url("outlet", "confirm", proposed.pk))

    proposed.refresh_from_db()
    assert (told(response), proposed.is_proposed) == ("確認済みにしました。この名称で公開できます。", False)
    assert b"/merge/" not in as_reporter.get(url("outlet", "change", proposed.pk)).content


def test_an_editor_merges_an_outlet_into_another(proposed: Outlet, as_reporter: Client) -> None:
    meant = outlets.register(name="朝の葉日報", by=None)
    merge = url("outlet", "merge", proposed.pk)
    offered = as_reporter.get(merge).context["form"].fields["into"].queryset

    response = as_reporter.post(merge, {"into": meant.pk})

    assert response.url == url("outlet", "change", meant.pk)
    assert (list(offered), list(Outlet.objects.values_list("name", "aliases"))) == (
        [meant],
        [("朝の葉日報", ["あさのは日報"])],
    )


@pytest.mark.parametrize("typed", [{"name": "ＭＩＮＡＴＯ日報"}, {"name": "別の名", "aliases": "みなと\nMinato 日報"}])
def test_no_outlet_is_registered_twice(typed: dict[str, str], as_reporter: Client) -> None:
    outlets.register(name="minato日報", by=None)

    errors = as_reporter.post(url("outlet", "add"), typed).context["adminform"].form.errors

    assert len(errors) == 1
    assert "同じ名前の媒体がすでにあります：minato日報" in str(errors)
    assert Outlet.objects.count() == 1


def test_what_an_old_outlet_says_hinders_nobody_who_changes_something_else(as_reporter: Client) -> None:
    outlet = outlets.register(name="みなと日報", by=None)
    old = "https://user:himitsu@news.example/"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE articles_outlet DISABLE TRIGGER USER")
        cursor.execute("UPDATE articles_outlet SET url = %s", [old])
        cursor.execute("ALTER TABLE articles_outlet ENABLE TRIGGER USER")
    change = url("outlet", "change", outlet.pk)

    as_reporter.post(change, {"name": "みなと新報", "url": old, "seen_version": "1"})
    refused = as_reporter.post(change, {"name": "みなと\u2066報", "url": f"{old}2", "seen_version": "2"})

    outlet.refresh_from_db()
    assert (outlet.name, outlet.url) == ("みなと新報", old)
    assert {name: len(told) for name, told in refused.context["adminform"].form.errors.items()} == {"name": 1, "url": 1}
