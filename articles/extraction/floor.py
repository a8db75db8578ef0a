"""Who speaks a piece where nothing in it says so: the holder of the floor, or the issuer of the document."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from articles.extraction.outline import Outline, Piece
from articles.extraction.roster import is_full, split, unspaced
from articles.extraction.structure import Kind
from articles.extraction.turns import Part, Turn
from articles.japanese.words import words as words_of


@dataclass(frozen=True, slots=True)
class Holder:
    """`quote` is direct in a turn, none in an issuer's own prose; `speaker` None where somebody only asks or calls up."""

    speaker: str | None
    quote: str
    in_turn: bool = False


_NOT_ISSUED = ("news", "transcript", "proceedings")
"""Kinds whose `speaker` says who published it, or whose byline it is: nobody's claims."""

_ASKS = re.compile(
    r"(?:か|かね|かな|の|かしら|は|を|について|に関して)[。？?！!]*$|[？?][」』）)]?$|(?:ください|下さい|頂きたい|いただきたい|(?:お願い(?:いた|致)?し|願い)(?:たい|ます).{0,8}|伺い?(?:い?たい|い?ます|わせ).{0,24}|うかがい(?:たい|ます).{0,10}|"
    r"(?:を|か|と|ついて|、)(?:伺う|尋ねる|問う|聞きたい|示されたい|求める)|お(?:尋ね|聞き|聞かせ|伺い|示し|答え).{0,24}|質問(?:いた|に移|を(?:し|いた|さ)|し(?:ます|たい)|させ).{0,16}|(?:教えて|聞かせて).{0,16}|求めます|(?:て|で)ほしい(?:です)?|いかがでしょう.{0,3}|どう(?:お考え|思い|受け止め|でしょう).{0,14}|答弁(?:を(?:求|お願)|いただ).{0,16})[。！!]*$|"
    r"(?:です|ます|した|せん|ある|いる|だ)(?:が|けれども|けど|けども)[。、…]*$"
)
_CITES = re.compile(
    r"^(?!私|わたし|わたくし|我)[^「」]*?と(?:言って(?:い|お)|言った|言いま|発言し|説明し|発表し|主張し|述べて(?:い|お))[^。]{0,10}。?$|"
    r"と(?:の|いう|いった|も)?(?:報道|答弁|発言|声|指摘|批判|話|こと|説明|回答)?(?:が|を|は|も|で)?(?:され(?:ま|て)|言われ|聞いて|聞き(?:ま|及)|伺って|うかがって|報じ|おっしゃ|述べ|お話し?|答弁|承知)[^。]{0,14}[。]?$|"
    r"ということ(?:です|でした)ね[^。]{0,3}。?$"
)
_CALLS = re.compile(
    r"(?:願います|お願い(?:いた|致)?します|ください|下さい|どうぞ|許します|指名(?:いた)?します|お諮り(?:いた)?します|[議委]員|君|さん|様|[^。、]{1,12}(?:大臣|部長|課長|局長|市長|町長|村長|知事|参考人))[。！]*$"
)
_AMOUNT = re.compile(
    r"[0-9０-９〇一二三四五六七八九十百千]+(?:[.．・,，][0-9０-９]+)*(?:万|億|兆|千)*(?:円|人|％|%|割|件|倍|戸|台|回|か所|カ所|ヶ所|校|世帯|トン|ポイント|社|床|軒|年連続|隻|本|箇所)"
)
_GREETS = re.compile(
    r"(?:です|と申します|でございます|ありがとうございま(?:す|した)|よろしくお願い(?:いた)?します|終わります|失礼します)。?$"
)


def holders(outline: Outline) -> list[Holder | None]:
    """One per piece: who speaks it unless it says otherwise; None where nobody does, or nothing but the piece tells."""
    text = outline.text
    own = issuer(outline)
    inside = _comments(outline)
    return [_holder(text, piece, own, comment) for piece, comment in zip(outline.pieces, inside, strict=True)]


def _holder(text: str, piece: Piece, own: str | None, comment: str | None) -> Holder | None:
    if piece.kind is not Kind.SENTENCE:
        return None
    said = text[piece.body.start : piece.body.end]
    if piece.turn:
        return _of_turn(said, piece.turn)
    if own is None or _is_furniture(said):
        return None
    if signed := _SIGNED_QUOTATION.fullmatch(said):
        return Holder(_signatory(signed["who"]), "direct", in_turn=True)
    return Holder(comment, "direct", in_turn=True) if comment else Holder(own, "none")


def _of_turn(said: str, turn: Turn) -> Holder:
    """A questioner who only asks, and a chair who only calls up, claim nothing."""
    if turn.part is Part.STATES:
        is_claim = True
    elif not turn.named:
        is_claim = _states_fact(said)
    else:
        is_claim = not (_only_asks(said) if turn.part is Part.ASKS else _only_calls(said))
    return Holder(turn.name, "direct", in_turn=True) if is_claim else Holder(None, "none", in_turn=True)


def _only_asks(said: str) -> bool:
    """A question or a citation of somebody's; …ではありませんか asserts what it asks."""
    return not _ASSERTS.search(said) and bool(_ASKS.search(said) or _CITES.search(said))


_ASSERTS = re.compile(
    r"(?:ではありません|じゃありません|じゃない(?:です|でしょう)?|ではない(?:です|でしょう))か[。？?！]*$"
)
_NAMED_ONLY = re.compile(
    r"(?:(?:次に|次は|続いて|続きまして|それでは|では|ここで|はい)、?)?[^。、]{1,16}(?:君|さん|氏|[議委]員|大臣|部長|課長|局長|市長|町長|村長|知事|参考人|許します|番)。?$|.{0,40}(?:ございません|ありません|よろしいです|いかがでしょう|ご?異議)か?(?:ありません)?か。?$"
)


def _only_calls(said: str) -> bool:
    """A chair who calls somebody up or asks whether there is anything else."""
    return bool(_NAMED_ONLY.match(said))


def _states_fact(said: str) -> bool:
    """Whether one of many who ask (記者, 司会) asserts a measurable fact of their own."""
    return bool(_AMOUNT.search(said)) and not (
        _ASKS.search(said) or _CITES.search(said) or _CALLS.search(said) or _REPORTED.search(said)
    )


_REPORTED = re.compile(r"(?:報じ|報道|聞い|そうです|とのこと|という(?:声|話|指摘|試算|報道))[^。]{0,12}[。]?$")

# What stands in a leaflet or a release without being said: addresses, dates, imprints.
_FURNITURE = re.compile(
    r"[【〈《（(■□●◆▼・※]{0,2}(?:お?問い?合わ?せ|お?申し?込み|連絡先|担当|TEL|Tel|tel|電話|ＴＥＬ|FAX|ＦＡＸ|Mail|メール|E-?mail|〒|住所|所在地|配布|文責|発行|編集|印刷|頒布|討議資料|責任者|以上|敬具|記$|添付|別紙|関連|参考|詳しくは|詳細は|https?:|@|#|＃|報道(?:関係|資料|発表)|プレスリリース|(?:令和|平成|西暦)?\s?[0-9０-９元]{1,4}年[ 　]?[0-9０-９]{1,2}月[ 　]?[0-9０-９]{1,2}日[ 　]*(?:[（(].[）)])?$)|"
    r"[（(](?:このビラ|候補者|この公報|原文|文責|写真|画像)|[^。]{0,20}(?:各位|御中)$|[-=＝―─*＊・…]+$"
)


def _is_furniture(said: str) -> bool:
    return bool(_FURNITURE.match(said)) or bool(re.search(r"#\S{1,20}$", said) and said.startswith(("#", "＃")))


_SIGNED_QUOTATION = re.compile(
    r"[・●]?[「『“][\s\S]{6,400}[」』”][。]?[ 　]*[（(―—]{1,2}(?P<who>[^（）()「」。\n]{2,30})[）)]?。?"
)


def _signatory(who: str) -> str:
    """長野県・３０代母親 → ３０代母親: the person behind where they live."""
    last = re.split(r"[・、／/ 　]", who.strip())[-1]
    return split(last)[0] or last


_COMMENT = re.compile(
    r"[■□◆◇▼▽●○◎★☆▲△【〈《＜<・]?[ 　]?(?P<who>[^\s。、】〉》＞>]{2,24}?)(?:の|からの|より)?(?:コメント|談話|ごあいさつ|あいさつ|メッセージ|の一言|から一言)[】〉》＞>]?$"
)


def _comments(outline: Outline) -> Iterator[str | None]:
    """Whose comment a piece belongs to, under a heading that says so (▼代表理事コメント), up to the next heading."""
    person: str | None = None
    for piece in outline.pieces:
        line = outline.text[piece.span.start : piece.span.end]
        found = _COMMENT.fullmatch(line) if len(line) <= _LONGEST_HEADING else None
        if found:
            person = _commentator(outline, found["who"])
        elif piece.kind is Kind.HEADING or line.startswith(("【", "■", "▼", "◆", "●")):
            person = None
        yield person


_LONGEST_HEADING = 40


def _commentator(outline: Outline, who: str) -> str:
    from articles.extraction.roster import Roster

    roster = Roster(outline.text)
    name, office = split(who)
    return roster.full(name) if name else roster.holder(office, 0) or office


_CANDIDATE = re.compile(r"候補|無所属|公認|推薦|[・　 ](?:現|新|元)(?=[・　 ]|$)|党")
_AGED = re.compile(r"[（(]?[0-9０-９]{2}(?:歳|才)?[）)]?。?")
_READING = re.compile(r"[（(][ぁ-んァ-ヴー・\s　]{2,20}[）)]")
_NAME_IN_BRACKETS = re.compile(r"[（(](?P<name>[一-龯々]{1,4}[ 　]?[一-龯々]{1,4})[）)]")
_BODY = re.compile(
    r"(?:[^\s。、「」]{1,24}(?:株式会社|合同会社|有限会社|法人|協会|連盟|連合会?|組合|財団|学会|機構|市|県|府|都|町|村|区|大学|病院|委員会|の会|党|団|支部|本部|研究所|センター|保健所|会議所|同盟|[^員議]会)|(?:株式会社|合同会社|有限会社|[^\s]{2,10}法人)[^\s。、「」]{1,24})$"
)
_SELF = re.compile(
    r"当社|弊社|当行|当院|当会|当法人|当協会|当組合|当大学|本学|本県|本市|本町|本村|本区|本府|本都|わが党|我が党|私たち|わたしたち|私ども|わたくしども|私は|私が|弊会|本会"
)
_POSTED = re.compile(
    r"(?P<who>[^\s「」。、]{1,24}?)さん(?:の|による)(?:投稿|ポスト|ツイート|スレッド)|^(?P<name>[^\s@＠]{1,24})[ 　]*[@＠][A-Za-z0-9_]{2,30}$",
    re.M,
)
_NEAR = 8  # lines from the top or the bottom


def issuer(outline: Outline) -> str | None:
    """Who issues the document and speaks what is not marked as another's; None where that is not known.

    What is handed in comes first; then a candidate's line, an account, a letterhead or a signature. Texts of the press
    and records of what others say have none; a paper among proceedings in which nobody speaks (a written answer) has.
    """
    source = outline.source
    is_written = source.kind == "proceedings" and not any(piece.turn for piece in outline.pieces)
    if source.kind in _NOT_ISSUED and not is_written:
        return None
    if source.speaker:
        return source.speaker
    lines = [line.strip() for line in outline.text[:_LONGEST_HEAD].split("\n") if line.strip()]
    tail = [line.strip() for line in outline.text[-_LONGEST_HEAD:].split("\n") if line.strip()]
    if (stated := _stated(lines[:_NEAR])) or is_written:
        return stated
    if candidate := next(filter(None, map(_candidate, lines[:_NEAR])), None):
        return candidate
    if source.kind in (None, "social_post") and (posted := _POSTED.search("\n".join(lines[:3]))):
        return posted["who"] or posted["name"]
    if source.kind != "social_post" and (signed := _dated(lines[:_NEAR]) or _signed(lines[:_NEAR], tail[-_NEAR:])):
        return signed
    if source.kind not in ("leaflet", "other") and not _SELF.search(outline.text):
        return None
    return next(filter(None, map(_letterhead, [*lines[:_NEAR], *reversed(tail[-_NEAR:])])), None)


_LONGEST_HEAD = 4_000  # code points
_HANDED_IN = re.compile(r"(?:提出者|提案者|請願者|陳情者)(?:代表)?[ 　:：]{1,4}(?P<who>[^（(。、:：]{2,24})")
_ANSWERED = re.compile(r"^内閣[衆参]質|[衆参]議院議員[^。]{1,20}提出[^。]{0,80}答弁書")
_DATED = re.compile(
    r"(?:令和|平成|西暦)?[ 　]?[0-9０-９元〇一二三四五六七八九十]{1,4}年[ 　]?[0-9０-９一二三四五六七八九十]{1,3}月[ 　]?[0-9０-９一二三四五六七八九十]{1,3}日(?:[（(].{1,3}[）)])?"
)
_OFFICE_OF_STATE = re.compile(
    r"[^\s。、「」0-9０-９]{0,12}[都道府県市区町村庁省局署所][^\s。、「」0-9０-９]{1,14}(?:課|局|室|署|所|センター)"
)
_SIGNATURE = re.compile(
    r"(?P<body>[^\s。、「」0-9０-９]{3,24})[ 　]+(?:共同)?(?:代表|会長|議長|理事長|事務局長|委員長)[ 　]+[^\s。、「」]{1,8}(?:[ 　][^\s。、「」]{1,6})?"
)
_ADVERTISED = re.compile(r"意見広告|声明|抗議文|要望書|要請書|公開質問状|アピール")


def _stated(lines: Sequence[str]) -> str | None:
    """Who hands in a written question, or the government that answers it."""
    for line in lines:
        if handed := _HANDED_IN.fullmatch(line):
            return split(unspaced(handed["who"]))[0] or unspaced(handed["who"])
    return "政府" if any(map(_ANSWERED.search, lines)) else None


def _dated(lines: Sequence[str]) -> str | None:
    """The office right under the date of a notice: 県生活衛生課."""
    pairs = pairwise(lines)
    return next((line for date, line in pairs if _DATED.fullmatch(date) and _OFFICE_OF_STATE.fullmatch(line)), None)


def _signed(head: Sequence[str], tail: Sequence[str]) -> str | None:
    """The body that signs an advertisement or a statement at its end: 国民会議　代表　…, on one line or on two."""
    if not any(map(_ADVERTISED.search, head)):
        return None
    together = (f"{first} {second}" for first, second in pairwise(tail))
    signed = next(filter(None, map(_SIGNATURE.fullmatch, [*tail, *together])), None)
    return signed["body"] if signed else None


def _candidate(line: str) -> str | None:
    """市議会議員候補　中川　光一（なかがわ　こういち）　42歳　無所属　新."""
    if len(line) > _LONGEST_HEADING * 2 or "。" in line or not _CANDIDATE.search(line):
        return None
    end = _READING.search(line) or _NAME_IN_BRACKETS.search(line) or _AGED.search(line)
    if end is None:
        return None
    segments = [part for part in re.split(r"[ 　]+", line[: end.start()]) if part]
    for count in (2, 1):
        if len(segments) >= count and (name := _personal("".join(segments[-count:]))):
            return name
    if not segments or end.re is not _NAME_IN_BRACKETS or not is_full(unspaced(end["name"])):
        return None
    return "".join(segments[-2:]) if len(segments) > 1 and _IN_KANA.fullmatch(segments[-2]) else segments[-1]


def _personal(word: str) -> str | None:
    word = unspaced(re.sub(r"^.*候補者?", "", word))
    tags = [each.tag for each in words_of(word)] if word else []
    is_name = len(tags) > 1 and "人名" in tags[0] and "人名" in tags[-1]
    return word if is_name and len(word) <= _LONGEST_PERSON else None


_LONGEST_PERSON = 8
_IN_KANA = re.compile("[ぁ-ん]{2,5}|[ァ-ヴー]{2,6}")  # いぬい　さとる（戌井　悟）


def _letterhead(line: str) -> str | None:
    """The body that a line consists of, or that one of its officers signs for: 凪製薬株式会社　代表取締役社長　…."""
    parts = re.split(r"[ 　]+", line)
    if len(line) > _LONGEST_HEADING or re.search(r"[。、]", line) or len(parts) > 5:
        return None
    return parts[0] if _BODY.match(parts[0]) and not re.search(r"御中|各位|[0-9０-９]", parts[0]) else None
