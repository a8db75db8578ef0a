"""Attributions from the real model's trees; the sentences are ours."""

import pytest

from articles.extraction import Attribution, extract
from articles.japanese.parsing import parse

pytestmark = pytest.mark.nlp


def attributions(text: str) -> list[Attribution]:
    return [found for sentence in extract(text, parser=parse).sentences for found in sentence.attributions]


def shown(text: str) -> list[tuple[str | None, str, str]]:
    """Source, cue and content as they stand."""
    return [
        (
            text[found.source.start : found.source.end] if found.source else None,
            text[found.cue.start : found.cue.end],
            text[found.content.start : found.content.end],
        )
        for found in attributions(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市長は、予算が足りないと述べた。", [("市長", "述べ", "予算が足りない")]),
        ("青浜地質研究所（ＡＧＩ）によると、地震は浅かった。", [("青浜地質研究所", "によると", "地震は浅かった")]),
        ("負傷者は１２人と発表した。", [(None, "発表", "負傷者は１２人")]),
        ("来年は雨が多いと思います。", [(None, "思い", "来年は雨が多い")]),
        ("女性は歩きやすい靴の方が良いと思います。", [(None, "思い", "女性は歩きやすい靴の方が良い")]),
        ("景気が後退するとの懸念が広がった。", [(None, "懸念", "景気が後退する")]),
        ("友人の父がワクチンの翌日に倒れたと聞きました。", [(None, "聞き", "友人の父がワクチンの翌日に倒れた")]),
        ("入居を断られた経験があると答えたのは27.9%だった。", []),
        ("橋が危ないと彼はいう。", [("彼", "いう", "橋が危ない")]),
        ("しばらく様子を見た方がいい,と思います。", [(None, "思い", "しばらく様子を見た方がいい")]),
        ("この道には照明が必要と思われる。", [(None, "思わ", "この道には照明が必要")]),
        ("この交差点は危険との指摘は以前からあった。", [(None, "指摘", "この交差点は危険")]),
        (
            "古賀氏は「水は足りると思っている」と強調した。",
            [(None, "思っ", "水は足りる"), ("古賀氏", "強調", "「水は足りると思っている」")],
        ),
        (
            "古賀氏は「雨の日は危ない」と、橋を使う際の注意を説明した。",
            [("古賀氏", "説明", "「雨の日は危ない」")],
        ),
        ("帰れというだけで取り合わない。", [(None, "いう", "帰れ")]),
        ("「青浜橋」という橋を渡った。", []),
        ("古賀氏は市長と話した。", []),
        ("古賀氏は協議の見通しについては何も明かさなかった。", []),
        ("こういう理屈は通らない。", []),
    ],
)
def test_attributions_give_source_cue_and_content(text: str, expected: list[tuple[str | None, str, str]]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "青浜大の古賀美咲（こが・みさき）教授は「雨が続く」と話した。古賀氏は「備えが要る」とも述べた。",
            ["古賀美咲", "古賀美咲"],
        ),
        ("朝凪新聞が青浜市の話として伝えたところによると、橋は閉鎖された。", ["青浜市"]),
        ("青浜市は堤防の補修を始めたと発表した。発表によると、工事は３月に終わる。", ["青浜市", "青浜市"]),
        ("古賀氏は前日に辞意を固めたと報じた。", [None]),
        ("大学生「安かったので二つも買いました。味はよかったです」", ["大学生"]),
        ("古賀美咲代表（白波党）：数字は正確に言っていただきたい。", ["古賀美咲"]),
        (
            "古賀美咲社長が会見した。\n――社長がこの件を知ったのはいつか。古賀社長「先月５日の監査部からの報告で初めて知りました」\n"
            "――経営の責任をどう取るのか。「報酬の５割を６カ月間返上し、来年３月に退任いたします」",
            [None, None, "古賀美咲", None, "古賀美咲"],
        ),
        (
            "白波港に住む５０代の男性は「音がした」と話した。男性は「怖かった」とも語った。",
            ["白波港に住む５０代の男性"] * 2,
        ),
        ("青浜市は被告も関与したと認定した。", ["青浜市"]),
        ("「水道管はもう持たない。直すしかない」\n古賀美咲市長が陳謝へ\n工事は続く。", [None, None, None]),
        ("「水道管はもう持たない。直すしかない」\n古賀美咲市長は声を強めた。", ["古賀美咲", "古賀美咲"]),
        ("朝凪新聞によると、院長は「虚偽だった」と説明した模様だ。", ["院長"]),
        ("売上高が倍増すると発表した。", [None]),
        ("「水が足りない」。そう訴えたのは、農家の古賀美咲さん（７１）だ。", ["古賀美咲", "古賀美咲"]),
    ],
)
def test_speakers_are_carried_through_an_article(text: str, speakers: list[str | None]) -> None:
    assert [sentence.speaker for sentence in extract(text, parser=parse).sentences] == speakers


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("白波大の研究班が６袋を分析したところ、４袋から成分が検出された。", "白波大の研究班"),
        ("帳簿は確認されなかったことが関係者への取材で分かった。", "関係者"),
        ("青浜精機が７日発表した４〜９月期の決算は、純利益が前年の２倍だった。", "青浜精機"),
        ("複数の幹部が明らかにした。", "複数の幹部"),
        ("市の窓口は「答えられない」との見解だ。", "市の窓口"),
        ("青浜市が合意した。", None),
        ("青浜市は来年度に条例を改める方針だ。", None),
    ],
)
def test_a_source_is_found_without_a_verb_of_quoting(text: str, speaker: str | None) -> None:
    assert [sentence.speaker for sentence in extract(text, parser=parse).sentences] == [speaker]
