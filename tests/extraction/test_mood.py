import pytest

from articles.extraction import extract, mood
from articles.extraction.findings import Findings, findings_of
from articles.extraction.outline import Source, outline
from articles.extraction.units import join
from articles.japanese.parsing import parse
from tests.extraction.recording import recorded_parser
from tests.extraction.texts import ARTICLE, TRANSCRIPT, hostile_texts


def findings_and_moods(text: str, parser: object = recorded_parser) -> list[tuple[Findings, mood.Mood]]:
    current = outline(Source(text))
    parses = parser(current.unit_texts())  # type: ignore[operator]  # a Parser
    joined = [join(piece.span, piece.units, [next(parses) for _ in piece.units]) for piece in current.pieces]
    findings = findings_of(current, joined)
    return list(zip(findings, mood.moods(current, joined, findings), strict=True))


def test_moods_are_answers_of_the_known_classes() -> None:
    for _, learned in findings_and_moods(ARTICLE):
        assert (learned.quote in mood.QUOTES, learned.modality in mood.MODALITIES) == (True, True)


def test_heading_caption_and_byline_have_no_mood() -> None:
    learned = [learned for found, learned in findings_and_moods(ARTICLE) if found.kind != "sentence"]

    assert learned == [mood.Mood("none", "other", numeric=False)] * 3


def test_turn_of_a_transcript_is_direct_speech() -> None:
    judged = [mood.judged(found, learned) for found, learned in findings_and_moods(TRANSCRIPT)]

    assert [found.voice.quote for found in judged] == ["direct", "none", "direct"]


def test_judgement_keeps_what_the_rules_found_beside_the_mood() -> None:
    found, learned = findings_and_moods(ARTICLE)[0]

    judged = mood.judged(found, learned)

    assert (judged.voice.speaker, judged.quantities) == (found.voice.speaker, found.quantities)
    assert (judged.voice.quote, judged.modality, judged.numeric) == (
        learned.quote,
        learned.modality,
        learned.numeric,
    )


def test_signs_that_turn_on_a_report_are_weighed_by_its_probability() -> None:
    conditioned = mood.conditioned({"core:完成": 1.0, "word:橋": 1.0}, 0.25)

    assert conditioned == {
        "core:完成": 1.0,
        "word:橋": 1.0,
        "reported": 0.25,
        "reported:core:完成": 0.25,
        "unreported:core:完成": 0.75,
    }


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("words", "modality", "quote"),
    [
        ("市内の全校で給食が止まったという。", "hearsay", "indirect"),
        ("市教育委員会によると、市内の全校で給食が止まったという。", "asserted", "indirect"),
        ("市教育委員会は「市内の全校で給食が止まった」と説明した。", "asserted", "direct"),
        ("市内の全校で給食が止まった。", "asserted", "none"),
    ],
)
def test_hearsay_is_what_nobody_is_named_for(words: str, modality: str, quote: str) -> None:
    (sentence,) = extract(words).sentences

    assert (sentence.modality, sentence.quote) == (modality, quote)


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("words", "modality", "numeric"),
    [
        ("市は来年４月に新庁舎を開く予定だ。", "future", False),
        ("事故の原因は部品の劣化とみられる。", "inference", False),
        ("先月の失業率は2.4％だった。", "asserted", True),
        ("「市長の対応は極めて残念だ」と代表は批判した。", "opinion", False),
        ("市内の全校で給食が止まったという。", "hearsay", False),
    ],
)
def test_mood_of_a_plain_sentence(words: str, modality: str, numeric: bool) -> None:
    (sentence,) = extract(words).sentences

    assert (sentence.modality, sentence.numeric) == (modality, numeric)


@pytest.mark.nlp
def test_moods_of_hostile_texts_are_answers_of_the_known_classes() -> None:
    for text in hostile_texts(60, seed=11, longest=25):
        for _, learned in findings_and_moods(text, parse):
            assert (learned.quote in mood.QUOTES, learned.modality in mood.MODALITIES) == (True, True)
