import time

import pytest

from articles.japanese.typos import Change, changes_of_meaning


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("市は集計の誤りを認めた。", "市は、集計の誤りを認めた。"),
        ("来館者がが増えた。", "来館者が増えた。"),
        ("市は発表発表した。", "市は発表した。"),
        ("引越しの件数を調べた。", "引っ越しの件数を調べた。"),
        ("以外な結果だった。", "意外な結果だった。"),
        ("年報の数を確認した", "年報の数を確認した。"),
        ("シュミレーションの結果を見た。", "シミュレーションの結果を見た。"),
        ("１２万人だった。", "12万人だった。"),
        ("同じ文。", "同じ文。"),
    ],
)
def test_mending_of_a_slip(old: str, new: str) -> None:
    assert changes_of_meaning(old, new) == set()


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("来館者は12万人だった。", "来館者は13万人だった。", Change.NUMBER),
        ("来館者は十二万人だった。", "来館者は十三万人だった。", Change.NUMBER),
        ("来館者は2倍だった。", "来館者は3倍だった。", Change.NUMBER),
        ("２割減った。", "２倍減った。", Change.NUMBER),
        ("3月1日に発表した。", "3月2日に発表した。", Change.NUMBER),
        ("市は誤りを認めた。", "市は誤りを認めなかった。", Change.NEGATION),
        ("これは正確だ。", "これは不正確だ。", Change.NEGATION),
        ("資料は公開だ。", "資料は非公開だ。", Change.NEGATION),
        ("市が答えました。", "市が答えません。", Change.NEGATION),
        ("大阪市が発表した。", "神戸市が発表した。", Change.NAME),
        ("佐藤氏が述べた。", "伊藤氏が述べた。", Change.NAME),
        ("来館者が増えた。", "来館者が減った。", Change.WORD),
        ("主張は誤りだ。", "主張は正確だ。", Change.WORD),
        ("一部が正しい。", "全部が正しい。", Change.WORD),
        ("市長が発表した。", "議長が発表した。", Change.WORD),
        ("市が発表した。", "市が昨日発表した。", Change.WORD),
        ("市が昨日発表した。", "市が発表した。", Change.WORD),
        *(
            (old, new, Change.MARK)
            for old, new in (
                ("人口は−2.1%だった。", "人口は2.1%だった。"),
                ("人口は△2.1%だった。", "人口は2.1%だった。"),
                ("人口は-2.1%だった。", "人口は+2.1%だった。"),
                ("気温は＋3度だった。", "気温は－3度だった。"),
                ("1/2だった。", "1-2だった。"),
                ("a<bだった。", "a>bだった。"),
                ("市長は「事実だ」と述べた。", "市長は事実だと述べた。"),
            )
        ),
        *(
            (old, new, Change.WORD)
            for old, new in (
                ("正しいと言えた。", "正しいと言えねえ。"),
                ("必ず届く。", "必ずしも届く。"),
                ("市は業者を訴えた。", "市は業者に訴えられた。"),
                ("市長が業者を訴えた。", "市長を業者が訴えた。"),
                ("担当者は認めた。", "担当者は認めさせた。"),
                ("結果が出た。", "結果が出たらしい。"),
                ("市長は受け取った。", "市長は受け取ったか。"),
                ("公表すべきだ。", "公表した。"),
                ("市長は辞任した。", "市長は辞任する。"),
                ("4月から始まる。", "4月まで始まる。"),
                ("3割だけ減った。", "3割も減った。"),
                ("市は認めた。", "市も認めた。"),
                ("市と県が発表した。", "市か県が発表した。"),
                ("市および県が発表した。", "市または県が発表した。"),
                ("ヌメラド社が受注した。", "市長が受注した。"),
                ("QZVXが検出された。", "水銀が検出された。"),
            )
        ),
        ("市が発表した。", "市が発表した。" + "続きの文がここに長くあり、読者はこれを最後まで読む。", Change.SIZE),
    ],
)
def test_change_that_says_something_else(old: str, new: str, change: Change) -> None:
    assert change in changes_of_meaning(old, new)


@pytest.mark.parametrize("text", ["百" * 15_000, "な" * 15_000, "12.," * 4_000, "髙" * 15_000])
def test_long_texts_take_no_longer_than_their_length(text: str) -> None:
    began = time.process_time()

    changes_of_meaning(text, f"{text}。")

    assert time.process_time() - began < 20
