"""Nobody's save is lost to somebody else's: a stale form of any row is refused, shows both, and keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import html

from articles.actions import elections, notes, outlets, topics
from articles.actions.edits import ChangedMeanwhile
from articles.desk import figures
from articles.desk.merging import merged_text
from articles.desk.model_admin import VersionedForm
from articles.models import Claimant, Election, RatingScale, User
from articles.models.versioned import Versioned
from tests import factories
from tests.desk.conftest import at_the_desk


class Kind(NamedTuple):
    """A kind of row, the field that editors fight over, and the words the desk has for it."""

    make: Callable[[], Model]
    field: str
    label: str


def election() -> Election:
    return elections.call(
        name="みなと市長選",
        first_date=figures.today(),
        last_date=figures.today(),
        scale=RatingScale.objects.get(pk="fij-2019"),
        claimants=[factories.claimant()],
        by=factories.desk_editor(),
    )


KINDS = {
    "claimant": Kind(
        lambda: factories.claimant(name="港野太郎", kind=Claimant.Kind.MINOR), "affiliation", "所属・肩書"
    ),
    "outlet": Kind(lambda: outlets.register(name="みなと新聞", by=None), "name", "名称"),
    "topic": Kind(lambda: topics.register(slug="books", name="図書館", by=factories.reporter()), "name", "名称"),
    "article": Kind(lambda: factories.revision().article, "byline", "署名"),
    "claim": Kind(lambda: factories.claim(date_certainty="unknown"), "statement", "検証する主張"),
    "verdict": Kind(factories.complete_draft, "headline", "見出し"),
    "user": Kind(factories.reporter, "display_name", "表示名"),
    "election": Kind(election, "name", "選挙の名前"),
}
OWN_PAGES = {"claim", "verdict"}  # with forms that are no admin's
ONE_CHOICE = {"steprule"}  # no words to fight over: the version alone tells (tests/actions/test_review_steps.py)
EDITORS = {"user": factories.administrator, "election": factories.desk_editor}


def editor_of(kind: str) -> User:
    return EDITORS.get(kind, factories.reporter)()


def change(kind: str, row: Model) -> str:
    if kind == "claim":  # it has a page of its own
        return reverse("claim", args=[row.pk])
    return reverse(f"admin:articles_{kind}_change", args=[row.pk])


def form_of(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send back of the page as it is."""
    return form_in(client.get(url).content.decode(), "seen_version")


def form_in(page: str, name: str) -> dict[str, Any]:
    sent: dict[str, Any] = {"_continue": [""]}
    form = html.fromstring(page).xpath("//form[@method='post'][.//*[@name=$name]]", name=name)[-1]
    for key, value in form.form_values():
        sent.setdefault(key, []).append(value.removeprefix("\n"))  # as browsers read a textarea
    return sent


def clashes(response: HttpResponse) -> list[tuple[str, str | None, str, str]]:
    found = response.context["conflict"].clashes
    return [(clash.label, clash.base, clash.theirs, clash.mine) for clash in found]


def main_form(context: Any) -> Any:
    if "adminform" in context:
        return context["adminform"].form
    return context["wording"] if "wording" in context else context["forms"].form


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_field_that_two_people_changed_is_shown_three_ways_and_kept_as_typed(kind: str) -> None:
    make, field, label = KINDS[kind]
    row = make()
    before = getattr(row, field)
    theirs_by = editor_of(kind)
    mine, theirs = at_the_desk(editor_of(kind)), at_the_desk(theirs_by)
    url = change(kind, row)
    stale = {**form_of(mine, url), field: "私の言葉"}
    saved = theirs.post(url, {**form_of(theirs, url), field: "先に保存した言葉"})

    refused = mine.post(url, stale)

    assert (saved.status_code, refused.status_code) == (302, 200)
    form = main_form(refused.context)
    assert form[field].value() == "私の言葉"
    assert clashes(refused) == [(label, before, "先に保存した言葉", "私の言葉")]
    assert refused.context["conflict"].clashes[0].by.startswith(str(theirs_by))
    row.refresh_from_db()
    assert getattr(row, field) == "先に保存した言葉"

    again = mine.post(url, {**stale, "seen_version": form["seen_version"].value()})
    row.refresh_from_db()
    assert (again.status_code, getattr(row, field)) == (302, "私の言葉")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("side", "kept"), [("theirs", "先に保存した言葉"), ("mine", "私の言葉"), ("base", None)])
def test_any_of_the_three_may_be_chosen(kind: str, side: str, kept: str | None) -> None:
    make, field, _label = KINDS[kind]
    row = make()
    before = getattr(row, field)
    client = at_the_desk(editor_of(kind))
    url = change(kind, row)
    stale = {**form_of(client, url), field: "私の言葉"}
    client.post(url, {**form_of(client, url), field: "先に保存した言葉"})
    refused = client.post(url, stale)
    shown = form_in(refused.content.decode(), "choices")

    saved = client.post(url, {**shown, f"choose-{field}": side})

    row.refresh_from_db()
    assert (saved.status_code, getattr(row, field)) == (302, before if kept is None else kept)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_form_that_does_not_say_what_its_editor_saw_is_refused(kind: str) -> None:
    make, field, _label = KINDS[kind]
    row = make()
    client = at_the_desk(editor_of(kind))
    blind = {**form_of(client, change(kind, row)), field: "私の言葉", "seen_version": ""}

    client.post(change(kind, row), blind)

    row.refresh_from_db()
    assert getattr(row, field) != "私の言葉"


@pytest.mark.django_db
@pytest.mark.parametrize("broken", ["", "[]", "{", '{"name": 5, "affiliation": {"": 5}}'])
def test_form_that_does_not_say_what_it_showed_asks_wherever_both_differ(broken: str) -> None:
    row = factories.claimant(name="港野太郎", affiliation="")
    client = at_the_desk(factories.reporter())
    url = change("claimant", row)
    stale = {**form_of(client, url), "affiliation": "市長"}
    client.post(url, {**stale, "affiliation": "", "name": "港野 太郎"})

    refused = client.post(url, {**stale, "seen_values": broken})

    assert clashes(refused) == [("氏名・名称", None, "港野 太郎", "港野太郎"), ("所属・肩書", None, "", "市長")]


@pytest.mark.django_db
def test_minor_does_not_become_a_public_figure_again_and_a_disabled_account_does_not_come_back() -> None:
    minor, gone = factories.claimant(kind=Claimant.Kind.PUBLIC_FIGURE), factories.reporter()
    writer, administrator = at_the_desk(factories.reporter()), at_the_desk(factories.administrator())
    urls = [change("claimant", minor), change("user", gone)]
    stale = [form_of(writer, urls[0]), form_of(administrator, urls[1])]
    writer.post(urls[0], {**stale[0], "kind": Claimant.Kind.MINOR})
    administrator.post(urls[1], {name: value for name, value in stale[1].items() if name != "is_active"})

    late = [
        writer.post(urls[0], {**stale[0], "affiliation": "中学校"}),
        administrator.post(urls[1], {**stale[1], "email": "taro@minato.example"}),
    ]

    assert [response.status_code for response in late] == [302, 302]
    told = [str(message) for message in get_messages(late[0].wsgi_request)]
    assert "ほかで直された欄は、新しい内容を残しました：種類" in told
    minor.refresh_from_db()
    gone.refresh_from_db()
    assert (minor.kind, minor.affiliation) == (Claimant.Kind.MINOR, "中学校")
    assert (gone.is_active, gone.email) == (False, "taro@minato.example")


@pytest.mark.django_db
def test_conflict_names_roles_and_topics() -> None:
    member = factories.reporter()
    books, buses = (topics.register(slug=s, name=n, by=member) for s, n in (("books", "図書館"), ("buses", "バス")))
    claim = factories.claim(date_certainty="unknown")
    administrator, writer = at_the_desk(factories.administrator()), at_the_desk(factories.reporter())
    urls = [change("user", member), change("claim", claim)]
    stale = [form_of(administrator, urls[0]), form_of(writer, urls[1])]
    administrator.post(urls[0], {**stale[0], "roles": []})
    writer.post(urls[1], {**stale[1], "topics": [books.pk]})

    late = [administrator.post(urls[0], {**stale[0], "roles": [Group.objects.get(name=User.Role.DESK_EDITOR).pk]})]
    late.append(writer.post(urls[1], {**stale[1], "topics": [buses.pk]}))

    assert [clashes(response) for response in late] == [
        [("役割", "記者", "", "デスク")],
        [("テーマ", "", "図書館", "バス")],
    ]


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "merged"),
    [
        ("あ。い。う。", "ア。い。う。", "あ。い。ウ。", "ア。い。ウ。"),
        ("あ。い。う。", "あ。う。", "あ。い。う。え。", "あ。う。え。"),
        ("あ。い。う。", "あ。イ。う。", "あ。イ。う。", "あ。イ。う。"),
        ("あ。い。う。", "あ。イ。う。", "あ。ヰ。う。", None),
        ("あ。い。", "あ。イ。", "ア。い。", None),  # side by side: nobody read them together
        ("", "あ。", "い。", None),
        ("あ。" * 4000, "い。", "う。", None),
    ],
)
def test_edits_apart_are_put_together(base: str, theirs: str, mine: str, merged: str | None) -> None:
    assert merged_text(base, theirs, mine) == merged


def test_every_row_that_people_edit_has_a_form_that_says_what_they_saw() -> None:
    """A new admin class cannot forget it."""
    editable = {
        model: model_admin for model, model_admin in site._registry.items() if "update" in vars(type(model_admin))
    }

    assert sorted(model._meta.model_name for model in editable) == sorted(KINDS.keys() - OWN_PAGES | ONE_CHOICE)
    assert [model for model in editable if not issubclass(model, Versioned)] == []
    forms = {model: vars(type(model_admin)).get("form") for model, model_admin in editable.items()}
    assert [m for m, form in forms.items() if form is not None and not issubclass(form, VersionedForm)] == []


@pytest.mark.django_db
def test_note_saved_from_a_stale_page_is_refused() -> None:
    by = factories.reporter()
    note = notes.write(factories.complete_draft(by=by), by=by, source="匿名の職員")
    notes.rewrite(note, by=by, source="匿名の職員", text="先", readers=[], version=1)

    with pytest.raises(ChangedMeanwhile):
        notes.rewrite(note, by=by, source="匿名の職員", text="後", readers=[], version=1)
