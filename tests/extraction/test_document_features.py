import pytest

from articles.extraction.document_features import Document
from articles.extraction.findings import Findings
from articles.extraction.outline import Outline, Piece, Source
from articles.extraction.quantities import quantities
from articles.extraction.reading import reading
from articles.extraction.results import Span
from articles.extraction.speakers import SILENT, Voice
from articles.extraction.structure import Kind


def voiced(speaker: str) -> Voice:
    return Voice(speaker, None, "indirect", (), False)


def document(*sentences: tuple[str, Voice], kind: str | None = None, issuer: str | None = None) -> Document:
    """A document of one line a sentence."""
    text = "\n".join(words for words, _ in sentences)
    pieces, findings, start = [], [], 0
    for words, voice in sentences:
        span = Span(start, start + len(words))
        pieces.append(Piece(span, Kind.SENTENCE, (span,), span))
        amounts = tuple(quantities(text, span))
        findings.append(Findings(words, Kind.SENTENCE, 0.5, voice, "asserted", bool(amounts), amounts, (), ()))
        start = span.end + 1
    source = Source(text, kind=kind, speaker=issuer)
    return Document(Outline(source, reading(text), tuple(pieces)), findings)


def claims(of: Document, index: int) -> set[str]:
    named = of.features(index, [{} for _ in of.findings])
    return {name.partition(":")[2] for name, value in named.items() if name.startswith("claim:") and value == 1.0}


def test_interested_party_that_tells_an_outcome_is_told_from_a_bystander() -> None:
    of = document(
        ("待機児童は解消した。", voiced("古賀市長")),
        ("待機児童は解消した。", voiced("近所の住民")),
    )

    assert "interested_outcome" in claims(of, 0)
    assert "interested_outcome" not in claims(of, 1)


def test_person_with_an_office_in_the_document_is_an_interested_party() -> None:
    of = document(
        ("ボルグ米大統領が会談した。", SILENT),
        ("多くの点で合意した。", voiced("ボルグ")),
        ("多くの点で合意した。", voiced("スミス")),
    )

    assert "interested_outcome" in claims(of, 1)
    assert "interested_outcome" not in claims(of, 2)


def test_claim_that_is_contradicted_by_the_next_sentence_is_marked_on_both() -> None:
    of = document(
        ("待機児童は解消した。", voiced("古賀市長")),
        ("しかし、市の資料には１２人とある。", SILENT),
        ("資料は毎年公開される。", SILENT),
    )

    assert {"contradicted", "contradicted_by_other"} <= claims(of, 0)
    assert "contradicts" in claims(of, 1)
    assert not {"contradicted", "contradicts"} & claims(of, 2)


@pytest.mark.parametrize(
    ("kind", "issuer", "is_issuers"),
    [("leaflet", "新町の会", True), ("leaflet", None, False), ("news", "朝凪新聞", False), (None, "朝凪新聞", False)],
)
def test_what_an_issuer_says_of_itself_is_its_claim(kind: str | None, issuer: str | None, is_issuers: bool) -> None:
    of = document(("不登校を３年で半減させました。", SILENT), kind=kind, issuer=issuer)

    assert ("issuer_outcome" in claims(of, 0)) is is_issuers


def test_answer_is_told_from_its_question() -> None:
    of = document(("病床は減らすのですか。", SILENT), ("２０床減らします。", SILENT), kind="transcript")

    assert "answer" not in claims(of, 0)
    assert {"answer", "answer_amount"} <= claims(of, 1)


def test_sole_source_of_a_document_is_told_from_one_of_several() -> None:
    alone = document(("橋は安全だ。", voiced("工事の会社")), ("橋は来月開く。", SILENT))
    several = document(
        ("橋は安全だ。", voiced("工事の会社")), ("橋は揺れる。", voiced("住民")), ("橋は長い。", voiced("市"))
    )

    assert "sole_source" in claims(alone, 0)
    assert not {"sole_source", "two_sides"} & claims(several, 0)


@pytest.mark.parametrize(
    ("words", "referent"),
    [
        ("この火事で３人が死亡した。", "casualties"),
        ("新しい市庁舎の建設費は９６億円に上る。", "public_money"),
        ("投票率は４１％だった。", "share"),
    ],
)
def test_amount_is_known_by_what_it_counts(words: str, referent: str) -> None:
    assert claims(document((words, SILENT)), 0) & {"casualties", "public_money", "share"} == {referent}


def test_kind_of_document_is_a_feature_but_for_news() -> None:
    leaflet, news = (document(("橋は長い。", SILENT), kind=kind) for kind in ("leaflet", "news"))

    assert leaflet.features(0, [{}])["document:leaflet"] == 1.0
    assert not [name for name in news.features(0, [{}]) if name.startswith("document:")]
