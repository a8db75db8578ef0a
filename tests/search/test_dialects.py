"""Everyday and dialectal endings, as the standard language has them."""

import pytest

from articles.search.dialects import standard


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("鉛は出てへんかったらしい", "鉛は出てなかったらしい"),
        ("イワシは増えとらんで", "イワシは増えていないで"),
        ("イワシが増えとるらしい", "イワシが増えているらしい"),
        ("橋は流されんかったとよ", "橋は流されなかった"),
        ("給食は値上げせーへんって", "給食は値上げしないって"),
        ("橋が落ちたんちゃうらしい", "橋が落ちたのではないらしい"),
        ("橋が落ちたんちゃうん?", "橋が落ちたのではないか?"),
        ("卸やのうて猛暑のせい", "卸ではなくて猛暑のせい"),
        ("2000円払わなあかんようになった", "2000円払わなければいけないようになった"),
        ("7円も払わんでええらしい", "7円も払わなくていいらしい"),
        ("橋なんか落ちてねーし", "橋なんか落ちてないし"),
        ("川の水が膨らんどるらしい", "川の水が膨らんでいるらしい"),
    ],
)
def test_dialect_reads_as_the_standard_language(text: str, expected: str) -> None:
    assert standard(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "市長さんと肺がんの患者さんが会った",
        "赤沼橋が落ちました。大変なことです",
        "一番の問題は越野市の借金だ",
        "データをとるのはやばい",
        "気をつけてね!本当ですかねえ",
        "赤沼橋は廃止されちゃうらしい",
        "水で膨らんで割れた",
    ],
)
def test_the_standard_language_stays_as_it_is(text: str) -> None:
    assert standard(text) == text


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["とら", "ん", "へん", "ちゃう", "や", "のうて", "払わ", "ね", "えん", "じゃ"])
def test_dialects_are_read_in_linear_time(piece: str) -> None:
    standard(piece * 100_000)
