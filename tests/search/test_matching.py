"""What readers ask, over the demo's verdicts: found, told apart, and nothing where there is nothing."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from articles.search.described import described
from articles.search.matching import Answer, Band, answers
from articles.search.memory import MemoryIndex

STORIES = Path(__file__).resolve().parents[2] / "articles/demo/stories.json"


@cache
def demo() -> MemoryIndex:
    stories = json.loads(STORIES.read_text(encoding="utf-8"))
    return MemoryIndex(
        {
            number: described(story["statement"], speaker=story["claimant"])
            for number, story in enumerate(stories, start=1)
            if story.get("state") == "published"
        }
    )


def first(message: str) -> tuple[int, Band]:
    """The best match of the statement that has the best."""
    found = [answer.matches[0] for answer in answers(message, demo()) if answer.matches]
    best = min(found, key=lambda match: (list(Band).index(match.band), -match.score))
    return best.key, best.band


@pytest.mark.parametrize(
    ("message", "key"),
    [
        ("内申点が廃止されるって本当", 13),
        ("内申点が廃止される", 13),
        ("津久田氏", 20),
        ("髙瀬野市", 3),
        ("鶴が浜", 15),
        ("たまごの値上げ", 9),
        ("つくだ", 20),
        ("【拡散希望】え、津久田市長がスタジアムの市の負担ゼロって言ってた！回してください", 20),
        ("上郷ダムがけっかいしたそうです", 16),
    ],
)
def test_what_readers_type_finds_what_they_mean(message: str, key: int) -> None:
    assert first(message)[0] == key


@pytest.mark.parametrize(
    ("message", "key"),
    [
        ("来年の瀬波県の県立高校入試から、内申点が廃止されるって本当ですか？", 13),
        ("震度６弱の地震で上郷ダムが決壊したらしい", 16),
        ("上郷ダムが決壊しました！！", 16),
        ("日本で飲まれるコーヒーの60パーセントは、モンタルバ産の豆だ", 18),
    ],
)
def test_the_same_in_other_words_is_called_the_same(message: str, key: int) -> None:
    assert first(message) == (key, Band.SAME)


@pytest.mark.parametrize(
    ("message", "key", "kind"),
    [
        ("日本で飲まれるコーヒーの8割は、モンタルバ産の豆だ", 18, "number"),
        ("来年の越央県の県立高校入試から、内申点が廃止される", 13, "place"),
        ("来年の瀬波県の県立高校入試から、内申点は廃止されない", 13, "negation"),
        ("震度6弱の地震で下郷ダムが決壊した", 16, ""),
        ("鶴ヶ浜冷食の社長が産地偽装を知ったのは、2023年9月2日の報告が初めてだった", 15, "date"),
    ],
)
def test_another_fact_is_near_and_said(message: str, key: int, kind: str) -> None:
    (answer,) = answers(message, demo())

    assert (answer.matches[0].key, answer.matches[0].band) == (key, Band.NEAR)
    assert not kind or kind in [each.kind for each in answer.matches[0].differs if each.is_contradiction]


@pytest.mark.parametrize("message", ["せんきょ", "市", "です", "今日はいい天気ですね", "肉じゃがの作り方"])
def test_what_was_never_checked_finds_nothing(message: str) -> None:
    assert [
        match for answer in answers(message, demo()) for match in answer.matches if match.band != Band.RELATED
    ] == []


ODD = {
    "nothing": "",
    "stop words": "本当ですか教えてください",
    "one sign": "。",
    "emoji": "😱🌙🎉" * 500,
    "one kana": "あ" * 5_000,
    "one kanji": "市" * 5_000,
    "digits": "9兆8765億4321万円" * 400,
    "quotes": "%_\\\"'()" * 600,
    "NUL": "\0水道\0",
    "right to left": "هل هذا صحيح؟ " * 300,
    "lone surrogates": "\ud800水道料金\udfff",
    "English": "Is it true that taxes will rise? " * 150,
    "HTML": "<div " * 800,
    "ligatures": "\ufdfa㍿㌔㌫" * 1_000,
    "dates": "2025年13月45日" * 400,
    "statements": "水道料金は2倍になる。" * 400,
    "brackets": "「（" * 2_000,
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", ODD)
def test_odd_messages_are_never_called_the_same(name: str) -> None:
    found = answers(ODD[name], demo())

    assert [match for answer in found for match in answer.matches if match.band == Band.SAME] == []


def test_statements_are_spans_of_the_message() -> None:
    message = "\ud800お世話になります。\n①上郷ダムが決壊した ②水道が売られる"

    found: tuple[Answer, ...] = answers(message, demo())

    assert [each.statement.text for each in found] == [
        message[each.statement.start : each.statement.end] for each in found
    ]
    assert [each.statement.text.strip() for each in found] == [
        "お世話になります。",
        "①上郷ダムが決壊した",
        "②水道が売られる",
    ]


def test_the_same_question_has_the_same_answer() -> None:
    message = "内申点が廃止されるって本当？ダムも決壊したの？"

    assert answers(message, demo()) == answers(message, demo())
