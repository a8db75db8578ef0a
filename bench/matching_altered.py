"""Claims altered on purpose, to learn from beside the labelled messages: how people mistype and shorten what says the
same, and how one word or one figure makes it say something else. Seeded; nothing is ever judged by these.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from articles.search.described import Description

SEED = 7
_ENDINGS = ("", "", "って本当？", "らしい", "と聞きました", "って本当ですか？", "。", "みたいですよ", "そうです")
_KANA = "あいうえおかきくけこさしすせそたちつてとなにのはひまもやらりるれろん"
_NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_OTHER_THINGS = (
    *(
        "があった",
        "が続いている",
        "が始まった",
        "で事故が起きた",
        "の値段が上がった",
        "に国の補助金が出る",
        "で人が亡くなった",
    ),
    *(
        "の説明会が開かれた",
        "を調べる委員会ができた",
        "が注目されている",
        "のニュースを見た",
        "に詳しい人いますか",
        "が無料になった",
    ),
    *(
        "が延期された",
        "を見直す",
        "で火事があった",
        "が来年から変わる",
        "に抗議が集まった",
        "が認められた",
        "の責任者が謝罪した",
    ),
)
_UNRELATED, _SYNONYM = 0.3, 0.72


@dataclass(frozen=True)
class Altered:
    number: int
    text: str
    is_same: bool
    is_near: bool


def altered(claims: Mapping[int, Description]) -> Iterator[Altered]:
    """Some ten of each claim, those that came out as the claim of another left out."""
    choice = random.Random(SEED)
    alter = _Altering(claims, choice)
    taken = {claim.text for claim in claims.values()}
    ways: tuple[tuple[Callable[[Description], str], bool, int], ...] = (
        *((alter.word, False, 5), (alter.figure, False, 1)),
        *((alter.otherwise, False, 3), (alter.half, False, 3), (alter.other_end, False, 2)),
        *((alter.typing, True, 2), (alter.nothing, True, 1), (alter.spelling, True, 1), (alter.shorter, True, 1)),
    )
    for number, claim in claims.items():
        for way, is_same, times in ways:
            for text in dict.fromkeys(way(claim) for _ in range(times)):
                if text and (is_same or text not in taken):
                    yield Altered(number, text + choice.choice(_ENDINGS), is_same, way not in (alter.half,))


class _Altering:
    def __init__(self, claims: Mapping[int, Description], choice: random.Random) -> None:
        self.choice = choice
        self.nouns: dict[str, NDArray[np.float64]] = {}
        for claim in claims.values():
            for word, vector in zip(claim.words, claim.word_vectors.astype(float), strict=True):
                if len(word.surface) > 1 and word.weight >= 1 and not re.search("[ぁ-ん]", word.surface):
                    self.nouns[word.surface] = vector / np.linalg.norm(vector)
        self.matrix = np.stack(list(self.nouns.values()))

        self.claims = list(claims.values())

    def half(self, claim: Description) -> str:
        """The claim's beginning, and something else that is said of it."""
        if len(claim.words) < 3:
            return ""
        upto = self.choice.randint(1, max(1, (len(claim.words) + 1) // 2))
        return claim.text[: claim.words[upto - 1].end] + self.choice.choice(_OTHER_THINGS)

    def otherwise(self, claim: Description) -> str:
        """All but the last word, with the end of another claim."""
        other = self.choice.choice(self.claims)
        if len(claim.words) < 3 or len(other.words) < 2 or other.words[-1].form == claim.words[-1].form:
            return ""
        return claim.text[: claim.words[-1].start] + other.text[other.words[-1].start :]

    def other_end(self, claim: Description) -> str:
        """The claim's beginning with the last half of another."""
        other = self.choice.choice(self.claims)
        if len(claim.words) < 4 or len(other.words) < 4 or other is claim:
            return ""
        middle, start = claim.words[len(claim.words) // 2], other.words[len(other.words) // 2].start
        return claim.text[: middle.end] + self.choice.choice("はがでの") + other.text[start:]

    def word(self, claim: Description) -> str:
        """Another noun of its kind, but no synonym, in the place of one."""
        words = [word.surface for word in claim.words if word.surface in self.nouns]
        if not words:
            return ""
        replaced = self.choice.choice(words)
        nearness = zip((self.matrix @ self.nouns[replaced]).tolist(), self.nouns, strict=True)
        near = [pair for pair in nearness if _UNRELATED < pair[0] < _SYNONYM and pair[1] not in claim.text]
        nearest = sorted(near, reverse=True)[:25]
        return claim.text.replace(replaced, self.choice.choice(nearest)[1]) if nearest else ""

    def figure(self, claim: Description) -> str:
        figures = list(_FIGURE.finditer(claim.text))
        if not figures:
            return ""
        chosen = self.choice.choice(figures)
        return claim.text[: chosen.start()] + self._another(chosen[0]) + claim.text[chosen.end() :]

    def _another(self, figure: str) -> str:
        if "." in figure:
            return f"{float(figure) * self.choice.choice([0.5, 0.7, 1.3, 2]):.1f}"
        value = int(figure)
        if value < 20 or 1990 < value < 2040:
            return str(max(1, value + self.choice.choice([-2, -1, 1, 2, 3]))) if value != 1 else "4"
        return str(int(value * self.choice.choice([0.5, 0.3, 2, 10])))

    def typing(self, claim: Description) -> str:
        text = claim.text
        for _ in range(self.choice.choice([1, 1, 2])):
            at = self.choice.choice([place for place, sign in enumerate(text) if not (sign.isdigit() or sign in ".%")])
            ways = ["", text[at] * 2] + ([self.choice.choice(_KANA)] if "ぁ" <= text[at] <= "ん" else [])
            text = text[:at] + self.choice.choice(ways) + text[at + 1 :]
        return text

    def nothing(self, claim: Description) -> str:
        return claim.text

    def spelling(self, claim: Description) -> str:
        text = claim.text.replace("%", "パーセント").replace("、", "")
        if self.choice.random() < 0.5:
            return re.sub(r"20(2\d)年", lambda year: f"令和{int(year[1]) - 18}年", text)
        return re.sub(r"(?<![0-9.])\d(?=割|倍|人|校)", lambda figure: figure[0].translate(_NUMERALS), text)

    def shorter(self, claim: Description) -> str:
        """Without its date."""
        text = re.sub(r"^20\d\d年(?:\d+月)?(?:から|の)?", "", claim.text)
        return re.sub(r"、20\d\d年(?:度)?(?:に|から|までに)?", "", text)
