"""Said on a condition, asked for, left open, planned, or long since done: what the claim says in another mood or time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.search.alignment import MET, Alignment, Held
from articles.search.differences import Difference


def unsettled(of: Alignment) -> Iterator[Difference]:
    """What the statement makes of the claim's predicate."""
    yield from _on_condition(of)
    yield from _requested(of)
    yield from _left_open(of)
    yield from _called_false(of)
    yield from _at_another_time(of)
    yield from _aimed_at(of)
    yield from _if_given_up(of)
    yield from _not_always(of)


_IF = re.compile(
    r"(?:たら(?![しず])|れば|なら(?![なんずすびべ]|[いう]?う)(?:ば)?|場合(?:は|に|、)|となれば|(?<=[るい])限りは?|条件で)"
)


def _on_condition(of: Alignment) -> Iterator[Difference]:
    """与党が負けたら上がる: what the claim says without a condition, or on another."""
    if _AFTER.search(of.statement.text):
        return
    for found in _IF.finditer(of.statement.text):
        if _VIEWED.search(of.statement.text[max(0, found.start() - 4) : found.end()]):
            continue
        before = _before(of.theirs, found.start(), _FORMS)
        if before is not None and (
            before.near < MET or (before.at == len(of.ours) - 1 and not _IF.search(of.claim.text))
        ):
            yield Difference("certainty", of.ours[-1].word.surface, f"{before.word.surface}{found[0]}")
            return


_AFTER = re.compile("たら[^。]{0,40}た(?:らし|って|ん|と|そう|よ|。|!|$|の|わ|み)")
"""対策を取ったら下がった: it has come already."""
_VIEWED = re.compile("(?:よ|依|考え|見|み|言え|いえ|比べ|聞け|とす|す)れば|(?:聞い|調べ|見|考え|し)たら")
_FORMS = 6
"""Code points of endings between a verb's stem and what follows it: 降ら なかっ たら."""


def _before(held: tuple[Held, ...], at: int, reach: int) -> Held | None:
    """The last word that ends before that place, if it is near."""
    found = [each for each in held if each.word.end <= at]
    return found[-1] if found and at - found[-1].word.end <= reach else None


_ASKED_FOR = re.compile(
    r"(?:て|で)(?:くれ(?!て|た[。んのらよっ!]|たと|たそ|る)|ください|下さい|ちょうだい|もら(?:いた|えませ|えない(?:か|でしょ))|(?:いただ|頂)(?:きた|けませ|けない(?:か|でしょ)))|ないで(?=くだ|下|くれ|ほし|[。!]|$)"
    r"|(?:たら|れば|と)(?:いい|良い|よい|ええ)(?:のに|な[あぁ]?|です|と思)|を(?:お願い|求め|要望|要求)"
)


def _requested(of: Alignment) -> Iterator[Difference]:
    """無償にしてくれ, 売らないでください: wanted of what the claim says has been done."""
    for found in _ASKED_FOR.finditer(of.statement.text):
        before = _before(of.theirs, found.start(), _FORMS)
        if before is not None and before.near >= MET and not _ASKED_FOR.search(of.claim.text):
            yield Difference("certainty", of.ours[-1].word.surface, f"{before.word.surface}{found[0]}")
            return


_OR = re.compile(
    r"(?:それとも|(?:だった|です|でした|なの|の)か、?)(?![^。]{0,6}(?:デマ|嘘|うそ|ウソ|ガセ|本当|ほんと|違|間違|フェイク|作り話))"
    r"[^。?]{1,16}?(?:だった|でした|です|なの|の)(?:か|っけ|かな)"
)


def _left_open(of: Alignment) -> Iterator[Difference]:
    """小学校だったか、それとも保育園だったか: who asks which says neither."""
    if (asked := _OR.search(of.statement.text)) and not _OR.search(of.claim.text):
        yield Difference("certainty", of.ours[-1].word.surface, asked[0])


_SPREADS = re.compile(
    "(?:デマ|嘘|うそ|ウソ|ガセ|作り話)(?:ばっか|ばかり)?を?(?:流|言|書|広め|つ|吐|ばらま|撒|拡散)[^。、]{0,6}?(?:な(?!る|が|い?か|っ)|んな|んといて|ないで|やめ|止め)"
)


def _called_false(of: Alignment) -> Iterator[Difference]:
    """デマを流すな: what is told, or what is told against, is called false."""
    if found := _SPREADS.search(of.statement.text):
        yield Difference("negation", of.ours[-1].word.surface, found[0])


_PAST = re.compile(r"(?:た|だ)$")
_TO_COME = re.compile(
    r"(?:予定|見込み?|見通し|方針|つもり|計画|予測|試算|見積もり)(?:だ|で|らし|と|って|みたい|、|。|!|$|も|なん)|(?:る|う|く|す|つ|む|ぶ)(?:こと|よう)に(?:なりそう|なるだろう)|ていく(?:だろう|見|と見)"
)
_SOON = re.compile("今度の|これから|この先|今後|近いうち|来年|来月|来週|明日|あす|再来年|来春|来秋|来夏|来季")
_OF_LATER = re.compile("る(?:こと|の)?[がをと]|予定")
_HAS_COME = re.compile("(?:た|だ)(?:らし|って|と|そう|よ|ん|の|わ|で|が|けど|ぞ|し|。|!|、|$)|て(?:い)?る|でいる|でる")
_ALREADY = re.compile(
    r"(?:もう|とっくに|とうに|すでに|既に|とうの昔に)[^。]{0,40}(?:た|済み?|て(?:い)?る|でる|でいる)(?:らし|って|よ|ん|と|そう|。|!|$|の|わ|み|だ|で|が|けど|ぞ|し|、|ば)|済みだ"
)


def _at_another_time(of: Alignment) -> Iterator[Difference]:
    """What has come, told as what is planned; what is planned, told as done long since."""
    claim, text = of.claim.text, of.statement.text
    if _PAST.search(claim):
        planned = _TO_COME.search(text) or (
            _SOON.search(text) if not _HAS_COME.search(text) and not _OF_LATER.search(claim) else None
        )
        if planned and not _TO_COME.search(claim) and planned[0][:2] not in claim:
            yield Difference("certainty", of.ours[-1].word.surface, planned[0].rstrip("だでと、。!もって"))
    elif (done := _ALREADY.search(text)) and not _ALREADY.search(claim):
        yield Difference("date", of.ours[-1].word.surface, done[0][:4])


_PROMISED = re.compile(
    "(?:公約|約束|誓約|明言|宣言)(?:し|に掲げ|を掲げ|する|だ|です)|(?:方針|意向|意欲|考え|構想)(?:を|だ|で(?!は)|が示)"
)
_AIMED = re.compile(
    r"(?:目指|めざ)[しすそせ]|目標(?:に|と|だ|です|を|[\s。、!]|$)|たい(?:と|という|意向|考え|旨)|ように?(?:に|、)?[^。、]{0,10}(?:求め|要求|要請|訴え|促)"
)
_SPOKEN = re.compile("発言|述べ|話し|語|約束|公約|宣言|明言|主張|答弁")


def _aimed_at(of: Alignment) -> Iterator[Difference]:
    """半減させると公約した, 91%を目指している: said of what is to come of it, beside a claim that it is so."""
    claim, text = of.claim.text, of.statement.text
    last = max((each.word.end for each in of.theirs if each.near >= MET), default=len(text))
    start = max(0, last - _FORMS)
    aimed = _AIMED.search(text, start)
    promised = _PROMISED.search(text, start) if _PAST.search(claim) else None
    found = aimed or promised
    if found and not _SPOKEN.search(claim) and found[0][:2] not in claim:
        yield Difference("certainty", of.ours[-1].word.surface, found[0])


_GIVEN_UP = re.compile(
    "(?:中止|撤回|断念|廃止|延期|取りやめ|見送り)(?:に|と)?(?:すれば|したら|するなら|しさえすれば|なれば|なったら|なるなら)"
    "|(?:取り)?(?:や|止)め(?:れば|たら(?!し)|るなら|さえ)|見送(?:れば|ったら|るなら)|(?:諦|あきら)め(?:れば|たら(?!し))"
)


def _if_given_up(of: Alignment) -> Iterator[Difference]:
    """建設を中止すれば: on the condition that what the claim speaks of does not come."""
    found = _GIVEN_UP.search(of.statement.text)
    if found and found[0][:2] not in of.claim.text:
        yield Difference("certainty", of.ours[-1].word.surface, found[0])


_NOT_ALWAYS = re.compile(
    "とは?(?:限|かぎ)(?:ら|り(?!ません?か))|とは(?:言|い)(?:え|い切れ)(?:ない|ません|ず)|保[証障](?:は|が|も)(?:な|あり)"
)


def _not_always(of: Alignment) -> Iterator[Difference]:
    """ゼロになるとは限らない."""
    found = _NOT_ALWAYS.search(of.statement.text)
    if found and not _NOT_ALWAYS.search(of.claim.text):
        yield Difference("negation", of.ours[-1].word.surface, found[0])
