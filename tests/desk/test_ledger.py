"""The selection ledger against plain SQL over a generated newsroom; its CSV; whom it does not name."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from articles.actions import candidates, spreadsheets, topics
from articles.desk import figures, selection
from articles.desk.selection import COLUMNS, GROUPINGS, REASONS, Line, Period
from articles.models import Candidate, Claim, Claimant, Outlet, Verdict
from tests import factories
from tests.desk import generated, recorded

pytestmark = pytest.mark.django_db

PAGE = "/admin/ledger/"
OF_OUTLET = (
    "LEFT JOIN articles_articlerevision v ON v.id = c.revision_id LEFT JOIN articles_article a ON a.id = v.article_id"
    " LEFT JOIN articles_outlet o ON o.id = a.outlet_id"
)
BY_HAND = (
    "WHERE created_at >= %s AND created_at < %s"
    " AND id NOT IN (SELECT claim_id FROM articles_candidate WHERE claim_id IS NOT NULL)"
)


def sql(query: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def published_some(seed: int) -> None:
    """Verdicts on the first claims, every second one before readers; and a claim begun by hand."""
    for claim in Claim.objects.order_by("pk")[:4]:
        verdict = factories.complete_draft(claim)
        if claim.pk % 2 == seed % 2:
            factories.published(verdict)
    topic = topics.register(slug="by-hand", name="手で", by=factories.reporter())
    begun = factories.claim(claimant=Claimant.objects.order_by("pk").first())
    begun.topics.add(topic)


def period(days: int = 60) -> Period:
    return Period(figures.today() - timedelta(days=days - 1), figures.today())


@pytest.mark.parametrize("seed", [11, 12])
def test_total_and_months_are_what_the_tables_say(seed: int) -> None:
    generated.newsroom(seed)
    published_some(seed)
    bounds = tuple(period().bounds.values())

    total = selection.total(period())
    months = list(selection.lines("month", period()))

    within = "FROM articles_candidate c WHERE created_at >= %s AND created_at < %s AND state <> 'superseded'"
    by_state = Counter(dict(sql(f"SELECT state, count(*) {within} GROUP BY 1", *bounds)))
    assert (total.seen, total.pending, total.duplicates, total.rejected, total.accepted) == (
        sum(by_state.values()),
        *(by_state[state] for state in ("pending", "duplicate", "rejected", "accepted")),
    )
    by_reason = dict(sql(f"SELECT rejection_reason, count(*) {within} AND state = 'rejected' GROUP BY 1", *bounds))
    assert total.reasons == tuple(by_reason.get(reason.value, 0) for reason in REASONS)
    by_hand = {row[0] for row in sql(f"SELECT id FROM articles_claim {BY_HAND}", *bounds)}
    chosen = {row[0] for row in sql(f"SELECT DISTINCT claim_id {within} AND claim_id IS NOT NULL", *bounds)}
    assert (total.by_hand, total.claims) == (len(by_hand), len(by_hand | chosen))
    public = set(Verdict.objects.filter(published_version__gt=0).values_list("claim_id", flat=True))
    assert total.published == len(public & (chosen | by_hand))
    assert total.published > 0
    by_month = dict(
        sql(f"SELECT to_char(created_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM'), count(*) {within} GROUP BY 1", *bounds)
    )
    assert {line.name: line.seen for line in months if line.seen} == by_month
    for name in ("seen", "pending", "duplicates", "rejected", "accepted", "by_hand"):
        assert sum(getattr(line, name) for line in months) == getattr(total, name)


@pytest.mark.parametrize("seed", [13, 14])
def test_outlets_and_topics_are_what_the_tables_say(seed: int) -> None:
    generated.newsroom(seed)
    published_some(seed)
    bounds = tuple(period().bounds.values())

    by_outlet = {line.key: line for line in selection.lines("outlet", period())}
    by_topic = {line.key: line for line in selection.lines("topic", period())}

    within = "c.created_at >= %s AND c.created_at < %s AND c.state <> 'superseded'"
    for key, state, count in sql(
        f"SELECT coalesce(o.id::text, 'none'), c.state, count(*) FROM articles_candidate c {OF_OUTLET} WHERE {within} GROUP BY 1, 2",
        *bounds,
    ):
        names = {"duplicate": "duplicates"}
        assert getattr(by_outlet[key], names.get(state, state)) == count
    for topic, candidates_of, claims_of in sql(
        "SELECT t.topic_id::text, count(*), count(DISTINCT c.claim_id) FROM articles_candidate c"
        f" JOIN articles_claim_topics t ON t.claim_id = c.claim_id WHERE {within} GROUP BY 1",
        *bounds,
    ):
        by_hand = sql(
            f"SELECT count(*) FROM articles_claim {BY_HAND} AND id IN"
            " (SELECT claim_id FROM articles_claim_topics WHERE topic_id = %s)",
            *(*bounds, int(topic)),
        )[0][0]
        assert (by_topic[topic].accepted, by_topic[topic].claims) == (candidates_of, claims_of + by_hand)


@pytest.mark.parametrize("seed", [15, 16])
def test_claimants_are_those_of_the_claim_else_of_the_newest_reading(seed: int) -> None:
    generated.newsroom(seed)
    published_some(seed)
    rows = Candidate.objects.exclude(state=Candidate.State.SUPERSEDED).filter(
        created_at__gte=period().bounds["since"], created_at__lt=period().bounds["until"]
    )
    called = {name: claimant for claimant in Claimant.objects.all() for name in claimant.names}

    expected: Counter[str] = Counter()
    affiliated: Counter[str] = Counter()
    for row in rows.prefetch_related("scores"):
        newest = max(row.scores.all(), key=lambda score: score.run_id, default=None)
        claimant = row.claim.claimant if row.claim else called.get(newest.speaker) if newest else None
        key = (
            (str(claimant.pk) if claimant.is_nameable else claimant.kind)
            if claimant
            else ("nobody" if row.claim else "unknown")
        )
        expected[key] += 1
        affiliated[f":{claimant.affiliation}" if claimant and claimant.is_nameable else key] += 1

    lines = list(selection.lines("claimant", period()))
    assert {line.key: line.seen for line in lines if line.seen} == dict(expected)
    by_affiliation = selection.lines("affiliation", period())
    assert {line.key: line.seen for line in by_affiliation if line.seen} == dict(affiliated)
    assert sum(line.seen for line in lines) == selection.total(period()).seen


def test_name_of_two_claimants_counts_for_neither() -> None:
    for affiliation in ("市", "県"):
        factories.claimant(name="汐見一郎", kind=Claimant.Kind.PUBLIC_FIGURE, affiliation=affiliation)
    recorded.candidates(2, speaker="汐見一郎")

    assert [(line.key, line.seen) for line in selection.lines("claimant", period())] == [("unknown", 2)]


@pytest.mark.parametrize("kind", [Claimant.Kind.PRIVATE_PERSON, Claimant.Kind.MINOR, Claimant.Kind.ANONYMOUS_ACCOUNT])
def test_nobody_is_named_who_may_not_be(kind: Claimant.Kind, as_reporter: Client) -> None:
    secret = factories.claimant(name="汐見ひなた", kind=kind, affiliation="汐見中学校")
    accepted, _seen = recorded.candidates(2, speaker="汐見ひなた")
    candidates.accept(accepted, claim=factories.claim(claimant=secret), by=factories.reporter())

    for by in GROUPINGS:
        page = as_reporter.get(PAGE, {"by": by}).content.decode()
        table = b"".join(as_reporter.get(f"{PAGE}csv/", {"by": by}).streaming_content).decode()
        assert [word for word in ("ひなた", "汐見中") if word in page + table] == []
    [line] = selection.lines("claimant", period())
    assert (line.key, line.seen, line.accepted) == (kind.value, 2, 1)


def test_lines_are_sorted_by_the_column_pressed(as_reporter: Client) -> None:
    generated.newsroom(17)

    for name in COLUMNS:
        for order, turned in (("", True), ("asc", False)):
            lines: list[Line] = as_reporter.get(PAGE, {"by": "outlet", "sort": name, "order": order}).context["lines"]
            numbers = [getattr(line, name) for line in lines]
            assert numbers == sorted(numbers, reverse=turned)
    page = as_reporter.get(PAGE, {"by": "outlet", "sort": "accepted"})
    [heading] = [column for column in page.context["columns"] if column.sorted]
    assert (heading.name, heading.sorted, "order=asc" in heading.address) == ("accepted", "descending", True)


def test_csv_is_the_table_and_begins_with_the_mark_excel_wants(as_reporter: Client) -> None:
    generated.newsroom(18)
    asked = {"by": "outlet", "first": period().first.isoformat(), "last": period().last.isoformat()}

    answer = as_reporter.get(f"{PAGE}csv/", asked)
    written = b"".join(answer.streaming_content)

    assert answer.streaming
    assert written.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(written.decode("utf-8-sig")))
    assert head[:3] == ["媒体", "検証候補", "未判断"]
    lines = [*selection.lines("outlet", period()), selection.total(period())]
    assert rows == [
        [line.name, *(str(getattr(line, name)) for name in COLUMNS), *map(str, line.reasons)] for line in lines
    ]


@pytest.mark.parametrize("name", ["=1+1", "+81-3", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1", "　＋1"])
def test_name_of_an_outlet_is_no_formula(name: str, as_reporter: Client) -> None:
    outlet = Outlet.objects.create(name=name)  # the action would take the spaces away
    factories.candidate(factories.revision(outlet=outlet))

    written = b"".join(as_reporter.get(f"{PAGE}csv/", {"by": "outlet"}).streaming_content).decode("utf-8-sig")

    assert next(iter(list(csv.reader(io.StringIO(written, newline="")))[1])) == f"'{name}"


@given(st.text())
def test_no_cell_begins_a_formula(text: str) -> None:
    shown = spreadsheets.cell(text)

    assert shown.lstrip(" 　\u00a0\ufeff")[:1] not in {*"=+-@\t\r\n＝＋－＠"} or not shown
    assert shown.removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"first": "2026-02-30"}, "直近30日を表示しています。"),
        ({"first": "2026-03-02", "last": "2026-03-01"}, "終わりの日が、始まりの日より前になっています。"),
        ({"by": "nothing"}, "直近30日を表示しています。"),
    ],
)
def test_what_cannot_be_read_is_said(asked: dict[str, str], said: str, as_reporter: Client) -> None:
    page = as_reporter.get(PAGE, asked)

    assert said in page.content.decode()
    assert page.context["chosen"].period == period(30)


def test_ledger_asks_as_much_for_much_as_for_little(
    as_reporter: Client, as_outsider: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    recorded.candidates(1)
    with django_assert_num_queries(5):
        assert as_reporter.get(PAGE).status_code == 200
    generated.newsroom(19)
    with django_assert_num_queries(5):
        assert as_reporter.get(PAGE).status_code == 200
    assert [as_outsider.get(path).status_code for path in (PAGE, f"{PAGE}csv/")] == [302, 302]
