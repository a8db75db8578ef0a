from datetime import date

import pytest

from articles.extraction import Attribution, ClaimSpan, Source, Span
from articles.extraction.claims import claims
from articles.extraction.dates import dates
from articles.extraction.findings import Findings
from articles.extraction.outline import Outline, Piece
from articles.extraction.quantities import quantities
from articles.extraction.reading import Reading
from articles.extraction.speakers import SILENT, Voice
from articles.extraction.structure import Kind
from articles.extraction.units import ParsedSentence, join
from articles.extraction.wording import Context
from articles.japanese.parsing import parse

PUBLISHED = date(2026, 4, 20)


def proposed(
    words: str, voice: Voice = SILENT, *, first: bool = False, parses: bool = False, source: Source | None = None
) -> list[tuple[str, str]]:
    """Text and wording of the claims of one sentence; with `parses` by the real model, else without a parse."""
    return [
        (claim.text, claim.standalone) for claim in found_in(words, voice, first=first, parses=parses, source=source)
    ]


def found_in(
    words: str, voice: Voice = SILENT, *, first: bool = False, parses: bool = False, source: Source | None = None
) -> list[ClaimSpan]:
    whole = Span(0, len(words))
    amounts, days = tuple(quantities(words, whole)), tuple(dates(words, whole, PUBLISHED))
    found = Findings(words, Kind.SENTENCE, 0.5, voice, "asserted", bool(amounts), amounts, days, ())
    parsed = join(whole, [whole], parse([words])) if parses else ParsedSentence(whole, (), ())
    piece = Piece(whole, Kind.SENTENCE, (whole,), whole)
    context = Context(Outline(source or Source(words), Reading(words, words), (piece,)), [parsed])
    found_claims = claims(context, 0, found, first=first)
    assert all(words[claim.start : claim.end] == claim.text for claim in found_claims)
    return list(found_claims)


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
        ("待機児童は３年連続でゼロだ。", "待機児童は３年連続でゼロだ。"),
        ("保育士も４０人増やしている", "保育士も４０人増やしている。"),
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
        ("工事は条例に明らかに違反して", "工事は条例に明らかに違反している。")
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
        ("首相は赤字だと述べた。", "柏木誠一郎", "首相", "柏木誠一郎首相は赤字だと述べた。"),
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

    assert (text, standalone) == (words, "待機児童は３年連続でゼロになっている。")


def test_standalone_wording_explains_a_day_inside_a_quotation_without_changing_it() -> None:
    words = "市長は昨年、「来年度に増やす」と述べた。"

    ((_, standalone),) = proposed(words, voice_of(words, "古賀美咲", "市長"))

    assert standalone == "古賀美咲市長は2025年、「来年度（2027年度）に増やす」と述べた。"


def test_standalone_wording_leaves_out_what_is_known_anyway() -> None:
    words = "また、朝凪新聞によると、常岡（つねおか）さんの会社は３割を減らした。"
    credit = Attribution(Span(3, 7), Span(7, 11), Span(12, len(words)), "yoruto", None)

    ((_, standalone),) = proposed(words, Voice(None, "朝凪新聞", "none", (credit,), hearsay=False))

    assert standalone == "常岡さんの会社は３割を減らした。"


def test_standalone_wording_keeps_the_document_a_figure_is_from() -> None:
    words = "市の資料によると、待機児童は１２人だった。"
    credit = Attribution(Span(0, 4), Span(4, 8), Span(9, len(words)), "yoruto", "青浜市")

    ((_, standalone),) = proposed(words, Voice("青浜市", None, "indirect", (credit,), hearsay=False))

    assert standalone == "市の資料によると、待機児童は１２人だった。"


def test_standalone_wording_writes_out_a_fiscal_year_and_no_part_of_a_month() -> None:
    ((_, standalone),) = proposed("来年度の予算を来月上旬に出す。")

    assert standalone == "2027年度の予算を来月上旬に出す。"


@pytest.mark.parametrize(
    "words",
    [
        "事業費は2024年（令和6年）に２割増えた。",
        "７月２１日に１２人が発症した。",
        "前年比で３割減った。",
        "開館は翌年の５月だった。",
        "令和６年３月１５日に閉館した。",
    ],
)
def test_standalone_wording_states_no_year_of_its_own(words: str) -> None:
    assert [standalone for _, standalone in proposed(words)] == [words]


@pytest.mark.parametrize(
    ("words", "standalone"),
    [
        ("しかし、赤字は３割減った。", "赤字は３割減った。"),
        ("まず、その証拠に、赤字は３割減った。", "赤字は３割減った。"),
        ("しかも赤字は３割減った。", "赤字は３割減った。"),
        ("１５日(水曜日)に開く。", "2026年4月15日に開く。"),
        ("人口　１２３万人→９８万人", "人口は１２３万人から９８万人へ。"),
        ("議員の定数　１６→１２に削減", "議員の定数は１６から１２に削減。"),
        ("更新率は六二％、失踪率は二・一％だった。", "更新率は62％、失踪率は2.1％だった。"),
        ("第一に、二〇二五年の九千人を下回った。", "2025年の九千人を下回った。"),
        ("二人に一人が反対した。", "二人に一人が反対した。"),
        ("給食費を無償化した！！", "給食費を無償化した。"),
        ("工事が遅れていることが１０日、市への取材で分かった。", "工事が遅れている。"),
        ("感染していることが分かった。", "感染していることが分かった。"),
    ],
)
def test_standalone_wording_leaves_out_what_says_nothing(words: str, standalone: str) -> None:
    assert [wording for _, wording in proposed(words)] == [standalone]


@pytest.mark.parametrize(
    "words",
    [
        "市は外国人のみを対象に、最大で約３割の職員（非常勤を除く）を減らす計画だが、議会の同意がなければ実施しない見通しである。",
        "補助を受けたのは県内の事業所のうち従業員が５人以下のところだけで、全体（ほかの制度を含む）の１割未満にとどまっている。",
    ],
)
def test_standalone_wording_keeps_scope_hedge_and_negation(words: str) -> None:
    assert [wording for _, wording in proposed(words)] == [words]


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("words", "standalone"),
    [
        ("待機児童は３割減りました。", "待機児童は３割減った。"),
        ("待機児童は１人も増えておりません。", "待機児童は１人も増えていない。"),
        ("黒字は７年ぶりでございます。", "黒字は７年ぶりである。"),
        ("応募は２億円にも届きませんでした。", "応募は２億円にも届かなかった。"),
        ("うちの料金のほうが月に３８０円高いんですよ。", "うちの料金のほうが月に３８０円高い。"),
        ("採用は８人ですので、常勤医は増えています。", "採用は８人なので、常勤医は増えている。"),
        ("これは条例に反します。", "これは条例に反する。"),
        ("負担は５倍ではございません。", "負担は５倍ではない。"),
    ],
)
def test_standalone_wording_is_plain(words: str, standalone: str) -> None:
    assert [wording for _, wording in proposed(words, parses=True)] == [standalone]


def report_of(words: str, source: str | None, cue: str, content: str, form: str = "indirect") -> Attribution:
    def span(part: str) -> Span:
        start = words.index(part)
        return Span(start, start + len(part))

    return Attribution(span(source) if source else None, span(cue), span(content), form, "古賀美咲")


@pytest.mark.parametrize(
    ("words", "source", "cue", "content", "standalone"),
    [
        (
            "古賀氏は、保育士は４０人増えたと述べた。",
            "古賀氏",
            "述べた",
            "保育士は４０人増えた",
            "保育士は４０人増えた。",
        ),
        ("保育士は４０人増えたと古賀氏は述べた。", "古賀氏", "述べた", "４０人増えた", "保育士は４０人増えた。"),
        (
            "古賀氏は会見で、保育士は４０人増えたと語った。",
            "古賀氏",
            "語った",
            "４０人増えた",
            "保育士は４０人増えた。",
        ),
    ],
)
def test_standalone_wording_is_what_is_said_not_who_says_it(
    words: str, source: str, cue: str, content: str, standalone: str
) -> None:
    voice = Voice("古賀美咲", None, "indirect", (report_of(words, source, cue, content),), hearsay=False)

    assert [wording for _, wording in proposed(words, voice)] == [standalone]


@pytest.mark.parametrize(
    ("words", "source", "cue", "content"),
    [
        ("古賀美咲氏は、保育士が４０人増える可能性があると述べた。", "古賀美咲氏", "述べた", "保育士が４０人増える"),
        ("古賀美咲氏は、保育士は４０人増えたとみている。", "古賀美咲氏", "みて", "保育士は４０人増えた"),
        ("市の統計では、保育士は４０人増えたという。", "市の統計", "という", "保育士は４０人増えた"),
        ("古賀美咲氏は、保育士を４０人増やすよう要求した。", "古賀美咲氏", "要求した", "保育士を４０人増やすよう"),
        (
            "市は増員を決めたが、古賀美咲氏は保育士は４０人で足りると述べた。",
            "古賀美咲氏",
            "述べた",
            "保育士は４０人で足りる",
        ),
    ],
)
def test_standalone_wording_stays_whole_where_the_report_is_part_of_the_claim(
    words: str, source: str, cue: str, content: str
) -> None:
    voice = Voice("古賀美咲", None, "indirect", (report_of(words, source, cue, content),), hearsay=False)

    assert [wording for _, wording in proposed(words, voice)] == [words]


def own(words: str) -> Source:
    return Source(words, kind="leaflet", speaker="青浜市")


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("words", "standalone"),
    [
        ("待機児童はゼロになった。", "青浜市の待機児童はゼロになった。"),
        ("本市の借金は３割減った。", "青浜市の借金は３割減った。"),
        ("市は保育所を３カ所増やした。", "青浜市は保育所を３カ所増やした。"),
        ("県内の市で３番目に多い。", "青浜市では、県内の市で３番目に多い。"),
        ("近くの２市は値上げした。", "近くの２市は値上げした。"),
        ("全国の待機児童は３割減った。", "全国の待機児童は３割減った。"),
    ],
)
def test_standalone_wording_says_where_a_claim_of_a_city_holds(words: str, standalone: str) -> None:
    assert [wording for _, wording in proposed(words, source=own(words), parses=True)] == [standalone]


def test_standalone_wording_names_who_says_i_and_the_company_that_says_we() -> None:
    words = "私は当社の赤字を３割減らした。"
    source = Source(words, speaker="株式会社みなと電装")

    ((_, standalone),) = proposed(words, Voice("古賀美咲", None, "direct", (), hearsay=False), source=source)

    assert standalone == "古賀美咲は株式会社みなと電装の赤字を３割減らした。"


@pytest.mark.parametrize(
    ("words", "incomplete"),
    [
        ("待機児童は３年連続でゼロだ。", ()),
        ("これは全国で最も多い。", ("subject",)),
        ("３割減らした。", ("subject",)),
        ("市は保育所を３カ所増やした。", ("place",)),
        ("待機児童は先週の会議で議論された。", ("date",)),
        ("当社の赤字は４月に３割減った。", ("subject",)),
        ("当社の赤字は前月に３割減った。", ("subject", "date")),
    ],
)
def test_incomplete_names_what_the_wording_leaves_open(words: str, incomplete: tuple[str, ...]) -> None:
    assert [claim.incomplete for claim in found_in(words)] == [incomplete]


def test_incomplete_names_the_speaker_that_a_quotation_lacks() -> None:
    words = "「待機児童は３年連続でゼロだ」"

    (claim,) = found_in(words, Voice(None, None, "direct", (), hearsay=False))

    assert claim.incomplete == ("speaker",)


def test_of_many_sentences_of_a_quotation_four_are_proposed() -> None:
    said = "".join(f"第{number}工場では{number}人が倒れた。" for number in range(2, 9))
    words = f"「{said}」と述べた。"

    assert len(proposed(words, Voice("古賀美咲", None, "direct", (), hearsay=False))) == 4


def test_quotation_beside_a_longer_narration_stays_in_it() -> None:
    words = "市は保育所を３カ所増やし、定員を１２０人分広げ、保育士も４０人採用したうえで「１２人減った。あと３人だ」と広報した。"

    assert [text for text, _ in proposed(words, Voice("青浜市", None, "mixed", (), hearsay=False))] == [words]
