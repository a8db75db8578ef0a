"""What of a sentence can only be said beside the rest of its document.

Where it stands, how it compares with the others, who speaks in it and who else does, what its neighbours say against it,
and what kind of document it is. Every feature is counted in one pass over the findings.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from articles.extraction import wording_features
from articles.extraction.findings import Findings
from articles.extraction.outline import Outline
from articles.extraction.results import Quantity
from articles.extraction.structure import Kind
from articles.extraction.turns import Part
from articles.japanese.offsets import narrow

NOTES = {
    "answer": "質問への答え",
    "answer_amount": "質問に答えて挙げた数字",
    "asks": "質問する側の発言",
    "casualties": "死傷者・感染者などの人数",
    "contradicts": "前の文に反論・訂正している",
    "contradicted": "すぐ後で反論・訂正されている",
    "contradicted_by_other": "すぐ後で別の人が反論している",
    "headline": "見出しの言葉が出てくる",
    "headline_amount": "見出しの数字の文",
    "interested_outcome": "当事者が結果・成果を言い切っている",
    "interested_amount": "当事者が挙げる数字",
    "issuer": "発行者自身の主張",
    "issuer_amount": "発行者自身が挙げる数字",
    "issuer_outcome": "発行者自身が実績・結果を言い切っている",
    "outcome": "結果・成果を言い切っている",
    "public_money": "予算・負担などの金額",
    "repeated": "記事の中で繰り返される内容",
    "repeated_amount": "記事の中で繰り返される数字",
    "share": "全体に占める割合・支持率など",
    "sole_source": "情報源が一人（一団体）だけ",
    "two_sides": "二者の言い分が並ぶ記事の発言",
}
"""Of the features `claim:…`."""

DOCUMENTS = {
    "social_post": "SNSの投稿",
    "transcript": "書き起こし・会見",
    "proceedings": "会議録",
    "leaflet": "ビラ・公報",
    "other": "声明・発表資料など",
}
"""Kinds of document with a feature of their own; the desk's other kind, news, is what all is measured from."""

_OUTCOME = re.compile(
    r"合意|一致|進展|前進|妥結|成果|達成|実現|成功|改善|解決|解消|回復|守っ|守り|増や|減ら|増え|減り|減っ|半減|倍増|無償化|黒字|"
    r"勝利|勝っ|圧勝|効果|安全|問題(?:は|が)?な|根拠|証拠|事実|違法|違反|関与|隠|嘘|うそ|虚偽|不正|原因|唯一|初めて|最も|最大|最高|ゼロ"
)
_CONTRAST = re.compile(
    r"^「?(?:しかし|だが|ところが|一方|ただ[、し]|もっとも|実際[はに、]|これに対し|それでも|とはいえ|けれど|でも、|むしろ|"
    r"いや|いいえ|いえ|それは(?:違|誤|間違)|違い|そうではな|事実では|そんな)"
)
_DENIES = re.compile(
    r"否定|反論|反発|食い違|矛盾|誤り|事実では|根拠(?:は|が)な|異な|違う|違います|ではありません|ではない|にすぎない|にとどま"
)
_HARMED = re.compile(
    r"死|亡|負傷|けが|怪我|感染|患者|発症|入院|搬送|被害|被災|行方不明|逮捕|拘束|失踪|避難|犠牲|拉致|解雇|失業"
)
_PUBLIC_MONEY = re.compile(
    r"予算|税|補助|費|負担|支援|赤字|黒字|債|基金|借金|給付|手当|賠償|罰金|寄付|献金|裏金|交付金|国費"
)
_MONEY = re.compile(r"円|ドル|ユーロ|ウォン|元|ルーブル|ポンド|ルピー")
_HEADS = frozenset(["人", "名", "世帯", "戸", "例", "棟", "頭"])
_RATES = frozenset(["％", "倍", "ポイント"])
_QUESTION = re.compile(r"(?:か|かね|のか|でしょうか|ますか|ですか)[。」]*$|[?？][。」]*$")
_BODY = re.compile(
    r"(?:省|庁|府|局|県|市|町|村|区|署|警|党|会|社|政府|委員会|裁判所|地裁|高裁|軍|大学|機構|銀行|院|地検)$"
)
_INTERESTED = re.compile(r"大統領|首相|大臣|知事|市長|議員|党|代表|幹事長|政府|省|庁|軍|国防|報道官|書記|国家")
_OFFICE = re.compile(
    r"大統領|首相|総理|大臣|長官|国務|特使|知事|市長|町長|村長|区長|議員|議長|党首|代表|委員長|幹事長|書記|報道官|候補|社長|会長|"
    r"最高経営責任者|CEO|司令官|将軍|国王"
)
_NAME = re.compile(r"[ァ-ヴー]+|[一-龯々]+")
_BEFORE = 16  # code points before an office in which its holder's name stands
_QUOTED = re.compile(r"「([^「」]*)」")
_CARRIED_FROM_NEIGHBOURS = ("denial", "claimed", "wrongdoing", "health", "law", "opinion", "question")
_HEADLINE = 2  # pieces at the beginning among which the headline is looked for
_ANSWERED = 3  # pieces an answer may last
_TERM = re.compile(r"[一-龯々ァ-ヴーA-Za-z]{2,}")


class Document:
    """The features of each sentence of a document that need the others."""

    def __init__(self, outline: Outline, findings: Sequence[Findings]) -> None:
        self.pieces = outline.pieces
        self.source = outline.source
        self.findings = findings
        count = len(findings)
        self.mean_length = sum(len(found.words) for found in findings) / count
        self.mean_amounts = sum(len(found.quantities) for found in findings) / count
        names = Counter(found.voice.speaker for found in findings if found.voice.speaker)
        self.main_speaker = names.most_common(1)[0][0] if names else None
        self.heard: set[str] = set()
        self.style = {
            "article:polite": sum(bool(wording_features.COMPILED["polite"].search(found.words)) for found in findings)
            / count,
            "article:direct_quotes": sum(found.voice.quote == "direct" for found in findings) / count,
            "article:headings": sum(found.kind is not Kind.SENTENCE for found in findings) / count,
            "article:amounts": sum(bool(found.quantities) for found in findings) / count,
            "article:mean_length": self.mean_length / 50,
            "article:sentences": math.log(count + 1),
        }
        self.speakers = names
        self.officials = _officials(outline.text)
        self.terms = [frozenset(_TERM.findall(narrow(found.words))) for found in findings]
        self.frequency = Counter(term for terms in self.terms for term in terms)
        self.headline = self._headline()
        self.amounts = Counter((amount.value, amount.unit) for found in findings for amount in found.quantities)
        self.asked = self._asked()

    def _headline(self) -> frozenset[str]:
        """The terms of the title, or of a heading at the beginning."""
        if self.source.title:
            return frozenset(_TERM.findall(narrow(self.source.title)))
        opening = zip(self.findings[:_HEADLINE], self.terms, strict=False)
        return next((terms for found, terms in opening if found.kind is Kind.HEADING), frozenset())

    def _asked(self) -> list[bool]:
        """Of each piece whether it answers: a question stands before it, at most `_ANSWERED` pieces back."""
        asked, since = [], _ANSWERED + 1
        for piece, found in zip(self.pieces, self.findings, strict=True):
            question = bool(_QUESTION.search(found.words))
            asks = question or (piece.turn is not None and piece.turn.part is Part.ASKS)
            asked.append(not asks and since <= _ANSWERED)
            since = 1 if asks else since + 1
        return asked

    def features(self, index: int, rules: Sequence[Mapping[str, float]]) -> dict[str, float]:
        """Everything of the piece `index`; `rules` are the features by rule of every piece."""
        named = self._numbers(index) | self._place(index) | self._voice(index) | self.style | self._claim(index)
        return named | self._kind_and_turn(index) | _around(index, self.findings, rules)

    def _kind_and_turn(self, index: int) -> dict[str, float]:
        turn, words = self.pieces[index].turn, self.findings[index].words
        named = {"turn:question": float(bool(_QUESTION.search(words)))}
        if self.source.kind in DOCUMENTS:
            named[f"document:{self.source.kind}"] = 1.0
        if turn:
            opens = index == 0 or self.pieces[index - 1].turn != turn
            named |= {"turn:any": 1.0, f"turn:{turn.part}": 1.0, "turn:opens": float(opens)}
        return named

    def _claim(self, index: int) -> dict[str, float]:
        found = self.findings[index]
        if found.kind is not Kind.SENTENCE:
            return {}
        signs = set(self._of_party(index)) | set(self._of_exchange(index)) | set(_of_referents(found))
        return {f"claim:{name}": 1.0 for name in sorted(signs)} | self._of_headline(index)

    def _of_party(self, index: int) -> Iterator[str]:
        """Who has something to gain by it."""
        found = self.findings[index]
        speaker = found.voice.speaker
        outcome = found.modality in ("asserted", "other") and bool(_OUTCOME.search(found.words))
        if outcome:
            yield "outcome"
        issuer = self.source.speaker is not None and speaker in (None, self.source.speaker)
        if issuer and self.source.kind not in (None, "news", "transcript", "proceedings"):
            yield from ("issuer", *(["issuer_amount"] if found.numeric else []))
            if outcome:
                yield "issuer_outcome"
        if speaker and self._is_interested(speaker):
            yield from (["interested_amount"] if found.numeric else [])
            yield from (["interested_outcome"] if outcome else [])
        if speaker and len(self.speakers) == 1:
            yield "sole_source"
        if speaker and len(self.speakers) == 2:
            yield "two_sides"

    def _is_interested(self, speaker: str) -> bool:
        """Whether a body or office with a stake speaks, or a person the document gives an office."""
        return bool(_INTERESTED.search(speaker)) or any(name in self.officials for name in _NAME.findall(speaker))

    def _of_exchange(self, index: int) -> Iterator[str]:
        """What is said against it, and what it answers."""
        found = self.findings[index]
        if self.asked[index]:
            yield from ("answer", *(["answer_amount"] if found.numeric else []))
        turn = self.pieces[index].turn
        if turn and turn.part is Part.ASKS:
            yield "asks"
        if _against(found):
            yield "contradicts"
        if index + 1 < len(self.findings) and _against(self.findings[index + 1]):
            yield "contradicted"
            if self.findings[index + 1].voice.speaker != found.voice.speaker:
                yield "contradicted_by_other"

    def _of_headline(self, index: int) -> dict[str, float]:
        """How much of it is what the document is about."""
        terms, found = self.terms[index], self.findings[index]
        shared = len(terms & self.headline)
        again = sum(self.frequency[term] > 1 for term in terms) / max(4, len(terms))
        repeated = any(self.amounts[amount.value, amount.unit] > 1 for amount in found.quantities)
        return {
            "claim:headline": min(shared, 4) / 4,
            "claim:headline_amount": float(shared > 1 and found.numeric),
            "claim:repeated": again,
            "claim:repeated_amount": float(repeated),
        }

    def _place(self, index: int) -> dict[str, float]:
        count = len(self.findings)
        length = len(self.findings[index].words)
        spread = math.log(length + 1) / 2 - 2
        return {
            "length:log": spread,
            "length:log_squared": spread**2,
            "length:beside_mean": math.log((length + 1) / (self.mean_length + 1)),
            "length:under_15": float(length < 15),
            "length:under_30": float(length < 30),
            "length:over_70": float(length > 70),
            "length:over_100": float(length > 100),
            "place:share": index / max(1, count - 1),
            "place:log": math.log(index + 1) / 2,
            "place:first": float(index == 0),
            "place:second": float(index == 1),
            "place:third": float(index in (2, 3)),
            "place:last": float(index == count - 1),
            "place:alone": float(count == 1),
        }

    def _numbers(self, index: int) -> dict[str, float]:
        found = self.findings[index]
        amounts = found.quantities
        named = {f"unit:{amount.unit}": 1.0 for amount in amounts}
        if amounts:
            named["amount:magnitude"] = _magnitude(amounts)
            named["amount:bounded"] = float(any(amount.lower != amount.upper for amount in amounts))
        return named | {
            "amount:count": min(len(amounts), 5) / 2,
            "amount:any": float(bool(amounts)),
            "amount:hinge": float(found.numeric),
            "amount:density": len(amounts) * 20 / max(20, len(found.words)),
            "amount:beside_mean": math.log1p(len(amounts)) - math.log1p(self.mean_amounts),
            "date:count": min(len(found.dates), 3) / 2,
            "date:any": float(bool(found.dates)),
        }

    def _voice(self, index: int) -> dict[str, float]:
        found = self.findings[index]
        voice = found.voice
        share = sum(len(match[1]) for match in _QUOTED.finditer(found.words)) / max(1, len(found.words))
        named = {
            f"voice:quote_{voice.quote}": 1.0,
            f"voice:mood_{found.modality}": 1.0,
            "voice:relayed": float(voice.via is not None),
            "voice:attributions": min(3, len(voice.attributions)) / 2,
            "voice:quoted_share": share,
            "voice:all_quoted": float(share > 0.8),
            "voice:few_quoted": float(0 < share < 0.3),
            "voice:narrated_amount": float(voice.quote == "none" and found.numeric),
            "voice:narrated_plain": float(voice.quote == "none" and not found.quantities),
        }
        if voice.speaker:
            named |= self._speaker(voice.speaker, found)
        return named

    def _speaker(self, speaker: str, found: Findings) -> dict[str, float]:
        body = bool(_BODY.search(speaker))
        first = speaker not in self.heard
        self.heard.add(speaker)
        return {
            "voice:speaker": 1.0,
            "voice:body": float(body),
            "voice:person": float(not body),
            "voice:interested": float(self._is_interested(speaker)),
            "voice:main_speaker": float(speaker == self.main_speaker),
            "voice:joint": float("、" in speaker),
            "voice:first_word": float(first),
            "voice:speaker_and_amount": float(found.numeric),
            "voice:speaker_asserts": float(bool(wording_features.COMPILED["assertion"].search(found.words))),
        }


def _officials(text: str) -> frozenset[str]:
    """Names that stand before an office: トランプ in トランプ米大統領, 古賀美咲 in 古賀美咲市長."""
    names: set[str] = set()
    for office in _OFFICE.finditer(text):
        before = _NAME.findall(text, max(0, office.start() - _BEFORE), office.start())
        names.update(name for name in before[-2:] if len(name) > 1)
    return frozenset(names)


def _against(found: Findings) -> bool:
    """Whether a sentence turns against what stands before it."""
    return bool(_CONTRAST.search(found.words) or _DENIES.search(found.words))


def _of_referents(found: Findings) -> Iterator[str]:
    """What the amounts are of."""
    units = [amount.unit for amount in found.quantities]
    if any(unit in _HEADS for unit in units) and _HARMED.search(found.words):
        yield "casualties"
    if any(_MONEY.search(unit) for unit in units) and _PUBLIC_MONEY.search(found.words):
        yield "public_money"
    if any(unit in _RATES for unit in units):
        yield "share"


def _magnitude(amounts: Sequence[Quantity]) -> float:
    return math.log10(max(abs(float(amount.value)) for amount in amounts) + 1) / 3


def _around(index: int, findings: Sequence[Findings], rules: Sequence[Mapping[str, float]]) -> dict[str, float]:
    named: dict[str, float] = {}
    own = findings[index]
    for side, neighbour in (("before", index - 1), ("after", index + 1)):
        if not 0 <= neighbour < len(findings):
            named[f"around:nothing_{side}"] = 1.0
            continue
        other = findings[neighbour]
        named[f"around:{side}_quote_{other.voice.quote}"] = 1.0
        named[f"around:{side}_kind_{other.kind}"] = 1.0
        named[f"around:{side}_amount"] = float(other.numeric)
        same = other.voice.speaker is not None and other.voice.speaker == own.voice.speaker
        named[f"around:{side}_same_speaker"] = float(same)
        named[f"around:{side}_length"] = math.log((len(other.words) + 1) / (len(own.words) + 1))
        named |= {f"around:{side}_{name}": 1.0 for name in _CARRIED_FROM_NEIGHBOURS if name in rules[neighbour]}
    return named
