"""What decides whether two wordings say the same: amounts, dates, places, persons, negation and direction."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from articles.extraction.dates import dates
from articles.extraction.quantities import quantities
from articles.extraction.results import Span
from articles.search.words import Word


@dataclass(frozen=True, slots=True)
class Number:
    """An amount in a unit; `lower` and `upper` as in extraction, None where that side is open."""

    value: float
    lower: float | None
    upper: float | None
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Day:
    """A date or period, `value` ISO 8601 as exact as the text is (2025, 2025-08, 2025-08-15)."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    numbers: tuple[Number, ...] = ()
    days: tuple[Day, ...] = ()
    places: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    """Forms of the words that a negation follows."""
    ways: tuple[str, ...] = ()
    """Directions taken: 増, 減, …; see `_AXES`."""


def facts(text: str, words: Sequence[Word], morphemes: Sequence[Any], day: date | None) -> Facts:
    """Facts of a folded text; `day` is when it was said."""
    span = Span(0, len(text))
    days = tuple(Day(found.value, found.text) for found in dates(text, span, day) if found.value)
    return Facts(
        numbers=tuple(_numbers(text, span)),
        days=days,
        places=tuple(dict.fromkeys(_places(text))),
        persons=tuple(dict.fromkeys(_persons(words))),
        denied=tuple(dict.fromkeys(_denied(morphemes))),
        ways=tuple(dict.fromkeys(_ways(words))),
    )


def _numbers(text: str, span: Span) -> Iterator[Number]:
    for found in quantities(text, span):
        if found.unit != "年" or found.value < 1000:  # 平成19年 is a date
            yield Number(found.value, found.lower, found.upper, found.unit, found.text)
    for match in _WORDED.finditer(text):
        value, unit = _WORDED_VALUES[match[0]]
        yield Number(value, value, value, unit, match[0])


_WORDED_VALUES: dict[str, tuple[float, str]] = {
    "半減": (50, "％"),
    "半分": (50, "％"),
    "半額": (50, "％"),
    "半数": (50, "％"),
    "倍増": (2, "倍"),
    "倍額": (2, "倍"),
}
_WORDED = re.compile("|".join(_WORDED_VALUES))

_NOT_PLACES = frozenset(
    (
        *(
            "都市",
            "同市",
            "本市",
            "各市",
            "全市",
            "他市",
            "地区",
            "学区",
            "選挙区",
            "校区",
            "同県",
            "本県",
            "各県",
            "他県",
            "全県",
        ),
        *("同町", "本町", "下町", "港町", "城下町", "同村", "農村", "漁村", "首都", "道府県", "都道府県", "市町"),
    )
)
_PLACE = re.compile(
    r"[一-龯々][一-龯々ヶケノのがァ-ヴー]{0,5}?[市町村県区郡](?!場|民権|況|価|販|街|議会議)|東京都|北海道|大阪府|京都府"
)


def _places(text: str) -> Iterator[str]:
    for match in _PLACE.finditer(text):
        if match[0] not in _NOT_PLACES:
            yield match[0]


def _persons(words: Sequence[Word]) -> Iterator[str]:
    yield from (word.form for word in words if word.is_person and len(word.form) > 1)


_NEGATIONS = frozenset(("ない", "無い", "ず", "ぬ", "まい", "なし"))


def _denied(morphemes: Sequence[Any]) -> Iterator[str]:
    """Words before a negation, nearest first; のではない and じゃないか ask and deny nothing."""
    for position, morpheme in enumerate(morphemes):
        tags = morpheme.part_of_speech()
        if morpheme.normalized_form() in _NEGATIONS and tags[0] in ("助動詞", "形容詞"):
            before = list(morphemes[max(0, position - 6) : position])
            if any(m.surface() in ("の", "ん", "か") for m in before[-3:]):
                continue
            content = [
                m
                for m in before
                if m.part_of_speech()[0] in ("名詞", "動詞", "形容詞", "形状詞")
                and m.part_of_speech()[1] != "非自立可能"
            ]
            if content:
                yield content[-1].normalized_form().lower()


_AXES = {
    "増": "増える 増加 上がる 上昇 値上げ 値上がり 引き上げる 引き上げ 上回る 高い 最高 倍増 増税 増額 増やす 上げる 急増 拡大 伸びる 多い",
    "減": "減る 減少 下がる 低下 値下げ 値下がり 引き下げる 引き下げ 下回る 低い 安い 最低 半減 減税 減額 減らす 下げる 急減 縮小 少ない 激減",
    "賛": "賛成 支持 可決 承認 容認 許可 解禁",
    "否": "反対 否決 却下 不承認 禁止",
    "始": "開始 始まる 始める 導入 開校 開設 新設 再開 存続 継続",
    "終": "廃止 中止 終了 打ち切る 閉校 閉鎖 撤廃 撤回 取りやめる 終わる 停止",
    "法": "合法 無罪 安全 無料 黒字 勝つ",
    "違": "違法 有罪 危険 有料 赤字 負ける",
}
_WAY_OF = {form: way for way, forms in _AXES.items() for form in forms.split()}
OPPOSITES = {"増": "減", "減": "増", "賛": "否", "否": "賛", "始": "終", "終": "始", "法": "違", "違": "法"}


def _ways(words: Iterable[Word]) -> Iterator[str]:
    for word in words:
        for form in (word.form, *word.parts):
            if form in _WAY_OF:
                yield _WAY_OF[form]
