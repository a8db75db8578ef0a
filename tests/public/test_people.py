"""Names of those who wrote and approved: shown of who agreed, taken away from everywhere at once, and of no one else."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.actions import public_members, publications, users, verdicts
from articles.actions.verification import history
from articles.actions.verification import publications as verification
from articles.api.read import dump_files
from articles.models import Event, Publication, PublicMember, PublishedCredit, User, Verdict
from articles.public import sitemaps
from tests import factories
from tests.desk.conftest import at_the_desk

pytestmark = pytest.mark.django_db

AUTHOR, APPROVER = "楢原ことの", "三雲わたる"


@pytest.fixture
def author() -> User:
    return factories.reporter(display_name=AUTHOR)


@pytest.fixture
def approver() -> User:
    return factories.desk_editor(display_name=APPROVER)


@pytest.fixture
def verdict(author: User, approver: User) -> Verdict:
    return in_two_versions(author, approver)


def in_two_versions(author: User, approver: User) -> Verdict:
    """Both by the same two."""
    row = verdicts.submit(factories.complete_draft(by=author), by=author)
    publications.publish(verdicts.approve(row, by=approver), by=factories.desk_editor())
    told = {"correction_kind": "correction", "correction_note": "要点を直した"}
    row = verdicts.edit(verdicts.revise(row, by=author), by=author, summary="一。\n二。\n三。", **told)
    publications.correct(verdicts.approve(verdicts.submit(row, by=author), by=approver), by=factories.desk_editor())
    return row


def everywhere(verdict: Verdict) -> list[str]:
    page = f"/verdicts/{verdict.number}/"
    return [
        *(page, f"{page}versions/1/", f"{page}fragment.html", f"{page}print.txt"),
        *(f"/feeds/verdicts.{form}" for form in ("atom", "rss", "json")),
        *("/api/v1/verdicts/", "/api/v1/changes/", f"/api/v1{page}", f"/api/v1{page}versions/1/"),
    ]


def said(client: Client, path: str, **headers: str) -> tuple[str, dict[str, str]]:
    response = client.get(path, follow=True, **headers)  # type: ignore[arg-type]  # headers of a test request
    return response.content.decode().replace("<wbr>", ""), dict(response.headers)


def naming(client: Client, verdict: Verdict, name: str) -> list[str]:
    return [path for path in everywhere(verdict) if name in said(client, path)[0]]


def dumped() -> dump_files.Manifest:
    log, edition = Publication.objects.identity(), Publication.objects.edition()
    return dump_files.Manifest(log, edition.sequence, edition.hash, timezone.now(), (), edition.people)


def test_nobody_is_named_who_did_not_agree(client: Client, verdict: Verdict, author: User, approver: User) -> None:
    page, _headers = said(client, f"/verdicts/{verdict.number}/")
    body = orjson.loads(said(client, f"/api/v1/verdicts/{verdict.number}/")[0])

    assert naming(client, verdict, AUTHOR) + naming(client, verdict, APPROVER) == []
    assert ("編集者1名が承認" in page, "執筆　みなと検証デスク" in page) == (True, True)
    assert (body["authors"], body["approvers"], body["approvals"]) == ([], [], 1)
    for number in (author.pk, approver.pk, 999_999):
        assert client.get(f"/people/{number}/").status_code == 404


def test_who_agrees_is_named_everywhere_and_who_withdraws_nowhere(
    client: Client, verdict: Verdict, author: User, approver: User
) -> None:
    dump = dumped()
    tags = {path: said(client, path)[1]["ETag"] for path in everywhere(verdict) if "versions" not in path}

    public_members.agree(author, by=author)
    public_members.agree(approver, by=approver)

    assert naming(client, verdict, AUTHOR) == everywhere(verdict)
    approving = [path for path in everywhere(verdict) if path.startswith(("/verdicts/", "/api/"))]
    assert naming(client, verdict, APPROVER) == [path for path in approving if not path.endswith((".html", ".txt"))]
    assert [path for path, tag in tags.items() if client.get(path, HTTP_IF_NONE_MATCH=tag).status_code == 304] == []
    page, _headers = said(client, f"/verdicts/{verdict.number}/")
    assert f'<a href="/people/{approver.pk}/">承認 {APPROVER}</a>' in page
    assert f'<a href="/people/{author.pk}/">{AUTHOR}</a>' in page
    assert (dump.is_current, dumped().is_current) == (False, True)
    dump = dumped()

    public_members.withdraw(author, by=author)
    public_members.withdraw(approver, by=approver)

    assert naming(client, verdict, AUTHOR) + naming(client, verdict, APPROVER) == []
    assert client.get(f"/people/{author.pk}/").status_code == 404
    assert not dump.is_current
    assert "楢原" not in str(list(PublicMember.objects.values())) + str(list(PublishedCredit.objects.values()))
    assert list(verification.verify()) + list(history.verify()) == []


def test_version_of_before_is_masked_by_the_name_in_it(
    client: Client, author: User, approver: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = publications.append

    def as_before(kind: Any, row: Verdict, snapshot: Any, *, now: Any) -> Publication:
        return append(kind, row, {name: value for name, value in snapshot.items() if name != "people"}, now=now)  # type: ignore[arg-type]  # a snapshot of then

    monkeypatch.setattr(publications, "append", as_before)
    verdict = in_two_versions(author, approver)
    page, _headers = said(client, f"/verdicts/{verdict.number}/")
    assert (AUTHOR in page, "別の人が承認" in page) == (False, True)

    public_members.agree(author, by=author)

    body = orjson.loads(said(client, f"/api/v1/verdicts/{verdict.number}/")[0])
    assert naming(client, verdict, AUTHOR) == everywhere(verdict)
    assert (body["authors"], body["approvers"], body["approvals"]) == ([AUTHOR], [], None)
    assert f"/verdicts/{verdict.number}-" in said(client, f"/people/{author.pk}/")[0]


def test_page_of_a_person_lists_what_they_wrote_and_approved(
    client: Client, author: User, approver: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    public_members.agree(author, by=author)
    public_members.agree(approver, by=approver)
    rows = [factories.complete_draft(by=author, headline=f"題{number}") for number in range(3)]
    for count, row in enumerate(rows, start=1):
        publications.publish(verdicts.approve(verdicts.submit(row, by=author), by=approver), by=approver)
        if count in (1, 3):
            with django_assert_num_queries(4):
                client.get(f"/people/{author.pk}/")
    factories.retracted(Verdict.objects.get(pk=rows[0].pk))

    wrote, approved = (said(client, f"/people/{author.pk}/{query}")[0] for query in ("", "?part=approver"))
    theirs = said(client, f"/people/{approver.pk}/?part=approver&utm_source=x")[0]

    assert [f"題{number}" in wrote for number in range(3)] == [False, True, True]
    assert ("題1" in approved, "承認した検証記事は、まだありません。" in approved) == (False, True)
    assert (f"{APPROVER}</h1>" in theirs, "デスク" in theirs, "題2" in theirs) == (True, True, True)
    part = (author.pk - 1) // sitemaps.SIZE + 1  # many members were there before, in other tests
    assert f"/people/{author.pk}/" in said(client, f"/sitemap-people-{part}.xml")[0]


def test_name_follows_the_member_and_role_goes_with_it(client: Client, verdict: Verdict, author: User) -> None:
    public_members.agree(author, by=author)
    administrator = factories.administrator()

    users.describe(author, display_name="桐野ことの", email="", is_active=False, roles=[], by=administrator)

    assert naming(client, verdict, AUTHOR) == []
    assert naming(client, verdict, "桐野ことの") == everywhere(verdict)
    assert "記者" not in said(client, f"/people/{author.pk}/")[0]
    public_members.withdraw(author, by=administrator)
    assert naming(client, verdict, "桐野") == []


def test_consent_is_ones_own_and_in_the_history(author: User, approver: User) -> None:
    with pytest.raises(PermissionDenied):
        public_members.agree(author, by=approver)
    with pytest.raises(PermissionDenied):
        public_members.agree(author, by=factories.administrator())
    nameless = factories.reporter(display_name="")
    with pytest.raises(public_members.DisplayNameMissing):
        public_members.agree(nameless, by=nameless)
    public_members.agree(author, by=author)
    public_members.agree(author, by=author)
    with pytest.raises(PermissionDenied):
        public_members.withdraw(author, by=approver)
    public_members.withdraw(author, by=author)
    with pytest.raises(public_members.NotNamed):
        public_members.withdraw(author, by=author)
    told = Event.objects.filter(subject_type="user", subject_id=author.pk, action__startswith="user.naming")
    assert list(told.order_by("pk").values_list("action", "actor_id")) == [
        ("user.naming_agreed", author.pk),
        ("user.naming_withdrawn", author.pk),
    ]
    PublicMember.objects.update(name=AUTHOR)
    PublicMember.objects.filter(pk=author.pk).update(number=approver.pk)
    assert [problem.problem for problem in history.verify()] == [
        "they are named to readers, and no event says that they agreed"
    ]


def test_member_agrees_and_withdraws_at_the_desk(author: User) -> None:
    client = at_the_desk(author)

    before = client.get("/admin/account/").content.decode()
    agreed = client.post("/admin/account/name/", {"show": ""}, follow=True).content.decode()
    withdrawn = client.post("/admin/account/name/", follow=True).content.decode()
    again = client.post("/admin/account/name/", follow=True).content.decode()

    assert "名前は読者に見えていません。" in before
    assert (f"「{AUTHOR}」と出ています。" in agreed, "読者に名前を見せます。" in agreed) == (True, True)
    assert "名前を、読者に見えるすべてのページから外しました。" in withdrawn
    assert "名前は読者に見えていません。画面を開き直してください。" in again
    assert client.get("/admin/account/name/").status_code == 405
