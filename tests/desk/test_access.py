"""Who sees which page of the desk: everybody with a role, nobody without one."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from articles.actions import elections, notes, outlets, redactions, tips, topics, verdicts
from articles.desk import figures
from articles.models import AccountChange, Event, RatingScale, Scope, TypoFix, User
from tests import factories
from tests.desk import recorded
from tests.desk.conftest import at_the_desk

pytestmark = pytest.mark.django_db

SECRET = "未公開の下書きの見出し"
MODELS = sorted(model._meta.model_name for model in admin.site._registry)
OWN_PAGES = [
    "account",
    "admin:index",
    "api-keys",
    "assessment",
    "claim-claimants",
    "claim-new",
    "ledger",
    "ledger-csv",
    "notice-outbox",
    "notices",
    "operations",
    "queue",
    "queue-list",
    "queue-recurring",
    "scorecard",
]
VIEW_ONLY = {
    "accountchange",
    "approval",
    "articlerevision",
    "author",
    "candidate",
    "candidatescore",
    "confidentialnote",
    "event",
    "extractionrun",
    "publication",
    "rating",
    "ratingscale",
    "redaction",
    "tip",
    "typofix",
}


# Pages of steps that only some roles may take; the rest of the desk is open to all three.
DESK_EDITORS = {
    "approve",
    "publish",
    "correct",
    "retract",
    "hide",
    "confirm",
    "lift",
    "explain",
    "publish-reason",
    "schedule",
    "end-early",
    "confirm-early-end",
    "erase",
}
WRITERS = {"revise", "mark", "note", "new"}
ADMINISTRATORS = {"outbox"}
NOT_REPORTERS = {"assessment"}
READERS = {"send-back"}  # before publication: desk editors, 校閲 and 法務
STEPS = {User.Role.PROOFREADER: "proofread", User.Role.LAWYER: "clear"}


@pytest.fixture
def newsroom() -> None:
    """One row of everything the desk shows."""
    desk = factories.desk_editor()
    claim = factories.claim(claimant=factories.claimant())
    TypoFix.objects.create(verdict=factories.published_verdict(), round=2, version=1, published_by=desk)
    AccountChange.objects.create(user=desk, roles=["デスク"], requested_by=factories.administrator())
    notes.write(factories.complete_draft(), by=factories.reporter(), source="匿名の職員")
    tips.receive(text="図書館の話", by=factories.api_key(Scope.TIPS_WRITE).key)
    redactions.hide(factories.published_verdict(claim, headline=SECRET), reason="裁判所の決定", by=desk)
    topics.register(slug="books", name="図書館", by=desk)
    recorded.run(factories.revision(outlet=outlets.register(name="みなと新聞", by=desk)))
    elections.call(
        name="みなと市長選",
        first_date=figures.today(),
        last_date=figures.today(),
        scale=RatingScale.objects.get(pk="fij-2019"),
        claimants=[],
        by=desk,
    )


def pages() -> Iterator[str]:
    """Every page of the desk that answers GET without doing anything, for rows that exist."""
    yield from (reverse(name) for name in OWN_PAGES)
    for model, model_admin in admin.site._registry.items():
        name = f"admin:articles_{model._meta.model_name}"
        row = model._default_manager.order_by("-pk").first()
        assert row is not None, model
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_change", args=[row.pk])
        yield reverse(f"{name}_history", args=[row.pk])
        yield reverse(f"{name}_add")
        yield from (
            reverse(f"{name}_{step.name}", args=[row.pk]) for step in getattr(model_admin, "steps", ()) if step.asks
        )


def is_for_administrators(page: str) -> bool:
    return any(part in page for part in ("/user/", "/accountchange/", "/keys/"))


def steps_closed_to(role: User.Role) -> set[str]:
    closed = {
        User.Role.REPORTER: DESK_EDITORS | NOT_REPORTERS | ADMINISTRATORS | READERS,
        User.Role.DESK_EDITOR: ADMINISTRATORS,
        User.Role.PROOFREADER: DESK_EDITORS | WRITERS | NOT_REPORTERS | ADMINISTRATORS,
        User.Role.LAWYER: DESK_EDITORS | WRITERS | NOT_REPORTERS | ADMINISTRATORS,
        User.Role.ADMINISTRATOR: DESK_EDITORS | WRITERS | READERS,
    }[role] | {step for of, step in STEPS.items() if of != role}
    is_editor = role in (User.Role.REPORTER, User.Role.DESK_EDITOR)
    return {
        page
        for page in pages()
        if page.rstrip("/").rpartition("/")[2] in closed
        or (not is_editor and "/articles/tip/" in page and not page.endswith("/add/"))
        or (not is_editor and "/articles/outlet/" in page and page.endswith("/merge/"))
    }


def test_every_model_of_the_desk_has_an_admin() -> None:
    assert MODELS == [
        "accountchange",
        "approval",
        "article",
        "articlerevision",
        "author",
        "candidate",
        "candidatescore",
        "claim",
        "claimant",
        "confidentialnote",
        "election",
        "event",
        "extractionrun",
        "outlet",
        "publication",
        "rating",
        "ratingscale",
        "redaction",
        "steprule",
        "tip",
        "topic",
        "typofix",
        "user",
        "verdict",
    ]


@pytest.mark.usefixtures("newsroom")
def test_staff_without_a_role_sees_nothing(as_outsider: Client) -> None:
    for page in pages():
        response = as_outsider.get(page)

        assert (page, response.status_code, response["Location"].split("?")[0]) == (page, 302, "/admin/login/")
    login = as_outsider.get("/admin/login/")
    assert SECRET not in login.content.decode()


@pytest.mark.usefixtures("newsroom")
def test_readers_are_sent_to_the_login(client: Client) -> None:
    for page in pages():
        response = client.get(page)

        assert (page, response.status_code, response["Location"].split("?")[0]) == (page, 302, "/admin/login/")


@pytest.mark.usefixtures("newsroom")
@pytest.mark.parametrize("role", list(User.Role))
def test_every_role_opens_lists_pages_and_histories(role: User.Role) -> None:
    client = at_the_desk(factories.UserFactory(role=role))

    answers = {page: client.get(page).status_code for page in pages()}

    closed = {page for page, status in answers.items() if status == 403}
    assert {page for page in answers if answers[page] not in (200, 302, 403)} == set()
    assert {
        page for page in closed if not page.endswith("/add/") and not is_for_administrators(page)
    } == steps_closed_to(role)
    assert ("/admin/articles/user/" in closed) == (role != User.Role.ADMINISTRATOR)


@pytest.mark.usefixtures("newsroom")
@pytest.mark.parametrize("model", sorted(VIEW_ONLY))
def test_logs_cannot_be_added_to_changed_or_deleted(model: str, as_desk_editor: Client) -> None:
    cls = next(m for m in admin.site._registry if m._meta.model_name == model)
    row = cls._default_manager.order_by("-pk").first()
    name = f"admin:articles_{model}"

    answers = [
        as_desk_editor.post(reverse(f"{name}_add")).status_code,
        as_desk_editor.post(reverse(f"{name}_change", args=[row.pk])).status_code,
        as_desk_editor.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code,
    ]

    assert answers == [403, 403, 403]
    assert cls._default_manager.filter(pk=row.pk).exists()


def test_administrator_reads_and_does_not_write(as_administrator: Client) -> None:
    claim = factories.claim()

    change = as_administrator.post(reverse("admin:articles_claim_change", args=[claim.pk]), {"statement": "別の主張"})
    draft = as_administrator.post(reverse("admin:articles_claim_draft", args=[claim.pk]))
    article = as_administrator.get(reverse("admin:articles_article_add"))

    claim.refresh_from_db()
    assert (change.status_code, draft.status_code, article.status_code) == (403, 403, 403)
    assert claim.statement != "別の主張"
    assert not hasattr(claim, "verdict")


@pytest.mark.parametrize(
    ("step", "state"),
    [
        ("approve", "in_review"),
        ("send-back", "in_review"),
        ("publish", "approved"),
        ("retract", "published"),
        ("hide", "published"),
    ],
)
def test_reporter_has_no_desk_editors_step(step: str, state: str, as_reporter: Client) -> None:
    verdict = {
        "in_review": lambda: verdicts.submit(factories.complete_draft(), by=factories.reporter()),
        "approved": factories.approved_verdict,
        "published": factories.published_verdict,
    }[state]()
    events = Event.objects.count()

    response = as_reporter.post(reverse(f"admin:articles_verdict_{step}", args=[verdict.pk]), {"reason": "理由"})
    page = as_reporter.get(reverse("admin:articles_verdict_change", args=[verdict.pk]))

    verdict.refresh_from_db()
    assert (response.status_code, verdict.state, Event.objects.count()) == (403, state, events)
    assert f"/{step}/" not in page.content.decode()


def test_pages_of_rows_that_do_not_exist_lead_back_to_the_list(as_reporter: Client) -> None:
    for path in ("/admin/articles/article/999/revise/", "/admin/articles/claim/999/history/"):
        response = as_reporter.get(path)
        assert (path, response.status_code) == (path, 302)
    assert as_reporter.get("/admin/queue/999/").status_code == 404
    assert as_reporter.get("/admin/queue/９/").status_code == 404
    assert as_reporter.get("/admin/queue/?article=９&q=%00").status_code == 200
