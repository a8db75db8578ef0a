"""Words that rate a claim. In the claim itself they would say what the check finds before anybody has checked."""

from __future__ import annotations

import re

from articles.japanese.invisible import as_read

# Names of ratings and their everyday synonyms. What only contains one is no rating: 間違いなく, 正確, もうそろそろ.
_RATING = re.compile(
    r"虚偽|誤り(?!の[なあ]い)|誤って(?:いる|いた)|誤情報|偽情報|誤報|不正確|ミスリード|ミスリーディング|誤解を招く"
    r"|デマ(?!ンド|ッ|ケ|ー)|フェイク|ガセ(?:ネタ|情報|だ|で|の)|嘘|噓|(?<![ァ-ヴー])ウソ(?![ァ-ヴー])"
    r"|(?<![もこそとどろよゆ])うそ(?:だ|です|つき|っぱち|をつ|であ|$|[」。、])"
    r"|事実(?:では|じゃ|で)(?:ない|なく|なかった|ありません)|事実に反|事実と(?:異な|違)|事実無根"
    r"|真実では(?:ない|ありません)|本当では(?:ない|ありません)|正しく(?:ない|ありません)"
    r"|間違って(?:いる|いた|います)|間違い(?:だ(?!ら)|です|であ|$|[」。、])"
    r"|根拠(?:の|は|が)?(?:ない|なし|無い|無し|不明|薄弱)|陰謀論|捏造|ねつ造|でっち上げ|でっちあげ|作り話"
)


def rating_words(text: str) -> list[str]:
    """The words that rate, as a reader sees them, once each, in order: ﾃﾞﾏ and デマ are one, whatever stands unseen in it."""
    return list(dict.fromkeys(found.group() for found in _RATING.finditer(as_read(text))))
