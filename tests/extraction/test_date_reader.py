"""Dates read over a document, and what is written for them where they stand alone."""

from collections.abc import Callable
from datetime import date

import pytest

from articles.extraction.dates import DateReader, own_day, written_out
from articles.extraction.quantities import quantities
from articles.extraction.results import DateMention, Span

PUBLISHED = date(2025, 4, 10)


def read(*sentences: str, published: date | None = PUBLISHED) -> list[tuple[str, str | None]]:
    reader = DateReader(published)
    return [(m.text, m.value) for words in sentences for m in reader.read(words, Span(0, len(words)))]


@pytest.mark.parametrize(
    ("second", "value"),
    [
        ("同日、県も会見した。", "2023-03-05"),
        ("同20日に始めた。", "2023-03-20"),
        ("同月末に終えた。", "2023-03"),
        ("同年9月に終えた。", "2023-09"),
        ("9月に終えた。", "2023-09"),
    ],
)
def test_date_follows_that_of_the_sentence_before(second: str, value: str) -> None:
    assert [resolved for _, resolved in read("市は2023年3月5日に決めた。", second)] == ["2023-03-05", value]


@pytest.mark.parametrize("second", ["翌日、県も会見した。", "前年より増えた。", "前月を上回った。"])
def test_step_from_a_date_in_another_sentence_has_no_value(second: str) -> None:
    assert [resolved for _, resolved in read("市は2023年3月5日に決めた。", second)] == ["2023-03-05", None]


def test_pointing_word_does_not_reach_over_a_sentence() -> None:
    assert read("市は2023年3月5日に決めた。", "反対は少ない。", "同日、県も会見した。")[1] == ("同日", None)


def test_pointing_word_does_not_reach_over_a_date_without_value() -> None:
    assert read("市は2023年3月5日に決めた。", "4月31日に始めた。", "同日、県も会見した。")[2] == ("同日", None)


def test_month_is_of_the_year_told_only_where_the_story_goes_on() -> None:
    assert read("2019年4月に着工し、10月に完成した。")[1] == ("10月", "2019-10")
    assert read("2023年に始めた制度を、市は10月に見直す。")[1] == ("10月", None)


def test_last_year_is_carried_where_the_day_of_publication_is_unknown() -> None:
    assert read("2024年7月19日に開いた。", "8月1日に閉じた。", published=None)[1] == ("8月1日", "2024-08-01")
    assert read("8月1日に閉じた。", published=None) == [("8月1日", None)]


def test_day_of_the_report_is_not_that_of_the_story() -> None:
    words = "2024年1月1日の火事で家を失った人に、市は8日、見舞金を配った。"

    assert read(words) == [("2024年1月1日", "2024-01-01"), ("8日", "2025-04-08")]


def test_short_year_is_of_the_era_the_document_counts_in() -> None:
    assert read("平成29年度に始めた。", "30年度に終えた。")[1] == ("30年度", "2018-04-01/2019-03-31")
    assert read("2017年度に始めた。", "18年度に終えた。")[1] == ("18年度", "2018-04-01/2019-03-31")


NOVEMBER = date(2026, 11, 20)


def values(*sentences: str) -> list[str | None]:
    return [value for _, value in read(*sentences, published=NOVEMBER)]


@pytest.mark.parametrize(
    ("sentences", "resolved"),
    [
        (("大正12年に建てた。", "24年5月に直し、25年9月に売った。"), ["1923", "2024-05", "2025-09"]),
        (("昭和61年に建て、24年5月に直した。",), ["1986", "2024-05"]),
        (("平成20年に建て、25年5月に直した。",), ["2008", "2013-05"]),
        (("平成20年に建てた。", "25年5月に直した。"), ["2008", None]),
        (("昭和50年に建てた。", "55年5月に直した。"), ["1975", "1980-05"]),
        (("令和9年度までに直す。", "だが、23年度末の実績は2割だ。"), ["2027-04-01/2028-03-31", "2024-03"]),
    ],
)
def test_year_of_two_digits_is_of_an_era_only_where_that_goes_on(
    sentences: tuple[str, ...], resolved: list[str | None]
) -> None:
    assert values(*sentences) == resolved


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("16年の判決では違法とされた。", "2016"),
        ("最高裁の16年の判決では違法とされた。", "2016"),
        ("寺は16年に再建が始まった。", "2016"),
        ("橋は30年に完成する。", "2030"),
        ("店は72年に開業した。", "1972"),
        ("94年の冬季五輪で滑った。", "1994"),
        ("祭りは17年から続く。", "2017"),
    ],
)
def test_two_digits_are_a_year_where_an_event_says_so(words: str, value: str) -> None:
    assert values(words) == [value]


@pytest.mark.parametrize(
    "words",
    [
        "被告は15年の判決を受けた。",
        "懲役15年の判決では軽い。",
        "刑期は15年に及んだ。",
        "定年は65年に延びた。",
        "設立20年に当たる。",
        "15年の経験がある。",
        "15年から20年かかる。",
        "20年にわたり開催した。",
        "10年に及ぶ改装を始めた。",
        "期間は10年に短縮して実施した。",
        "期間を30年に改正した。",
        "任期は10年に決まった。",
    ],
)
def test_years_that_last_are_no_year(words: str) -> None:
    assert values(words) == []


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("期限は3月だったはずだ。", "2026-03"),
        ("相談は2月でしたが、返事がない。", "2026-02"),
        ("1月に開いた店が人気だ。", "2026-01"),
        ("1月に開いた店は春も続ける。", None),
        ("1月に会を開いたという。", "2026-01"),
        ("1月の所信表明演説で知事は減税すると言った。", "2026-01"),
        ("1月の会見で説明すると述べた。", None),
        ("1月に行う選挙の候補を決めた。", "2027-01"),
        ("6月に大会に関する調査を始めた。", "2026-06"),
        ("祖母は4月に死んだ。", "2026-04"),
        ("1月の総会で、値上げの方針を示した。", None),
        ("1月から受け付けます。", "2027-01"),
        ("2月の利用者は3割増だ。", None),
        ("4〜9月", None),
        ("12月の利用者", "2026-12"),
        ("5月に予定していた工事は延びた。", None),
        ("12月に終わるはずだった。", None),
        ("12月に延期された。", None),
        ("2月に延期された。", None),
        ("1月末の訪問が決まっていた。", None),
        ("4月の開校を目指していた。", None),
        ("2月までは何も決まらない。", "2027-02"),
    ],
)
def test_tense_of_the_clause_says_which_year(words: str, value: str | None) -> None:
    assert values(words) == [value]


@pytest.mark.parametrize(
    ("sentences", "resolved"),
    [
        (("市は16日、案を示した。", "29年4月に開校する。", "親の会は同日、反対した。"), "2026-11-16"),
        (("市は16日、2029年4月に開校すると発表し、翌日に説明会を開いた。",), "2026-11-17"),
        (("市は16日に決め、18日に公表した。", "29年4月に開校する。", "親の会は同日、反対した。"), None),
        (("市は16日、12月1日に開くと発表した。", "同日、親の会が反対した。"), None),
        (("12月1日に開校する。", "同日、式を開く。"), "2026-12-01"),
        (("市は16日、案を示した。", "29年4月に開校する。", "翌日、親の会が反対した。"), None),
    ],
)
def test_same_day_is_the_one_day_named_before_a_month(sentences: tuple[str, ...], resolved: str | None) -> None:
    assert values(*sentences)[-1] == resolved


def test_number_parted_on_a_scanned_page_is_no_smaller_date() -> None:
    assert read("1 1月3日に開いた。", published=NOVEMBER) == []
    assert read("※1 2024年度の調査。") == [("2024年度", "2024-04-01/2025-03-31")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年11月18日\n\n県民の皆さま\n本日、橋を閉じました。", date(2026, 11, 18)),
        ("お知らせ\n　　　　令和８年１１月１８日（水）\n本日、橋を閉じました。", date(2026, 11, 18)),
        ("本日、橋を閉じました。\n発表日：2026/11/18", date(2026, 11, 18)),
        ("日時\n2026年12月5日\n本日から受け付けます。", None),
        ("2026年11月18日\n2026年11月19日\n本日、橋を閉じました。", None),
        ("11月18日\n本日、橋を閉じました。", None),
        ("2026年11月18日に閉じた。", None),
        ("", None),
    ],
)
def test_document_says_its_own_day_on_a_line_alone(text: str, day: date | None) -> None:
    assert own_day(text, NOVEMBER) == day


def test_today_is_the_day_the_document_was_written() -> None:
    words = "本日、橋を閉じました。"

    mentions = DateReader(NOVEMBER, date(2026, 11, 18)).read(words, Span(0, len(words)))

    assert [mention.value for mention in mentions] == ["2026-11-18"]


def test_polite_present_is_no_plan() -> None:
    assert read("庁には10月の時点でご報告しております。") == [("10月", None)]


@pytest.mark.parametrize(
    ("words", "value", "written"),
    [
        ("15日", "2025-04-15", "2025年4月15日"),
        ("4月15日", "2025-04-15", "2025年4月15日"),
        ("同20日", "2025-04-20", "2025年4月20日"),
        ("昨夜", "2025-04-09", "2025年4月9日夜"),
        ("昨年末", "2024-12", "2024年末"),
        ("3月末", "2025-03", "2025年3月末"),
        ("今月中", "2025-04", "2025年4月"),
        ("来年度", "2026-04-01/2027-03-31", "2026年度"),
        ("今年度末", "2026-03", "2025年度末"),
        ("先月（3月）31日", "2025-03-31", "2025年3月31日"),
        ("昨年（2024年）12月", "2024-12", "2024年12月"),
        ("4月1日から9月末まで", "2025-04-01/2025-09-30", "2025年4月1日から9月末まで"),
        ("12月28日〜1月5日", "2025-12-28/2026-01-05", "2025年12月28日〜2026年1月5日"),
        ("30日から2日まで", "2025-04-30/2025-05-02", "2025年4月30日から5月2日まで"),
        ("7日夜から8日朝にかけて", "2025-04-07/2025-04-08", "2025年4月7日夜から8日朝にかけて"),
        ("昨年10月から今年3月まで", "2024-10-01/2025-03-31", "2024年10月から2025年3月まで"),
        ("4〜6月期", "2025-04-01/2025-06-30", "2025年4〜6月期"),
        ("15、16両日", "2025-04-15/2025-04-16", "2025年4月15、16両日"),
        ("2024年10月から3月まで", "2024-10-01/2025-03-31", None),
        ("令和6年（2024年）7月19日", "2024-07-19", None),
        ("H30年度", "2018-04-01/2019-03-31", None),
        ("Ｒ7.4.1", "2025-04-01", None),
        ("二〇二五年四月一日", "2025-04-01", None),
        ("来月上旬", "2025-05-01/2025-05-10", None),
        ("先週", "2025-03-31/2025-04-06", None),
        ("9月15-24日", "2025-09-15/2025-09-24", "2025年9月15-24日"),
        ("10日（きょう）", "2025-04-10", "2025年4月10日"),
        ("今月10日（2025年4月10日）", "2025-04-10", None),
        ("31日", None, None),
    ],
)
def test_date_is_written_out_once(words: str, value: str | None, written: str | None) -> None:
    assert written_out(DateMention(0, len(words), words, value)) == written


PIECES = (
    *(
        "1",
        "1月",
        "1日",
        "1年",
        "4/5(土)",
        "2025年",
        "2025年4月",
        "同日",
        "同",
        "令和",
        "令和7",
        "昨年",
        "先月(",
        "(",
        "から",
        "1日から",
        "1月〜",
    ),
    *(
        "2025.",
        "R7.",
        "1、",
        "一",
        "十",
        "第1",
        "1日で",
        "毎月",
        "前",
        "た",
        "」",
        "1日た",
        " ",
        "\u200b",
        "㍻",
        "1日、「",
    ),
    *(
        "数",
        "約",
        "1,",
        "1.",
        "1・",
        "1〜",
        "▲",
        "マイナス",
        "1万",
        "1割",
        "1分の",
        "1人に",
        "㎡",
        "1年1",
        "率1",
        "から1",
        "1年に",
        "11年の",
        "1 ",
        "橋が1",
        "1円1",
        "1万ア",
        "4月の演説で",
        "4月に開いた店",
        "昭和50年25年4月",
        "以上",
    ),
)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("read", [lambda words, span: DateReader(PUBLISHED).read(words, span), quantities])
def test_reading_takes_time_linear_in_the_text(piece: str, read: Callable[[str, Span], list[object]]) -> None:
    words = piece * (120_000 // len(piece)) + "た。"

    list(read(words, Span(0, len(words))))
