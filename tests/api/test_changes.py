from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from articles.actions import public_members, publications, redactions
from articles.models import Publication
from tests import factories
from tests.api.conftest import Partner, corrected, verdict_with_everything


def changes(partner: Partner, since: int = 0) -> list[dict[str, Any]]:
    return partner.results(f"/api/v1/changes/?since={since}", "ChangePage")


def outline(changes: list[dict[str, Any]]) -> list[tuple[str, bool, list[int]]]:
    return [(change["kind"]["code"], change["tombstone"], change["versions"]) for change in changes]


def mirror(partner: Partner) -> dict[int, dict[str, Any]]:
    """What a partner holds who has applied the whole log in order."""
    held: dict[int, dict[str, Any]] = {}
    for change in changes(partner):
        if change["tombstone"]:
            held.pop(change["verdict_id"], None)
        else:
            held[change["verdict_id"]] = change["verdict"]
    return held


def current(partner: Partner) -> dict[int, dict[str, Any]]:
    return {item["id"]: item for item in partner.results("/api/v1/verdicts/", "VerdictPage")}


def test_every_publication_in_order_with_its_body(partner: Partner) -> None:
    first = corrected(verdict_with_everything())
    second = factories.published_verdict()
    publications.retract(first, note="前提が誤っていた", by=factories.desk_editor())

    rows = changes(partner)

    assert [row["sequence"] for row in rows] == [1, 2, 3, 4]
    assert outline(rows) == [
        ("published", False, [1]),
        ("amendment", False, [2]),
        ("published", False, [1]),
        ("retraction", False, [3]),
    ]
    assert [row["verdict_id"] for row in rows] == [first.pk, first.pk, second.pk, first.pk]
    assert [row["verdict"]["version"] for row in rows] == [1, 2, 1, 3]
    assert [row["verdict"]["state"] for row in rows] == ["live", "live", "live", "retracted"]
    version = partner.body(f"/api/v1/verdicts/{first.pk}/versions/1/", "VerdictVersion")
    assert rows[0]["verdict"] | {"state": "retracted", "url": version["url"], "current_version": 3} == version


def test_redaction_turns_old_rows_into_tombstones_that_tell_nothing(partner: Partner) -> None:
    verdict = corrected(factories.published_verdict(headline="消される見出し"))
    desk, second = factories.desk_editor(), factories.desk_editor()

    redactions.confirm(redactions.hide(verdict, reason="決定", by=desk), by=second)

    rows = changes(partner)
    assert outline(rows) == [
        ("published", True, [1]),
        ("amendment", True, [2]),
        ("redaction", True, [1, 2]),
    ]
    assert [row["verdict"] for row in rows] == [None, None, None]
    assert {row["url"] for row in rows} == {f"http://127.0.0.1:8000/verdicts/{verdict.pk}/"}
    assert mirror(partner) == {}


def test_hiding_an_old_version_does_not_delete_the_mirrored_verdict(partner: Partner) -> None:
    verdict = corrected(factories.published_verdict())

    redactions.hide(verdict, versions=[1], reason="決定", by=factories.desk_editor())

    assert outline(changes(partner)) == [("published", True, [1]), ("amendment", False, [2]), ("redaction", False, [1])]
    assert mirror(partner) == current(partner)


def test_hiding_the_newest_version_deletes_the_mirrored_verdict(partner: Partner) -> None:
    verdict = corrected(factories.published_verdict())

    redactions.hide(verdict, versions=[2], reason="決定", by=factories.desk_editor())

    assert outline(changes(partner)) == [("published", False, [1]), ("amendment", True, [2]), ("redaction", True, [2])]
    assert mirror(partner) == current(partner) == {}


def test_lifting_a_redaction_brings_the_verdict_back(partner: Partner) -> None:
    verdict, desk = factories.published_verdict(), factories.desk_editor()
    before = current(partner)

    redactions.lift(redactions.hide(verdict, reason="決定", by=desk), reason="取り違え", by=factories.desk_editor())

    assert [change["tombstone"] for change in changes(partner, since=2)] == [False]
    assert mirror(partner) == current(partner) == before


def test_since_and_next_walk_the_log_once(partner: Partner) -> None:
    for _ in range(3):
        factories.published_verdict()

    seen, url = [], "/api/v1/changes/?since=1&limit=1"
    while url:
        page = partner.body(url, "ChangePage")
        seen += [change["sequence"] for change in page["results"]]
        url = (page["next"] or "").removeprefix("http://127.0.0.1:8000")

    assert seen == [2, 3]
    newest = Publication.objects.get(sequence=3).hash
    assert partner.body("/api/v1/changes/?since=3", "ChangePage") == {
        "results": [],
        "next": None,
        "head": {"sequence": 3, "hash": newest},
        "log": Publication.objects.get(sequence=1).hash,
        "names": "0",
    }


def test_next_carries_the_hash_of_the_row_it_goes_on_from(partner: Partner) -> None:
    factories.published_verdict()
    factories.published_verdict()

    following = partner.body("/api/v1/changes/?limit=1", "ChangePage")["next"]

    assert following.endswith(f"/api/v1/changes/?limit=1&since=1&hash={Publication.objects.get(sequence=1).hash}")


def test_an_empty_log_has_no_name_and_no_head(partner: Partner) -> None:
    empty = {"results": [], "next": None, "head": {"sequence": 0, "hash": ""}, "log": "", "names": "0"}
    assert partner.body("/api/v1/changes/?since=0", "ChangePage") == empty


def test_names_are_others_once_somebody_is_named_or_no_longer(partner: Partner) -> None:
    factories.published_verdict()
    desk = factories.desk_editor()

    told = [partner.body("/api/v1/changes/", "ChangePage")["names"]]
    for step in (public_members.agree, public_members.withdraw):
        step(desk, by=desk)
        told.append(partner.body("/api/v1/changes/", "ChangePage")["names"])

    assert len(set(told)) == 3


@pytest.mark.parametrize(
    "query", ["since=2", "since=999999999999999999", f"since=1&hash={'0' * 64}", f"hash={'0' * 64}"]
)
def test_a_row_that_the_log_does_not_hold_is_a_conflict(partner: Partner, query: str) -> None:
    factories.published_verdict()

    assert partner.problem(f"/api/v1/changes/?{query}") == (409, "log_rewound")


def test_the_row_that_the_log_holds_is_continued(
    partner: Partner, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.published_verdict()
    kept = Publication.objects.get(sequence=1).hash

    with django_assert_num_queries(7):  # quota, tag, rows, head, the row held, the first row, who is named
        assert partner.results(f"/api/v1/changes/?since=1&hash={kept}", "ChangePage") == []
