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
        ("「水が足りない」。そう訴えたのは、農家の古賀美咲さん（７１）だ。", ["古賀美咲", "古賀美咲"]),
    ],
)
def test_speakers_are_carried_through_an_article(text: str, speakers: list[str | None]) -> None:
    assert [sentence.speaker for sentence in extract(text, parser=parse).sentences] == speakers
