import random
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.extraction import extract
from articles.extraction.outline import Source, outline
from articles.extraction.reading import reading
from articles.japanese.invisible import is_readable
from tests.extraction.spans import assert_sound
from tests.extraction.test_outline import CountingParser
from tests.extraction.texts import ARTICLE, TRANSCRIPT, hostile_texts

ALPHABET = '市の借金は億円だ、。」「『』“”"，．１2三〇%％（）()あカｶﾞﾊﾟ⺠⻑⼤㎡㌫㍻㈱①・●>＞ 　\n\n\r\t\u200b\u2060\ufe0f\u200d😱👨辻\U000e0101髙神\ufa19-#@:abC'


@given(st.text(alphabet=ALPHABET, min_size=1, max_size=80))
def test_reading_leads_back_to_the_text_as_given(text: str) -> None:
    view = reading(text)

    assert view.given == text
    spans = [view.span(index, index + 1) for index in range(len(view.text))]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.start <= b.start and a.end <= b.end for a, b in pairwise(spans))
    whole = view.span(0, len(view.text))
    assert (whole.start, whole.end) == (spans[0].start, spans[-1].end)
    changed = [(view.text[index], text[span.start : span.end]) for index, span in enumerate(spans)]
    assert all(said == read or not written_plainly(read) for said, read in changed)


def written_plainly(read: str) -> bool:
    """Whether nothing but itself may stand for what was read."""
    return all(
        character in "市の借金は億円だ、。」「『』１2三〇%％（）()あカ①・●>＞辻\U000e0101髙神\ufa19-#@:abC😱👨"
        for character in read
    )


@settings(deadline=None)  # the first extraction loads the weights
@given(st.text(alphabet=ALPHABET, min_size=1, max_size=60).filter(is_readable))
def test_extract_quotes_the_text_as_given(text: str) -> None:
    assert_sound(text, extract(text, parser=CountingParser()))


@pytest.mark.parametrize(
    "text", [ARTICLE, TRANSCRIPT, "市は５日、予算を発表した。", "\u200b", "> \n>", "葛\U000e0100城市の辻\U000e0101氏"]
)
def test_reading_is_the_text_itself_where_nothing_is_to_be_changed(text: str) -> None:
    view = reading(text)

    assert (view.text, view.starts, view.ends) == (text, None, None)


def test_reading_is_sound_for_hostile_texts() -> None:
    for text in hostile_texts(2_000, seed=9):
        view = reading(text)
        assert view.text.strip()
        assert all(view.span(i, i + 1).start < view.span(i, i + 1).end for i in range(len(view.text)))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("児童は1万\u200b2\u2060千人だ", "児童は1万2千人だ"),
        ("\ufeff桜\u00ad木町", "桜木町"),
        ("⼩⼭町⺠の⼀⽇", "小山町民の一日"),
        ("⻘⽊町⻑", "青木町長"),
        ("髙梨氏と﨑田氏と神\ufa19原氏", "髙梨氏と﨑田氏と神\ufa19原氏"),
        ("ｷｬﾍﾞﾂは1箱ﾌﾞﾄﾞｳは2箱", "キャベツは1箱ブドウは2箱"),
        ("広さ80㎡で長さ3㎞、㌫と㌦と㍉", "広さ80平方メートルで長さ3km、パーセントとドルとミリ"),
        ("㍻29年の㈱青浜", "平成29年の株式会社青浜"),
        ("1．概要，2．結果", "1．概要、2．結果"),
        (
            "率は５３．６％，計１，２００人である．町は否定した．",
            "率は５３．６％、計１，２００人である。町は否定した。",
        ),
        ("三．五倍とＪ．Ｋ．モリ氏", "三．五倍とＪ．Ｋ．モリ氏"),
        ("一．目的", "一．目的"),
        ('町長は"水は足りる"と言い、“鉄の男”と呼ばれた', "町長は「水は足りる」と言い、「鉄の男」と呼ばれた"),
        ("「彼は“鉄の男”だ」", "「彼は『鉄の男』だ」"),
        ('24"のモニターと"abc"', '24"のモニターと"abc"'),
        ("予算は12（じゅうに）億円で3《さん》人", "予算は12億円で3人"),
        ("森京子（もり・きょうこ）さん", "森京子（もり・きょうこ）さん"),
        ("市 の 借 金 は 3 0 億 円 で す", "市の借金は30億円です"),
        ("青浜 市 役所 前 広場 は 休み", "青浜 市 役所 前 広場 は 休み"),
        ("森 京子　水谷 昇　代表", "森 京子　水谷 昇　代表"),
        ("よかった😊\ufe0f", "よかった😊"),
    ],
)
def test_reading_replaces_signs_that_are_read_as_others(text: str, read: str) -> None:
    assert reading(text).text == read


def lines_of(text: str) -> list[str]:
    return [line for line in reading(text).text.split("\n") if line.strip()]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        # a printed page
        (
            "青浜市教育委員会は３日、市内の小学校で給食の牛乳\nを紙パックから瓶に戻すと発表した。費用は年に２千４\n百万円増える。古賀市長は「子どもの安全を第一に考え\nた」と述べた。",
            [
                "青浜市教育委員会は３日、市内の小学校で給食の牛乳を紙パックから瓶に戻すと発表した。費用は年に２千４百万円増える。古賀市長は「子どもの安全を第一に考えた」と述べた。"
            ],
        ),
        (
            "　図書館の利用者は昨年度、初めて百万人を超\nえた。市は来年、分館を二つ開く。\n　一方、蔵書の購入費は五年前の六割に減って\nいる。",
            [
                "　図書館の利用者は昨年度、初めて百万人を超えた。市は来年、分館を二つ開く。",
                "　一方、蔵書の購入費は五年前の六割に減っている。",
            ],
        ),
        (
            "町の面積の8割を占める森林が、\n初めて国の公園に指定された。",
            ["町の面積の8割を占める森林が、初めて国の公園に指定された。"],
        ),
        ("補助金は合わせて1億2,\n000万円になる。", ["補助金は合わせて1億2,000万円になる。"]),
        # a mail
        (
            ">> 隣町の病院は来月で閉まるらしく、救急車が着くまで4\n>> 0分かかるようになるって本当でしょうか。\n> 本当です。\n\n確認しました。",
            [
                "隣町の病院は来月で閉まるらしく、救急車が着くまで40分かかるようになるって本当でしょうか。",
                "本当です。",
                "確認しました。",
            ],
        ),
        (">>12 それは古い数字です。", [">>12 それは古い数字です。"]),
        # a blog of short lines
        (
            "昨日は娘の健診で保健所へ\n行ってきました。\n待合室で聞いた話では、市の\n待機児童は去年の\n倍になったそうです。\n本当かなあ。",
            [
                "昨日は娘の健診で保健所へ行ってきました。",
                "待合室で聞いた話では、市の待機児童は去年の倍になったそうです。",
                "本当かなあ。",
            ],
        ),
        # a quotation over lines
        (
            "署長は「\n犯人は1人です！\nもう捕まえました！\n」と話した。",
            ["署長は「犯人は1人です！もう捕まえました！」と話した。"],
        ),
        ("村長は、「水は\n足りる」と答えた。", ["村長は、「水は足りる」と答えた。"]),
        ("【\n調査結果\n】\n市は発表した。", ["【調査結果】", "市は発表した。"]),
        # no wraps
        ("給食費、無償化へ\n市は５日、来年度から給食費を無償にすると発表した。", None),
        ("町の借金、10年で2倍に\n町は８日、町債の残高が今年度末に３２億円になるとの見通しを発表した。", None),
        ("・給食費を無料に\n・医療費も無料に\n・高速道路を半額に", None),
        ("給食費の無償化\n保育料の引き下げ\n医療費の無料化", None),
        ("水道代が上がるのに\n市長の給料は据え置きとか\n意味わからん", None),
        ("雨の朝に\n窓をあけて\n海を見ている", None),
        ("日時：４月３日\n場所：市民会館\n主催：青浜市", None),
        ("委員長　森　京子君\n国務大臣　水谷　昇君\n政府参考人　木場　洋君", None),
        ("項目\t人数\n小学生\t120人\n中学生\t80人", None),
        ("市長：増えました。\n記者：根拠は\n市長：県の試算です。", None),
        ("１　調査の概要\n２　調査の結果\n３　今後の予定", None),
        ("「雨はやむ。\n風もやむ。」", None),
        ("森京子\n青浜市議会議員", None),
    ],
)
def test_reading_joins_wrapped_lines_and_no_others(text: str, lines: list[str] | None) -> None:
    assert lines_of(text) == (text.split("\n") if lines is None else lines)


SENTENCES = (
    "青浜市の水道料金は来年４月から平均で１８％上がる見通しとなった。",
    "古賀市長は記者会見で「老朽化した管の更新に２０年で３８０億円かかる」と説明した。",
    "市民団体は、値上げの前に無駄な工事を減らすべきだとして、市議会に請願を出した。",
    "県の資料によると、料金は県内の市で３番目に安く、全国の平均を６００円ほど下回っている。",
    "ただ、人口は毎年２％ずつ減っており、利用者一人あたりの負担は重くなる一方だ。",
    "水谷議員は「説明が足りない」と批判している。",
)


@pytest.mark.parametrize("width", [18, 21, 25, 30, 34, 40])
def test_reading_undoes_any_width(width: int) -> None:
    generator = random.Random(width)
    paragraphs = ["".join(generator.sample(SENTENCES, 3)) for _ in range(4)]
    wrapped = "\n\n".join("\n".join(p[i : i + width] for i in range(0, len(p), width)) for p in paragraphs)

    # A line break after 。 may stay: no sentence goes over it.
    assert re.sub(r"(?<=。)\n+", "", reading(wrapped).text) == "".join(paragraphs)


def test_outline_reads_wrapped_sentences_as_one_piece() -> None:
    text = "県は２日、来年度の道路予算を９\n６億円にすると発表した。知事は「全国\nで３番目だ」と述べた。"

    current = outline(Source(text))

    spans = [current.reading.span(piece.span.start, piece.span.end) for piece in current.pieces]
    assert [text[span.start : span.end] for span in spans] == [
        "県は２日、来年度の道路予算を９\n６億円にすると発表した。",
        "知事は「全国\nで３番目だ」と述べた。",
    ]


@pytest.mark.parametrize(
    "unit",
    [
        "\u200b",
        "あ\ufe0f",
        "あ い",
        "3（",
        "“",
        '"あ',
        "> ",
        ">\n",
        "、\n",
        "「\n",
        "が\n",
        "あ。\n",
        "⺠",
        "ｶﾞ",
        "，",
        "．",
        "（あ）",
        "市は「\nあ\n",
        "　\n",
        "1（あ）",
    ],
)
def test_reading_takes_long_input(unit: str) -> None:
    text = (unit * 100_000)[:100_000]

    view = reading(text)

    assert len(view.text) <= 2 * len(text)


SUBTITLES = {
    "WebVTT": (
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.200\n橋を渡った人は\n\n00:00:04.200 --> 00:00:07.800\n2,200人を超えているんです。\n",
        [
            ("other", "WEBVTT"),
            ("other", "00:00:01.000 --> 00:00:04.200"),
            ("sentence", "橋を渡った人は2,200人を超えているんです。"),
        ],
    ),
    "SRT": (
        "1\n00:00:01,000 --> 00:00:04,200\n町はそれを\n隠しているんです。\n\n2\n00:00:04,200 --> 00:00:07,800\n橋は4本あります\n\n3\n00:00:08,000 --> 00:00:09,000\n塚原：5本です。\n",
        [
            ("other", "1"),
            ("other", "00:00:01,000 --> 00:00:04,200"),
            ("sentence", "町はそれを隠しているんです。"),
            ("other", "2"),
            ("other", "00:00:04,200 --> 00:00:07,800"),
            ("sentence", "橋は4本あります"),
            ("other", "3"),
            ("other", "00:00:08,000 --> 00:00:09,000"),
            ("sentence", "塚原：5本です。"),
        ],
    ),
}


@pytest.mark.parametrize("form", SUBTITLES)
def test_sentence_over_cues_is_one_and_times_are_units_of_their_own(form: str) -> None:
    text, expected = SUBTITLES[form]

    read = outline(Source(text, kind="transcript"))

    assert [(p.kind.value, read.text[p.span.start : p.span.end]) for p in read.pieces] == expected


@pytest.mark.parametrize(
    "unit", ["00:00:01.000 --> 00:00:02.000\nあは\n\n", "1\n", "0:00.0 --> ", "--> ", "1\n00:01,0 --> "]
)
def test_cues_take_long_input(unit: str) -> None:
    assert reading((unit * 100_000)[:200_000]).text
