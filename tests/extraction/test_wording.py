"""Wordings of whole documents: what may be added to a claim, and what must not be taken from it."""

from datetime import date

import pytest

from articles.extraction import ClaimSpan, Source, Span, extract_many, marks
from articles.extraction.reading import reading
from articles.extraction.wording import heads, openings, own
from articles.japanese.parsing import Token

PUBLISHED = date(2026, 11, 20)


def claims_of(text: str, *, kind: str | None = None, speaker: str | None = None) -> list[ClaimSpan]:
    (extraction,) = extract_many([Source(text, PUBLISHED, kind=kind, speaker=speaker)])
    return [claim for sentence in extraction.sentences for claim in sentence.claims]


def wordings(text: str, *, kind: str | None = None, speaker: str | None = None) -> list[str]:
    return [claim.standalone for claim in claims_of(text, kind=kind, speaker=speaker)]


@pytest.mark.parametrize(
    ("speaker", "places"),
    [
        ("青浜市", ("青浜市",)),
        ("青浜市長　森文子", ("青浜市",)),
        ("青浜市議会議員", ("青浜市",)),
        ("青浜県高根町役場", ("高根町", "青浜県")),
        ("青浜県知事", ("青浜県",)),
        ("川村", ()),
        ("川村一郎", ()),
        ("森健市", ()),
        ("青浜市民の会", ()),
        ("株式会社みなと電装", ()),
    ],
)
def test_issuer_gives_the_document_its_place_where_it_is_or_names_one(speaker: str, places: tuple[str, ...]) -> None:
    assert own.places_of_speaker(speaker) == places


@pytest.mark.parametrize(
    ("heading", "places"),
    [
        ("青浜市議会会議録", ("青浜市",)),
        ("令和8年第3回青浜市議会定例会", ("青浜市",)),
        ("青浜市長　定例会見", ("青浜市",)),
        ("広報青浜市", ("青浜市",)),
        ("広報あおはま", ()),
        ("青浜市議会議員一般選挙　選挙公報", ("青浜市",)),
        ("青浜市長　森文子様", ()),
        ("青浜市議会が予算を可決", ()),
        ("青浜市、給食を無償化", ()),
        ("青浜市民まつりのご案内", ()),
    ],
)
def test_heading_gives_the_document_its_place_where_it_names_who_issues_it(
    heading: str, places: tuple[str, ...]
) -> None:
    assert own.places_of_heading(heading) == places


@pytest.mark.nlp
def test_place_that_minutes_merely_name_is_not_their_own() -> None:
    text = "○市長(森文子君)　本市の借金は８２０億円です。近隣の稲美市は１２００億円です。職員は８００人です。"

    first, *_, last = claims_of(text, kind="proceedings")

    assert (first.standalone, first.incomplete) == ("本市の借金は８２０億円である。", ("place",))
    assert last.standalone == "職員は８００人である。"


@pytest.mark.nlp
def test_claim_behind_another_place_gets_no_place() -> None:
    text = "本市の借金は８２０億円です。稲美市の借金は１２００億円です。職員は８００人です。市の基金は２０億円です。"

    found = claims_of(text, kind="leaflet", speaker="青浜市")

    assert [claim.standalone for claim in found] == [
        "青浜市の借金は８２０億円である。",
        "稲美市の借金は１２００億円である。",
        "職員は８００人である。",
        "市の基金は２０億円である。",
    ]
    assert found[-1].incomplete == ("place",)


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("heading", "standalone"),
    [
        ("青浜市議会議員選挙　選挙公報", "青浜市の赤字は３億円に減った。"),
        ("青浜市議会　傍聴の感想", "市の赤字は３億円に減った。"),
    ],
)
def test_candidate_speaks_for_the_place_of_the_election(heading: str, standalone: str) -> None:
    text = f"{heading}\n\n市の赤字は３億円に減った。"

    assert wordings(text, kind="leaflet", speaker="森文子")[-1] == standalone


@pytest.mark.nlp
def test_label_gets_no_place() -> None:
    found = wordings("水道料金（月額）：２,４００円\n出生数は１２０人です。", kind="leaflet", speaker="青浜市")

    assert found[-1] == "青浜市の出生数は１２０人である。"
    assert not any(words.startswith("青浜市では、水道料金") for words in found)


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("text", "standalone"),
    [
        ("青浜市は給食を無償化する。市は３億円を計上した。", "青浜市は３億円を計上した。"),
        ("青浜市は給食を無償化する。稲美市は見送る。市は３億円を計上した。", "市は３億円を計上した。"),
    ],
)
def test_city_of_a_news_article_is_the_only_one_it_names(text: str, standalone: str) -> None:
    assert wordings(text, kind="news")[-1] == standalone


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("text", "standalone", "incomplete"),
    [
        ("声明\n２０２６年１１月１８日\n本日、赤字は３億円に減った。", "2026年11月18日、赤字は３億円に減った。", ()),
        ("声明\n２０２６年１１月２０日\n本日、赤字は３億円に減った。", "2026年11月20日、赤字は３億円に減った。", ()),
        ("本日、赤字は３億円に減った。", "2026年11月20日、赤字は３億円に減った。", ()),
    ],
)
def test_today_of_a_dated_document_is_its_own_day(text: str, standalone: str, incomplete: tuple[str, ...]) -> None:
    claim = claims_of(text, kind="other")[-1]

    assert (claim.standalone, claim.incomplete) == (standalone, incomplete)


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("text", "incomplete"),
    [
        ("会社は１２月１日に料金を３割上げる。", ()),
        ("会社は前日に料金を３割上げた。", ("date",)),
    ],
)
def test_only_a_day_without_a_value_is_left_open(text: str, incomplete: tuple[str, ...]) -> None:
    assert claims_of(text)[-1].incomplete == incomplete


@pytest.mark.nlp
def test_number_broken_by_the_end_of_a_line_is_put_together() -> None:
    (standalone,) = wordings("昨年度の受診者は１２，\n３４５人で、全体の６割を超えた。")

    assert standalone == "2025年度の受診者は１２，３４５人で、全体の６割を超えた。"


def test_comma_at_the_end_of_a_line_is_none_of_a_number_without_three_digits_behind() -> None:
    assert reading("受診者は１２，\n人口は３人だ。").text.startswith("受診者は１２、")


@pytest.mark.nlp
@pytest.mark.parametrize(
    "words",
    [
        "国土研究所がまとめた推計では、人口は３割減った。",
        "みなと通信が集めた専門家の予想は、２．５％増だった。",
        "青浜県対策本部の正午現在のまとめでは、けが人は１２人に上った。",
        "みなと電装が発表した連結決算は、純利益が３０億円だった。",
        "市民の７８．４％が「糖質を気にしている」と回答した。",
        "野党は「市が資料を隠した」と批判し、訴える構えを見せた。",
        "朝凪新聞は幹部の話として、赤字は３億円に上ると伝えた。",
        "森文子氏は選挙公約で学校は減らさないと言っていた。",
        "森文子氏は、工場を閉鎖する可能性を示した。",
        "森文子氏は、３００人を削減すると説明した。",
    ],
)
def test_report_stays_whole_where_it_carries_the_meaning_or_the_subject(words: str) -> None:
    assert wordings(words) in ([], [words])


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("words", "standalone"),
    [
        ("森文子氏は、合併は白紙になったと述べた。", "合併は白紙になった。"),
        ("首相は４日の会見で「失業率は３％に下がった」と述べた。", "失業率は３％に下がった。"),
    ],
)
def test_report_of_a_fact_is_left_out(words: str, standalone: str) -> None:
    assert wordings(words) == [standalone]


def token(start: int, text: str, tag: str, head: int, dep: str = "dep") -> Token:
    return Token(start, start + len(text), text, text, "X", tag, dep, head)


_TOKENS = (
    token(0, "研究所", "名詞-普通名詞-一般", 2, "nsubj"),
    token(3, "が", "助詞-格助詞", 0, "case"),
    token(4, "まとめ", "動詞-一般", 4, "acl"),
    token(7, "た", "助動詞", 2, "aux"),
    token(8, "推計", "名詞-普通名詞-サ変可能", 4, "ROOT"),
    token(10, "値", "接尾辞-名詞的-一般", 4, "compound"),
)


@pytest.mark.parametrize(
    ("start", "end", "whole"),
    [(0, 11, True), (3, 11, False), (4, 11, False), (5, 11, False), (7, 11, False), (10, 11, False), (0, 10, False)],
)
def test_part_of_a_sentence_begins_and_ends_with_whole_phrases(start: int, end: int, whole: bool) -> None:
    assert heads.is_whole(_TOKENS, "研究所がまとめた推計値", Span(start, end), Span(0, 11)) is whole


@pytest.mark.nlp
@pytest.mark.parametrize(
    "words",
    [
        "３億円の寄付をありがとうございました。",
        "赤字は３億円ですか？",
        "赤字は３億円になりますか。",
        "赤字は３億円ですね。",
        "税金は３割上がったんですよね。",
        "費用は３割も高うございます。",
    ],
)
def test_greeting_question_and_appeal_stay_as_they_are(words: str) -> None:
    assert wordings(words) in ([], [words])


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("words", "standalone"),
    [
        ("税金は３割上がっていますからね。", "税金は３割上がっている。"),
        ("負担は３倍ですよ。", "負担は３倍である。"),
        ("「負担は３倍ですよ」と首相は話した。", "負担は３倍である。"),
    ],
)
def test_statement_loses_the_particle_that_stresses_it(words: str, standalone: str) -> None:
    assert wordings(words) == [standalone]


@pytest.mark.parametrize(
    ("words", "behind"),
    [
        ("[青浜　18日　みなと通信] - 市は学校を減らした。", "市は学校を減らした。"),
        ("ロンドン(CNN) 市は学校を減らした。", "市は学校を減らした。"),
        ("〔青浜　18日　共同〕市は学校を減らした。", "市は学校を減らした。"),
        ("青浜（みなと新聞）は休刊した。", "青浜（みなと新聞）は休刊した。"),
        ("[注] 市は学校を減らした。", "[注] 市は学校を減らした。"),
    ],
)
def test_dateline_that_names_its_agency_is_cut_at_any_line(words: str, behind: str) -> None:
    assert words[openings.behind_agency(words, Span(0, len(words))) :] == behind


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("3　EUでは失業率が下がった。", "EUでは失業率が下がった。"),
        ("3 MRIは５００件だった。", "MRIは５００件だった。"),
        ("5 GBの通信量が要る。", "5 GBの通信量が要る。"),
        ("10 kmを走った。", "10 kmを走った。"),
    ],
)
def test_number_of_a_list_before_an_abbreviation_is_no_part_of_what_is_said(line: str, said: str) -> None:
    span = marks.said(line, 0, len(line))

    assert line[span.start : span.end] == said


@pytest.mark.nlp
@pytest.mark.parametrize(
    "words",
    [
        "対象の従業員は１８０人で、うち６割は東京に勤める。",
        "応募者は３００人で、その半数は女性だった。",
        "応募者は３００人で、女性の割合は６割だった。",
    ],
)
def test_clause_that_measures_the_one_before_stays_with_it(words: str) -> None:
    (claim,) = claims_of(words)

    assert claim.standalone == words


@pytest.mark.nlp
def test_first_of_two_clauses_is_closed_and_formal_marker_left_out() -> None:
    assert wordings("したがいまして売上高は１０億円で、純利益は２億円でした。") == [
        "売上高は１０億円。",
        "純利益は２億円だった。",
    ]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["[青", "青（", "青浜", "令和8年", "１２，　", "3 E"])
def test_time_is_linear_in_hostile_input(unit: str) -> None:
    hostile = unit * 200_000 + "市"

    openings.behind_agency(hostile, Span(0, len(hostile)))
    own.places_of_speaker(hostile)
    own.places_of_heading(hostile)
    own.is_date_line(hostile)
    marks.said(hostile, 0, len(hostile))


@pytest.mark.nlp
def test_who_says_something_is_not_left_behind_as_whom_it_is_said_of() -> None:
    text = "知り合いの看護師さんが全員同じ症状だったと言ってました。"

    assert wordings(text, kind="social_post") == ["知り合いの看護師さんが全員同じ症状だったと言っていた。"]


@pytest.mark.nlp
def test_place_of_a_post_in_its_thread_is_no_claim() -> None:
    text = "市の人口は3万人です。1/3\n橋は危ない。(2/3)\n詳しくは https://post.example/1 3/3"

    assert [claim for claim in wordings(text, kind="social_post") if "/" in claim] == []
