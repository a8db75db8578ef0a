"""Nobody's save is lost to somebody else's: a stale form of any row is refused, shows both, and keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.contrib.admin import site
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from articles.actions import notes, outlets, topics
from articles.actions.edits import ChangedMeanwhile
from articles.desk.model_admin import VersionedForm
from articles.models import Claimant, User
from articles.models.versioned import Versioned
from tests import factories
from tests.desk.conftest import at_the_desk


class Kind(NamedTuple):
    """A kind of row, the field that editors fight over, and the words the desk has for it."""

    make: Callable[[], Model]
    field: str
    label: str


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
}


def editor_of(kind: str) -> User:
    return factories.administrator() if kind == "user" else factories.reporter()


def change(kind: str, row: Model) -> str:
    if kind == "claim":  # it has a page of its own
        return reverse("claim", args=[row.pk])
    return reverse(f"admin:articles_{kind}_change", args=[row.pk])


def form_of(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send back of the page as it is."""
    context = client.get(url).context
    inlines = context.get("inline_admin_formsets", [])
    formsets = [inline.formset for inline in inlines]
    forms = [main_form(context), *(form for formset in formsets for form in formset.initial_forms)]
    sent: dict[str, Any] = {}
    for bound in [*forms, *(formset.management_form for formset in formsets)]:
        for field in bound:
            value = field.value()
            if isinstance(value, bool):
                sent |= {field.html_name: "on"} if value else {}
            elif isinstance(value, list) and value and isinstance(value[0], Model):
                sent[field.html_name] = [row.pk for row in value]
            elif hasattr(value, "values_list"):
                sent[field.html_name] = list(value.values_list("pk", flat=True))
            elif hasattr(value, "year"):
                sent |= {f"{field.html_name}_0": f"{value:%Y-%m-%d}", f"{field.html_name}_1": f"{value:%H:%M}"}
            elif value is not None:
                sent[field.html_name] = value
    return {**sent, "_continue": ""}


def main_form(context: Any) -> Any:
    return context["wording"] if "wording" in context else context["adminform"].form


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_stale_form_is_refused_shows_both_and_keeps_what_was_typed(kind: str) -> None:
    make, field, label = KINDS[kind]
    row = make()
    mine, theirs = at_the_desk(editor_of(kind)), at_the_desk(editor_of(kind))
    url = change(kind, row)
    stale = {**form_of(mine, url), field: "私の言葉"}
    saved = theirs.post(url, {**form_of(theirs, url), field: "先に保存した言葉"})

    refused = mine.post(url, stale)

    assert (saved.status_code, refused.status_code) == (302, 200)
    form = main_form(refused.context)
    assert isinstance(form.errors.as_data()["__all__"][0].code, str)
    assert form[field].value() == "私の言葉"
    assert refused.context["conflict"] == {"theirs": [(label, "先に保存した言葉")]}
    row.refresh_from_db()
    assert getattr(row, field) == "先に保存した言葉"

    again = mine.post(url, {**stale, "seen_version": form["seen_version"].value()})
    row.refresh_from_db()
    assert (again.status_code, getattr(row, field)) == (302, "私の言葉")


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

    shown = [response.context["conflict"]["theirs"] for response in late]
    assert shown == [[("種類", "未成年"), ("所属・肩書", "")], [("メールアドレス", ""), ("有効", "いいえ")]]
    minor.refresh_from_db()
    gone.refresh_from_db()
    assert (minor.kind, gone.is_active) == (Claimant.Kind.MINOR, False)


@pytest.mark.django_db
def test_conflict_names_roles_and_topics() -> None:
    member, topic = factories.reporter(), topics.register(slug="books", name="図書館", by=factories.reporter())
    claim = factories.claim(date_certainty="unknown")
    administrator, writer = at_the_desk(factories.administrator()), at_the_desk(factories.reporter())
    urls = [change("user", member), change("claim", claim)]
    stale = [form_of(administrator, urls[0]), form_of(writer, urls[1])]
    administrator.post(urls[0], {**stale[0], "roles": []})
    writer.post(urls[1], {**stale[1], "topics": [topic.pk]})

    late = [administrator.post(urls[0], stale[0]), writer.post(urls[1], stale[1])]

    assert [response.context["conflict"]["theirs"] for response in late] == [[("役割", "")], [("テーマ", "図書館")]]


def test_every_row_that_people_edit_has_a_form_that_says_what_they_saw() -> None:
    """A new admin class cannot forget it."""
    editable = {
        model: model_admin for model, model_admin in site._registry.items() if "update" in vars(type(model_admin))
    }

    assert sorted(model._meta.model_name for model in editable) == sorted(KINDS.keys() - {"claim"})
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
