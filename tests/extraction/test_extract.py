import json
from dataclasses import asdict
from datetime import date

import pytest

from articles.extraction import (
    CURRENT,
    MAX_CHARACTERS,
    Extraction,
    Sentence,
    Source,
    TextEmpty,
    TextHasNul,
    TextHasSurrogates,
    TextTooLong,
    UnusableText,
    extract,
    extract_many,
)
from articles.japanese.parsing import parse
from tests.extraction.recording import load, recorded_parser, units
from tests.extraction.spans import assert_sound
from tests.extraction.texts import ARTICLE, TRANSCRIPT, hostile_texts

PUBLISHED = date(2026, 4, 20)


@pytest.fixture(scope="module")
def article() -> Extraction:
    return extract(ARTICLE, published_date=PUBLISHED, parser=recorded_parser)


def sentence_with(extraction: Extraction, words: str) -> Sentence:
    (found,) = [sentence for sentence in extraction.sentences if words in sentence.text]
    return found


def test_extract_cuts_an_article_into_sentences_and_blocks(article: Extraction) -> None:
    assert [(sentence.kind, sentence.text[:8]) for sentence in article.sentences] == [
        ("sentence", "青浜（みなと通信"),
        ("sentence", "市の資料によると"),
        ("caption", "【写真】記者会見"),
        ("heading", "食い違う数字"),
        ("sentence", "「数え方が違うだ"),
        ("sentence", "古賀氏はそう説明"),
        ("sentence", "同氏はまた、来年"),
        ("sentence", "朝凪新聞によると"),
        ("sentence", "市民団体の代表は"),
        ("byline", "（編集部・森）"),
    ]


def test_extract_keeps_every_offset(article: Extraction) -> None:
    assert_sound(ARTICLE, article)


def test_extract_names_the_speaker_in_full(article: Extraction) -> None:
    assert [
        sentence_with(article, words).speaker for words in ("待機児童は３年連続", "古賀氏はそう", "来年度に保育士")
    ] == [
        "古賀美咲",
        "古賀美咲",
        "古賀美咲",
    ]


def test_extract_gives_a_quotation_to_the_sentence_that_points_back_at_it(article: Extraction) -> None:
    quotation = sentence_with(article, "数え方が違うだけ")

    assert (quotation.speaker, quotation.quote) == ("古賀美咲", "direct")


def test_extract_names_an_outlet_as_via_and_not_as_speaker(article: Extraction) -> None:
    relayed = sentence_with(article, "朝凪新聞によると")

    assert (relayed.via, relayed.speaker) == ("朝凪新聞", None)


def test_extract_leaves_narration_blocks_without_speaker(article: Extraction) -> None:
    silent = [sentence for sentence in article.sentences if sentence.kind != "sentence"]

    assert [(s.speaker, s.quote, s.modality, s.label, s.claims) for s in silent] == [
        (None, "none", "other", "NFS", ())
    ] * 3


def test_extract_proposes_each_sentence_of_a_quotation_by_itself(article: Extraction) -> None:
    claims = sentence_with(article, "待機児童は３年連続").claims

    assert [(claim.text, claim.standalone, claim.incomplete) for claim in claims] == [
        ("待機児童は３年連続でゼロだ。", "待機児童は３年連続でゼロだ。", ()),
        ("県内の市で最も少ない", "県内の市で最も少ない。", ("place", "subject")),
    ]


def test_extract_words_the_claims_of_an_article_to_stand_alone(article: Extraction) -> None:
    assert [sentence_with(article, words).claims[0].standalone for words in ("市の資料", "同氏はまた", "朝凪新聞")] == [
        "青浜市の資料によると、４月時点の待機児童は１２人だった。",
        "古賀美咲は2027年度に保育士を約４０人増やす方針を明らかにした。",
        "市内の２割の保育所で定員を超えていた。",
    ]


def test_extract_resolves_dates_and_amounts(article: Extraction) -> None:
    planned = sentence_with(article, "来年度に保育士")

    assert [(mention.text, mention.value) for mention in planned.dates] == [("来年度", "2027-04-01/2028-03-31")]
    assert [(q.text, q.value, q.unit, q.lower, q.upper) for q in planned.quantities] == [("約４０人", 40, "人", 35, 45)]


def test_extract_ranks_a_contested_figure_above_a_plan(article: Extraction) -> None:
    assert sentence_with(article, "待機児童は３年連続").priority > sentence_with(article, "来年度に保育士").priority


def test_extract_reads_the_turns_of_a_transcript() -> None:
    transcript = extract(TRANSCRIPT, parser=recorded_parser)

    assert [(sentence.speaker, sentence.quote) for sentence in transcript.sentences] == [
        ("古賀美咲", "direct"),
        (None, "none"),
        ("古賀美咲", "direct"),
    ]


def test_extract_is_the_same_bytes_twice() -> None:
    first, second = (json.dumps(extract(ARTICLE, parser=recorded_parser).to_json()) for _ in range(2))

    assert first == second


def test_extract_says_what_it_was_made_with(article: Extraction) -> None:
    assert article.ruleset == CURRENT
    assert sorted(article.versions) == ["ginza", "ja_ginza", "spacy", "sudachidict_core", "sudachipy", "thinc"]


def test_extract_many_answers_in_order_for_each_source() -> None:
    extractions = list(extract_many([Source(TRANSCRIPT), Source(ARTICLE), Source(TRANSCRIPT)], parser=recorded_parser))

    assert [extraction.sentences[0].text for extraction in extractions] == [
        "市長（古賀美咲）：予算は昨年より１兆２千億円増えました。",
        ARTICLE.split("市の資料")[0],
        "市長（古賀美咲）：予算は昨年より１兆２千億円増えました。",
    ]


@pytest.mark.parametrize(
    ("text", "error", "code"),
    [
        ("", TextEmpty, "empty"),
        (" \n　\r\n", TextEmpty, "empty"),
        ("あ" * (MAX_CHARACTERS + 1), TextTooLong, "too_long"),
        ("市長は\0述べた。", TextHasNul, "nul"),
        ("市長は\ud83d述べた。", TextHasSurrogates, "surrogates"),
    ],
)
def test_extract_refuses_what_it_cannot_read(text: str, error: type[UnusableText], code: str) -> None:
    with pytest.raises(error) as raised:
        extract(text, parser=recorded_parser)

    assert raised.value.code == code
    assert str(raised.value) == raised.value.message


@pytest.mark.nlp
def test_recording_agrees_with_the_model() -> None:
    texts = units()
    recording = load()

    parses = list(parse(texts))

    assert [asdict(parsed) for parsed in parses] == [asdict(recording[text]) for text in texts]


@pytest.mark.nlp
def test_extract_finds_no_speaker_in_english_text() -> None:
    text = "The mayor held a press conference on Tuesday.\nNo decision was taken."

    extraction = extract(text)

    assert_sound(text, extraction)
    assert [sentence.speaker for sentence in extraction.sentences] == [None] * len(extraction.sentences)


@pytest.mark.nlp
@pytest.mark.slow
def test_extract_keeps_every_offset_in_2000_hostile_texts() -> None:
    texts = list(hostile_texts(2_000, seed=4, longest=25))

    for text, extraction in zip(texts, extract_many(Source(text, PUBLISHED) for text in texts), strict=True):
        assert_sound(text, extraction)
