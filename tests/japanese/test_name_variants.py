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


@pytest.mark.parametrize("hostile", ["高橋・" * 100_000, "ｶﾞ" * 100_000, " \u200b" * 100_000, "髙" * 100_000])
def test_long_texts_take_no_longer_than_their_length(hostile: str) -> None:
    began = time.process_time()

    Name("高橋 辺理子").is_in(hostile)
    folded(hostile)

    assert time.process_time() - began < 5
