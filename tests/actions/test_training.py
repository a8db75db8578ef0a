"""Decisions as training data: read back by the readers of bench/, and silent about whoever must not be named."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.core.management import call_command

from articles.actions import candidates, claims, encryption, notes, training
from articles.extraction.outline import outline
from articles.models import Candidate, Claimant, User
from tests import factories
from tests.desk import recorded

pytestmark = pytest.mark.django_db

REASON = Candidate.RejectionReason


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """What the benchmarks read their sets with."""
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parent.parent.parent / "bench"))
    labelled = importlib.import_module("labelled")
    yield labelled
    for name in ("labelled", "labelled_rows"):
        sys.modules.pop(name, None)


@pytest.fixture
def by() -> User:
    return factories.reporter()


def written(tmp_path: Path, bench: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """The rows of the exported file, as bench/labelled.py reads a set."""
    call_command("export_decisions", str(tmp_path / "decisions.jsonl"))
    monkeypatch.setattr(bench, "DATA", tmp_path)
    rows: list[dict[str, object]] = bench.articles("decisions")
    return rows


def test_decisions_are_read_back_by_the_readers_of_the_benchmarks(
    by: User, tmp_path: Path, bench: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted, opinion, trivial, other, _pending = recorded.candidates(5)
    mayor = factories.claimant(name="汐見市長", kind=Claimant.Kind.PUBLIC_FIGURE)
    candidates.accept_as_new(accepted, statement="来館者は１割増えた", claimant=mayor, by=by)
    candidates.reject(opinion, reason=REASON.OPINION, by=by)
    candidates.reject(trivial, reason=REASON.TRIVIAL, by=by)
    candidates.reject(other, reason=REASON.OTHER, note="迷った", by=by)

    [row] = written(tmp_path, bench, monkeypatch)
    labelled_rows = importlib.import_module("labelled_rows")
    source = bench.source(row)
    document = labelled_rows.Document("decisions", row, outline(source), (), ())
    labels = [(label["label"], label["start"], piece) for label, piece in document.labels()]

    assert source.text == accepted.revision.text
    assert labels == [("CFS", accepted.start, 0), ("NFS", opinion.start, 1), ("UFS", trivial.start, 2)]
    assert [s["priority"] for s in row["sentences"]] == [3.0, 0.0, 1.0]
    assert [(s["speaker"], s["by_editor"]) for s in row["sentences"]] == [
        (["汐見市長"], ["priority", "label", "speaker", "standalone"]),
        (["みなと市"], ["priority", "label"]),
        (["みなと市"], ["priority", "label"]),
    ]
    assert row["sentences"][0]["standalone"] == "来館者は１割増えた"


def test_duplicate_is_worth_what_its_original_is(
    by: User, tmp_path: Path, bench: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, again, rejected, copy = recorded.candidates(4)
    candidates.accept(first, claim=factories.claim(), by=by)
    candidates.mark_duplicate(again, of=first, by=by)
    candidates.reject(rejected, reason=REASON.OPINION, by=by)
    candidates.mark_duplicate(copy, of=rejected, by=by)

    [row] = written(tmp_path, bench, monkeypatch)

    assert [s["start"] for s in row["sentences"]] == [first.start, again.start, rejected.start]


@pytest.mark.parametrize("spelling", ["汐見 海斗", "汐見海斗", "汐見　海斗", "海斗・汐見"])
def test_article_that_names_a_protected_source_stays_in(
    spelling: str, by: User, tmp_path: Path, bench: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes.write(factories.complete_draft(by=by), by=by, source="汐見 海斗")
    named = factories.revision(f"{spelling}は来館者が減ったと話した。市は増えたと発表した。")
    for row in (factories.candidate(named), factories.candidate()):
        candidates.reject(row, reason=REASON.OPINION, by=by)

    rows = written(tmp_path, bench, monkeypatch)

    assert [row["article"] for row in rows] == [str(Candidate.objects.order_by("pk").last().revision_id)]


def test_protected_name_that_an_editor_wrote_stays_in(
    by: User, tmp_path: Path, bench: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes.write(factories.complete_draft(by=by), by=by, source="汐見 海斗")
    candidates.accept_as_new(factories.candidate(), statement="汐見海斗は来館者が減ったと話した", by=by)

    assert written(tmp_path, bench, monkeypatch) == []


@pytest.mark.parametrize("kind", [Claimant.Kind.PRIVATE_PERSON, Claimant.Kind.MINOR, Claimant.Kind.ANONYMOUS_ACCOUNT])
def test_article_with_a_claim_of_somebody_unnameable_stays_in(
    kind: Claimant.Kind, by: User, tmp_path: Path, bench: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody = factories.claimant(name="汐見ひなた", kind=kind)
    candidates.accept(
        factories.candidate(), claim=claims.word(statement="来館者は減った", claimant=somebody, by=by), by=by
    )

    assert written(tmp_path, bench, monkeypatch) == []


def test_nothing_goes_out_while_a_note_cannot_be_read(by: User, settings: object) -> None:
    notes.write(factories.complete_draft(by=by), by=by, source="汐見 海斗")
    settings.NOTE_KEYS = []  # type: ignore[attr-defined]

    with pytest.raises(encryption.KeyMissing):
        training.lines(by=factories.administrator())
