"""Texts for tests: an article of our own, and a seeded generator of hostile ones."""

import random
from collections.abc import Iterator

ARTICLE = """\
青浜（みなと通信）　青浜市の古賀美咲市長は１５日の記者会見で、「待機児童は３年連続でゼロだ。県内の市で最も少ない」と述べた。市の資料によると、４月時点の待機児童は１２人だった。

【写真】記者会見で説明する古賀市長（青浜市役所）

食い違う数字

「数え方が違うだけで、隠したわけではない」

古賀氏はそう説明した。同氏はまた、来年度に保育士を約４０人増やす方針を明らかにした。

朝凪新聞によると、市内の２割の保育所で定員を超えていた。市民団体の代表は「実態を公表すべきだ」と批判した。

（編集部・森）
"""

TRANSCRIPT = """\
市長（古賀美咲）：予算は昨年より１兆２千億円増えました。
記者：根拠は何ですか。
市長：県の試算です。
"""

RECORDED_TEXTS = (ARTICLE, TRANSCRIPT)

_PIECES = (
    "「」『』（）()【】〈〉“”",
    "。。。、、！？!?．",
    "\n\n\r\n　 \t",
    "と言述べた。 という。 によると、 の調査では、 同氏は 同社が 首相は トランプ氏 古賀美咲市長 朝凪新聞 そう こう",
    "１２３456万億兆割分厘％円人年月日〜~約以上〇一二十百千,・",
    "令和元年 平成31年 昨年12月 15日 来年度 99日 2025年13月45日 3分の1 10〜20％ 1割2分",
    "あいうえおカキクケコ漢字検証ｶﾞｷﾞﾊﾟABCxyzＡＢＣ",
    "😀👨‍👩‍👧‍👦🇯🇵葛\U000e0100城辻\U000e0101神\ufa19㍿㌔①ⅷ﷽ゔが\u3099\u0301\u200b\ufeff\u202e𠮟𩸽",
    "市長： 記者：「 ■◆※ date 2025-08-16 写真 https://例え.jp a@b",
    "\x01\x0b\x0c\x1c\x85\u2028\u2029\x7f",
)
_ATOMS = tuple(
    atom
    for piece in _PIECES
    for atom in (piece.split(" ") if " " in piece.strip() and len(piece) > 20 else piece)
    if atom
)


def hostile_texts(count: int, *, seed: int, longest: int = 60) -> Iterator[str]:
    """`count` texts of up to `longest` atoms, the same for the same seed; none is blank."""
    generator = random.Random(seed)
    for _ in range(count):
        yield "".join(generator.choices(_ATOMS, k=generator.randint(1, longest))) + generator.choice(
            ("あ", "。", "」。", "）", "あ\n")
        )
