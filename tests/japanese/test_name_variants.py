import pytest

from articles.japanese.name_variants import Name, Searched, folded


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


WRITTEN = [  # as people fill in such a field
    "磯江 健一",
    "磯江 健一（いそえ けんいち）",
    "磯江 健一（55）",
    "磯江健一（総務課）",
    "総務課長 磯江 健一",
    "総務課 磯江 健一",
    "総務課長磯江健一",
    "磯江健一、山田花子",
    "山田花子、磯江健一さん",
    "磯江 健一 55歳",
    "磯江・健一（仮名：山田 花子）",
]


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize(
    "text", ["市職員の磯江健一が明かした", "磯江・健一氏", "<b>磯</b>江健一", "礒江健一", "磯江\u200b健一"]
)
def test_what_stands_about_a_name_protects_it_no_less(written: str, text: str) -> None:
    assert Name(written).is_in(text)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("磯江 健一（いそえ けんいち）", "いそえけんいち"),
        ("磯江 健一（いそえ けんいち）", "イソエさん"),
        ("磯江 健一（旧姓：山辺）", "山邊さん"),
        ("磯江 健一", "健一・磯江"),
        ("Isoe Kenichi", "Kenichi Isoe said"),
        ("ISOE, Kenichi", "kenichi isoe"),
        ("Kenichi B. Isoe", "Mr. Isoe"),
        ("Kenichi B. Isoe", "Kenichi Isoe"),
        ("磯江 健一", "https://web.example/%E7%A3%AF%E6%B1%9F%E5%81%A5%E4%B8%80/"),
        ("磯江 健一", "https://web.example/%25E7%25A3%25AF%25E6%25B1%259F%25E5%2581%25A5%25E4%25B8%2580/"),
        ("磯江 健一", "&#30959;江健一"),
        ("磯江 健一", "磯<span class='x'>江</span>健一"),
        ("林", "林さんが話した"),
        ("林 健", "担当の、林課長が話した"),
        ("長谷部 誠", "長谷部誠が"),
        ("長谷部 誠", "長谷部さんが"),
        *[("磯江 健一", f"磯江{title}") for title in ("補佐", "総務課長", "委員長", "市議", "夫人", "さん", "看護師")],
        *[
            (new, old)
            for new, old in zip(
                ("稲田 一", "渕上 薫", "浅野 晋", "大塚 寛", "当真 学", "鴎外 林"),
                ("稻田一", "淵上薰", "淺野晉", "大塚寬", "當眞學", "鷗外林"),
                strict=True,
            )
        ],
    ],
)
def test_readings_orders_titles_old_forms_and_encodings_are_found(written: str, text: str) -> None:
    assert Name(written).is_in(text)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("林 健", "小林さんが話した"),
        ("林 健", "大林・林業協会"),
        ("磯江 健一", "磯江町の職員が話した"),
        ("磯江 健一（総務課）", "総務課の課長が話した"),
        ("総務課長 磯江 健一", "総務課長が話した"),
        ("匿名の職員", "匿名の投稿が広まった"),
        ("磯江 健一（55）", "55人が参加した"),
    ],
)
def test_departments_places_and_other_names_are_not_taken_for_the_person(written: str, text: str) -> None:
    assert not Name(written).is_in(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Kabasawa-san said", "KABASAWA shi", "Kabasawa’s letter", "Kabasawa's letter", "met Kenichi-kun."),
        *(
            "Kabasáwa Kenichi",
            "Kabasa\u0301wa Ken\u0304ichi",
            "Кabasawa Kеniсhi",
            "met \u202eawasabak ihcinek",
            "Kaba\u200esawa-san",
        ),
    ],
)
def test_name_in_the_alphabet_is_found_as_english_writes_of_people(text: str) -> None:
    assert Name("Kenichi Kabasawa").is_in(text)


def test_place_in_the_alphabet_is_not_taken_for_the_person() -> None:
    assert not Name("Kenichi Kabasawa").is_in("Kabasawa Station, a Kabasawa shipyard and the Kabasawa sanatorium")
    assert Name("川 太郎").is_in("川さん")
    assert not Name("か 太郎").is_in("がさん")


def test_name_spread_over_texts_that_stand_together() -> None:
    together, apart = Searched(["磯江", "調査資料", "健一（12ページ）"]), Searched(["磯江"], ["健一"])

    assert (Name("磯江 健一").is_in(together), Name("磯江 健一").is_in(apart)) == (True, False)


def test_family_name_with_a_title_is_not_the_whole_name() -> None:
    assert Name("磯江 健一").is_in("磯江市議")
    assert not Name("磯江 健一").is_wholly_in(Searched(["磯江市議が健一郎と"]))
    assert Name("磯江 健一").is_wholly_in(Searched(["健一・磯江が"]))
    assert Name("磯江健一（総務課）").is_wholly_in(Searched(["磯江健一が"]))
    assert not Name("磯江").is_wholly_in(Searched(["磯江さんが"]))
    assert Name("林 一").is_wholly_in(Searched(["担当は林一さんだ"]))
    assert not Name("林 一（はやし）").is_wholly_in(Searched(["山林一帯が", "はやしたてた", "調査した山林", "一帯"]))


def test_folding_keeps_letters_and_digits_only() -> None:
    assert folded("ミナト・市（第１回）　ｶﾞｯｺｳ") == "みなと市第1回がつこう"


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit", ["高橋・", "ｶﾞ", " \u200b", "髙", "<", "%25", "高橋総務総務総務総務", "（", "&", "\u202e", "kabasawa ", "é"]
)
def test_long_texts_take_no_longer_than_their_length(unit: str) -> None:
    hostile = unit * 200_000

    Name("高橋 辺理子").is_in(hostile)
    Name("Kenichi Kabasawa").is_in(hostile)
    Name(hostile[:1000])
    folded(hostile)
    Name(hostile[:2000])
