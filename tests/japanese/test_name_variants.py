import time

import pytest

from articles.japanese.name_variants import Name, folded


@pytest.mark.parametrize(
    "text",
    [
        "高橋辺理子が話した",
        "髙橋邊理子が話した",
        "高橋 辺理子が話した",
        "高橋　邉理子が話した",
        "高橋・辺理子が話した",
        "高橋\n辺理子が話した",
        "高\u200b橋辺\u200b理子が話した",
        "高橋さんが話した",
        "髙橋氏が話した",
        "髙橋課長補佐が話した",
        "辺理子さんが話した",
    ],
)
def test_a_written_name_is_found_in_every_spelling(text: str) -> None:
    assert Name("高橋 辺理子").is_in(text)
    assert Name("髙橋　邉理子さん").is_in(text)


@pytest.mark.parametrize(
    "written",
    [
        "蒲沢 健一（かばさわ けんいち）",
        "蒲沢 健一（55）",
        "蒲沢 健一（総務課）",
        "総務課長 蒲沢 健一",
        "総務課 蒲沢 健一",
        "蒲沢健一、山田花子",
        "蒲沢健一",
        "健一・蒲沢",
    ],
)
def test_name_is_found_whatever_was_written_around_it(written: str) -> None:
    assert Name(written).is_in("市職員の蒲沢健一が明かした")
    assert not Name(written).is_in("総務課の職員が明かした")
    assert not Name(written).is_in("55歳の人が総務課長と話した")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("蒲沢 健一（かばさわ けんいち）", "カバサワケンイチが"),
        ("蒲沢 健一", "蒲沢総務課長が"),
        ("蒲沢 健一", "蒲沢補佐が"),
        ("蒲沢 健一", "蒲沢市議が"),
        ("蒲沢 健一", "健一・蒲沢が"),
        ("Tanaka Kenichi", "Kenichi Tanaka"),
        ("林", "林さんが"),
        ("別所 課子", "別所さんが"),
        ("稲田 一郎", "稻田一郎が"),
        ("渕上 晋", "淵上晉が"),
        ("福永 次郎", "福<b>永</b>次郎が"),
        ("稲田 一郎", "https://web.archive.example/%E7%A8%B2%E7%94%B0%E4%B8%80%E9%83%8E/"),
    ],
)
def test_name_is_found_in_other_orders_offices_and_escapes(name: str, text: str) -> None:
    assert Name(name).is_in(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("タナカ", "たなかが"),
        ("ﾀﾅｶ", "タナカが"),
        ("Ｋ．Ｓｍｉｔｈ", "k. smithが"),
        ("齋藤", "斉藤と斎藤が"),
        ("渡邉", "渡辺が"),
        ("濱﨑", "浜崎が"),
        ("シャロン", "シヤロンが"),
        ("柏原氏", "柏原が"),
    ],
)
def test_width_kana_and_old_forms_are_one(name: str, text: str) -> None:
    assert Name(name).is_in(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("高橋 辺理子", "高橋町で話を聞いた"),  # the family name alone is the name of many
        ("高橋 辺理子", "高橋商店の人が話した"),
        ("林", "林が深い"),
        ("さん", "さんさんと"),
        ("", "誰かが話した"),
        ("　", "誰かが話した"),
        ("田中", "中田が話した"),
    ],
)
def test_who_is_not_named_is_not_found(name: str, text: str) -> None:
    assert not Name(name).is_in(text)


def test_folding_keeps_letters_and_digits_only() -> None:
    assert folded("ミナト・市（第１回）　ｶﾞｯｺｳ") == "みなと市第1回がつこう"


@pytest.mark.parametrize(
    "hostile",
    [
        "（" * 100_000,
        "<" * 100_000,
        "%E3" * 100_000,
        "高橋一二" * 100_000,
        "高橋・" * 100_000,
        "ｶﾞ" * 100_000,
        " \u200b" * 100_000,
        "髙" * 100_000,
    ],
)
def test_long_texts_take_no_longer_than_their_length(hostile: str) -> None:
    began = time.process_time()

    Name("高橋 辺理子").is_in(hostile)
    Name(hostile[:1000])
    folded(hostile)

    assert time.process_time() - began < 5
