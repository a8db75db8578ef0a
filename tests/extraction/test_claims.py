from datetime import date

import pytest

from articles.extraction import Attribution, Span
from articles.extraction.claims import claims
from articles.extraction.dates import dates
from articles.extraction.findings import Findings
from articles.extraction.quantities import quantities
from articles.extraction.speakers import SILENT, Voice
from articles.extraction.structure import Kind

PUBLISHED = date(2026, 4, 20)


def proposed(words: str, voice: Voice = SILENT, *, first: bool = False) -> list[tuple[str, str]]:
    whole = Span(0, len(words))
    amounts, days = tuple(quantities(words, whole)), tuple(dates(words, whole, PUBLISHED))
    found = Findings(words, Kind.SENTENCE, 0.5, voice, "asserted", bool(amounts), amounts, days, ())
    found_claims = claims(words, whole, found, first=first)
    assert all(words[claim.start : claim.end] == claim.text for claim in found_claims)
    return [(claim.text, claim.standalone) for claim in found_claims]


def voice_of(words: str, speaker: str, source: str, *, quote: str = "indirect") -> Voice:
    start = words.index(source)
    span = Span(start, start + len(source))
    return Voice(speaker, None, quote, (Attribution(span, span, span, quote, speaker),), hearsay=False)


def test_sentence_is_one_claim_as_a_rule() -> None:
    assert proposed("市は保育所を３カ所増やした。") == [
        ("市は保育所を３カ所増やした。", "市は保育所を３カ所増やした。")
    ]


def test_dateline_is_no_part_of_the_first_claim() -> None:
    words = "青浜（みなと通信）　市は保育所を３カ所増やした。"

    assert proposed(words, first=True) == [("市は保育所を３カ所増やした。", "市は保育所を３カ所増やした。")]


def test_outlet_with_its_place_in_brackets_is_no_dateline() -> None:
    words = "みなと放送（青浜市）は受信料を３割下げた。"

    assert proposed(words, first=True) == [(words, words)]


def test_quotation_of_two_measured_sentences_is_two_claims_of_its_speaker() -> None:
    words = "市長は「待機児童は３年連続でゼロだ。保育士も４０人増やしている」と述べた。"

    assert proposed(words, voice_of(words, "古賀美咲", "市長", quote="direct")) == [
        ("待機児童は３年連続でゼロだ。", "古賀美咲：待機児童は３年連続でゼロだ。"),
        ("保育士も４０人増やしている", "古賀美咲：保育士も４０人増やしている"),
    ]


@pytest.mark.parametrize("second", ["市民には感謝しかない", "なぜ４０人も増えたのか", "４０人増やしていただきたい"])
def test_quotation_with_a_sentence_that_states_no_figure_stays_whole(second: str) -> None:
    words = f"市長は「待機児童は３年連続でゼロだ。{second}」と述べた。"

    assert [text for text, _ in proposed(words, voice_of(words, "古賀美咲", "市長", quote="direct"))] == [words]


def test_two_clauses_with_topic_and_amount_are_two_claims() -> None:
    words = "売上高は１０億円で、純利益は２億円だった。"

    assert [text for text, _ in proposed(words)] == ["売上高は１０億円で", "純利益は２億円だった。"]


@pytest.mark.parametrize(
    "words",
    [
        "市の試算では、売上高は１０億円で、純利益は２億円だった。",
        "再生数は約３４０万回で、転載も含めれば５００万回を超える。",
        "新庁舎（延べ床面積は２万平方メートルで、総工費は９０億円）が完成した。",
    ],
)
def test_clauses_that_need_each_other_stay_together(words: str) -> None:
    assert [text for text, _ in proposed(words)] == [words]


def test_fact_is_proposed_without_the_verdict_on_it() -> None:
    words = "市長は「工事は条例に明らかに違反しており言語道断だ」と批判した。"

    assert proposed(words, voice_of(words, "古賀美咲", "市長", quote="direct")) == [
        ("工事は条例に明らかに違反して", "古賀美咲：工事は条例に明らかに違反して")
    ]


def test_standalone_wording_names_the_pronoun_and_the_day_that_is_meant() -> None:
    words = "同氏は１５日、増税を見送ると述べた。"

    ((_, standalone),) = proposed(words, voice_of(words, "古賀美咲", "同氏"))

    assert standalone == "古賀美咲は2026年4月15日、増税を見送ると述べた。"


def test_standalone_wording_completes_the_name_and_leaves_a_pronoun_of_somebody_else() -> None:
    words = "野中氏は、同社が赤字だと述べた。"

    ((_, standalone),) = proposed(words, voice_of(words, "野中千尋", "野中氏"))

    assert standalone == "野中千尋氏は、同社が赤字だと述べた。"


@pytest.mark.parametrize(
    ("words", "speaker", "source", "standalone"),
    [
        (
            "ミナト氏は合意したと述べた。",
            "アンナ・ミナト",
            "ミナト氏",
            "アンナ・ミナト氏は合意したと述べた。",
        ),
        ("飯沼裁判長は違法だと指摘した。", "飯沼郁朗", "飯沼裁判長", "飯沼郁朗裁判長は違法だと指摘した。"),
        ("同省幹部は２割減ると説明した。", "国土交通省幹部", "同省幹部", "国土交通省幹部は２割減ると説明した。"),
        ("両氏は赤字だと述べた。", "野中千尋、古賀美咲", "両氏", "野中千尋、古賀美咲は赤字だと述べた。"),
        ("古賀美咲市長は赤字だと述べた。", "古賀美咲", "古賀美咲市長", "古賀美咲市長は赤字だと述べた。"),
        ("首相は赤字だと述べた。", "柏木誠一郎", "首相", "柏木誠一郎：首相は赤字だと述べた。"),
    ],
)
def test_standalone_wording_names_the_speaker_once(words: str, speaker: str, source: str, standalone: str) -> None:
    assert [wording for _, wording in proposed(words, voice_of(words, speaker, source))] == [standalone]


def test_standalone_wording_keeps_of_a_report_the_quotation_it_is_made_for() -> None:
    words = "市長は４日の会見で「待機児童は３年連続でゼロになっている」と述べた。"
    quoted = words[words.index("待") : words.index("」")]
    content = Span(words.index(quoted), words.index("」"))
    report = Attribution(Span(0, 2), Span(len(words) - 4, len(words) - 1), content, "direct", "古賀美咲")

    ((text, standalone),) = proposed(words, Voice("古賀美咲", None, "direct", (report,), hearsay=False))

    assert (text, standalone) == (words, "古賀美咲「待機児童は３年連続でゼロになっている」")


def test_standalone_wording_explains_a_day_inside_a_quotation_without_changing_it() -> None:
    words = "市長は昨年、「来年度に増やす」と述べた。"

    ((_, standalone),) = proposed(words, voice_of(words, "古賀美咲", "市長"))

    assert standalone == "古賀美咲：市長は2025年、「来年度（2027年度）に増やす」と述べた。"


def test_standalone_wording_leaves_out_what_is_known_anyway() -> None:
    words = "また、朝凪新聞によると、常岡（つねおか）さんの会社は３割を減らした。"
    credit = Attribution(Span(3, 7), Span(7, 11), Span(12, len(words)), "yoruto", None)

    ((_, standalone),) = proposed(words, Voice(None, "朝凪新聞", "none", (credit,), hearsay=False))

    assert standalone == "常岡さんの会社は３割を減らした。"


def test_standalone_wording_keeps_the_document_a_figure_is_from() -> None:
    words = "市の資料によると、待機児童は１２人だった。"
    credit = Attribution(Span(0, 4), Span(4, 8), Span(9, len(words)), "yoruto", "青浜市")

    ((_, standalone),) = proposed(words, Voice("青浜市", None, "indirect", (credit,), hearsay=False))

    assert standalone == "青浜市：市の資料によると、待機児童は１２人だった。"


def test_standalone_wording_writes_out_a_fiscal_year_and_no_part_of_a_month() -> None:
    ((_, standalone),) = proposed("来年度の予算を来月上旬に出す。")

    assert standalone == "2027年度の予算を来月上旬に出す。"
