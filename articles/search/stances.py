"""What a statement says of a proposition rather than in it: false, averted, feared, considered, wanted, only supposed."""

from __future__ import annotations

import re
from functools import cache

_FALSE = "デマ|嘘|うそ|ウソ|ガセ(?:ネタ)?|誤り|間違い|まちがい|誤情報|偽情報|虚偽|フェイク|事実無根|でたらめ|デタラメ|出任せ|作り話|誤報"
_SAID = "です|だ(?![かけ])|で(?:す|した|ある|あり|、|,)|らしい|みたい|と(?:判明|発表|確認|分か|わか|の(?:発表|こと))|なので|$|[。!！.w笑]"
_TRUE = "だと思|ではな|じゃな|でな|とは(?:言|い)え"

_WAYS = {
    "false": (
        rf"(?<!では)(?:{_FALSE})(?!{_TRUE})(?:{_SAID})",
        r"(?:事実|はず|筈|わけ|訳|根拠|証拠|心配)(?:で?は|が|も|など|なんて|、)*(?:ない|無い|なかった|ありません|ございません|確認されて)",
        r"(?:ため|から|せい|原因|理由|もの|の|ん)(?:では|でも|じゃ)(?:ない|なく|なかった|ありません|無い)(?!て|か|の|ん|でしょうか|だろうか|かな)",
        r"(?:を|は|と)(?:否定|打ち消|撤回)(?:し|す|さ|$|[。、!])",
        r"(?:言|い)っては?い?(?:ない|ません|なかった)|(?:述べ|話し|発言し|答弁し|約束し|答え)ては?い?(?:ない|ません|なかった)",
        r"とは(?:言|い)(?:えない|えません|い?切れない|い?難い)",
    ),
    "averted": (
        r"防[がぎ]|防い[でだ]|防げ|免れ|まぬがれ|回避|未然に|阻止|食い止め|寸前|間際|あわや|ところだった|そうになっ|かけた(?!数)|未遂",
    ),
    "feared": (
        r"(?:恐れ|おそれ|虞|可能性|危険性|懸念|兆候|予兆)(?:が|は|も|の)?(?:あ|出|高|大|低|指摘|否定|ない|$|[。、!?])|危ぶま|懸念(?:さ|し)",
        r"かも(?:[し知]れ|です|ね|よ|って|と|だ|[。、!?…・~〜]|$)|[しちりきみびげけせれえべめ]そう(?:だ|で|な|に|って|と|[。、!?…]|$)|(?:では|じゃ)(?:ない)?(?:か)?(?:と|、)?(?:いう)?(?:心配|不安|懸念|見られ|恐れ|との声|と疑|という声)",
    ),
    "considered": (
        r"検討(?:し|中|す|を|へ|に入|も|課題|さ|$)|案(?:が|も|を|は)(?:あ|出|浮上|検討|議論|示|ま)|方向で調整|議論(?:が|して|し始|され|中)|求める声|声(?:が|も)(?:出|上が|あが)|提案(?:し|さ|が|を)",
    ),
    "wanted": (r"べき(?:だ|で|と|という|じゃ|[。、!]|$)|(?:て|で)(?:ほし|欲し)い",),
    "supposed": (
        r"もしも?[^。]{0,40}(?:たら|れば|なら|場合)|(?:る|た)(?:場合|としたら|とすれば|想定|夢|訓練|映画|小説|ドラマ|という設定)",
    ),
}
DENYING = ("false", "averted")
"""Stances that say that it is not so; the others leave it open."""
_ASKS = re.compile(
    r"(?:か|の|かな|かしら|っけ|本当|ほんと|ホント|マジ|まじ|真偽|教えて(?:ください|下さい)?|でしょう|だろう|どう)[ 。、」』)）]*$|[?？]"
)
"""Of デマですか nobody says that it is one."""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {stance: re.compile("|".join(ways)) for stance, ways in _WAYS.items()}


def stances(text: str) -> dict[str, str]:
    """Each stance that a folded text takes, with the words that take it."""
    found = {stance: match[0] for stance, pattern in _patterns().items() if (match := pattern.search(text))}
    if "false" in found and _ASKS.search(text[-_END:]):
        del found["false"]
    return found


_END = 40
"""Code points at the end of a statement among which its question stands."""
