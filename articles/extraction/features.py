"""What a sentence shows that may make it check-worthy: named features, its characters and its content words.

Features are named `group:feature`. The groups are what the weights file and the reasons speak of; `NOTES` says each in
an editor's words. Everything here is counted from what the rules found and from the parse; nothing is learned.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from articles.extraction import rule_features
from articles.extraction.findings import Findings
from articles.extraction.results import Quantity
from articles.extraction.structure import Kind
from articles.extraction.units import ParsedSentence
from articles.japanese.offsets import narrow
from articles.japanese.parsing import Token

CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "ADV"))

GROUP_NOTES = {
    "kind": "本文か見出し・写真説明か",
    "length": "文の長さ",
    "place": "記事の中での位置",
    "amount": "数量の多さ・大きさ",
    "unit": "数量の単位",
    "date": "日付の有無",
    "voice": "誰の発言・発表か",
    "around": "前後の文とのつながり",
    "article": "記事全体の文体",
    "grammar": "文の組み立て",
    "characters": "言葉づかい",
    "meaning": "話題",
    "article_meaning": "記事全体の話題",
}

TOPICS = {
    "rule:law": "法律・裁判",
    "rule:war": "安全保障・紛争",
    "rule:health": "健康・医療",
    "rule:safety": "災害・事故",
    "rule:politics": "選挙・政治",
    "rule:economy": "経済・財政",
    "rule:science": "調査・研究",
    "rule:wrongdoing": "不正・疑惑",
    "wording:crime": "事件・捜査",
    "wording:culture": "文化・芸能",
    "wording:nature": "気象・災害の観測",
    "wording:online": "ネット上の情報",
    "wording:rules": "法令・制度",
    "wording:sports": "スポーツ",
}
"""Subjects by the feature that tells them; the learner finds the word vectors that go with each."""

DETAILS = {
    "amount:any": "数量がある",
    "amount:beside_mean": "記事の他の文より数量が多いか",
    "amount:bounded": "「約」「以上」などの幅",
    "amount:hinge": "数量が要点",
    "amount:magnitude": "数量の大きさ",
    "around:after_claimed": "次の文に当事者の主張",
    "around:after_denial": "次の文に否定・反論",
    "around:after_same_speaker": "次の文も同じ発言者",
    "around:before_claimed": "前の文に当事者の主張",
    "around:before_denial": "前の文に否定・反論",
    "around:before_same_speaker": "前の文も同じ発言者",
    "length:beside_mean": "記事の他の文と比べた長さ",
    "length:over_100": "100字を超える",
    "length:over_70": "70字を超える",
    "length:under_15": "15字未満",
    "length:under_30": "30字未満",
    "place:alone": "文が一つだけ",
    "place:first": "最初の文",
    "place:last": "最後の文",
    "place:second": "2番目の文",
    "place:third": "冒頭の数文",
    "voice:all_quoted": "全体が引用",
    "voice:body": "団体・機関の発言",
    "voice:few_quoted": "一部が引用",
    "voice:first_word": "この人の最初の発言",
    "voice:interested": "政治家・官庁などの発言",
    "voice:main_speaker": "記事の中心人物の発言",
    "voice:mood_opinion": "意見・評価",
    "voice:mood_future": "予定・予測",
    "voice:mood_hearsay": "伝聞",
    "voice:mood_inference": "推量",
    "voice:narrated_amount": "地の文の数量",
    "voice:narrated_plain": "数量のない地の文",
    "voice:person": "個人の発言",
    "voice:quote_direct": "直接引用",
    "voice:quote_indirect": "間接引用",
    "voice:quote_none": "引用のない地の文",
    "voice:relayed": "他の媒体の報道",
    "voice:speaker": "発言者が分かる",
    "voice:speaker_and_amount": "発言の中の数量",
    "voice:speaker_asserts": "主張・批判・否定",
}
"""What stands behind the sum over a group, where an editor has a word for it."""

_IF = "(?<!によ)(?<!に寄)[れけせてめべえ]ば"

_WORDING: dict[str, tuple[str, str]] = {
    "polite": ("です・ます調", r"(?:です|ます|ました|ません|ましょう|でしょう)(?:[。」！？!?かねよが]|$)"),
    "plain_copula": ("「だ・である」で結ぶ", r"(?:だ|である|だった|であった)[。」]?$"),
    "past": ("過去の出来事", r"た。?$"),
    "ongoing": ("続いている状態", r"(?:ている|ていた|ております|ています|ていました)。?$"),
    "passive": ("受け身の表現", r"された|されている|される|られた|られて"),
    "negation": ("打ち消しの表現", r"ない|なかった|ません|ず、|ぬ"),
    "first_person": ("当事者としての語り", r"私|わたし|僕|我々|われわれ|わが|弊社|当社|当方|我が"),
    "points_back": ("前の文を受ける", r"^(?:これ|それ|この|その|こう|そう|あれ|同)"),
    "connected": (
        "接続詞で始まる",
        r"^(?:また|さらに|しかし|だが|ただ|一方|そして|なお|ちなみに|そのため|このため|つまり|例えば|たとえば|まず|次に|ほか|そこで)",
    ),
    "exclamation": ("感嘆の表現", r"!"),
    "question_mark": ("疑問の表現", r"\?"),
    "duty": ("要求・義務の表現", r"べき|必要|なければなら|ねばなら|ほしい|願"),
    "assembly": (
        "議会の言い回し",
        r"してまい|いたします|してまいり|と考えて|と思います|と存じ|ところで(?:ござ|あり)|お願い|伺|お尋ね|お聞き|見解を|所見",
    ),
    "nominal_end": ("体言止め", r"[一-龯ァ-ヴー]。?$"),
    "brackets": ("括弧の補足", r"\("),
    "latin": ("略語・英字", r"[A-Za-z]{2,}"),
    "katakana": ("片仮名の語", r"[ァ-ヴー]{4,}"),
    "death": ("死亡に関わる", r"死亡|死者|死去|殺|遺体|亡くな|犠牲"),
    "assertion": ("主張・否定・批判の発言", r"主張|訴え|強調|指摘|批判|反論|否定|非難|断言|明らかにし"),
    "announcement": ("発表・公表", r"発表|公表|明らかにした|まとめた"),
    "decision": ("決定・合意・要請", r"決定|決めた|可決|承認|認可|命じ|求めた|要請|合意|契約|締結|導入|施行"),
    "crime": ("事件・裁判", r"逮捕|起訴|容疑|被告|判決|懲役|有罪|無罪|送検|摘発"),
    "finding": ("判明・確認された事実", r"判明|分かった|わかった|確認|認め|明らかにな|検出|見つか|発見"),
    "plan": ("予定・方針", r"予定|方針|計画|見通し|見込み|目指"),
    "sports": ("スポーツの話題", r"優勝|試合|選手|得点|監督|チーム|大会|リーグ|決勝|ゴール|連覇|メダル|打者|投手"),
    "culture": ("文化・芸能の話題", r"映画|音楽|番組|俳優|歌手|アルバム|作品|ドラマ|公開|発売|出演|放送"),
    "nature": ("気象・災害の観測", r"気温|降水|台風|地震|震度|マグニチュード|気象|噴火|津波|積雪|風速|ヘクトパスカル"),
    "universal": (
        "全部・大半などの表現",
        r"すべて|全て|全員|全国|全体|一切|必ず|絶対|誰も|いずれも|大半|多く|ほとんど|半数|過半",
    ),
    "exclusive": ("「だけ」「唯一」などの表現", r"だけ|のみ|しか|唯一|初めて|初の"),
    "change_of_amount": ("増減の表現", r"増|減|上昇|下落|低下|上回|下回|伸び|拡大|縮小|急"),
    "reversal": ("変更・中止・辞任", r"変更|廃止|停止|中止|中断|撤回|延期|再開|閉鎖|撤退|辞任|解任|更迭"),
    "compared_in_time": ("過去との比較", r"前年|前回|前期|前月|昨年|同期|以来|ぶり|過去|従来|これまで"),
    "study": ("調査・研究", r"研究|論文|実験|調査|統計|データ|アンケート|試算|推計|分析"),
    "online": ("ネット上の情報", r"デマ|うわさ|噂|拡散|投稿|SNS|ツイッター|ツイート|フェイク|動画|画像"),
    "efficacy": ("健康上の効果・影響", r"効く|効果|予防|治る|副作用|ワクチン|がん|発症|感染|免疫|血圧|摂取"),
    "sum_of_money": ("金額", r"[0-9一二三四五六七八九十百千万億兆]+(?:円|ドル|ユーロ|元|ウォン)"),
    "percentage": ("割合", r"%|パーセント|ポイント|割"),
    "large_number": ("大きな数", r"[0-9一二三四五六七八九十百千]+[万億兆]"),
    "digit": ("数字", r"[0-9]"),
    "supposed": ("見方・懸念", r"見方|とみられ|可能性|おそれ|恐れ|懸念|疑い"),
    "according_to": ("出所の明示", r"によると|によれば|によりますと"),
    "definition": ("経歴・説明", r"とは|として知られ|呼ばれ|位置する|生まれ|出身|創業|設立"),
    "absence": (
        "「〜していない」「〜はない」という事実",
        r"(?:て(?:は)?い(?:ない|なかった|ません)|[はもが](?:ない|なかった|ありません)|(?:見当たら|確認でき|存在し)(?:ない|なかった|ません))[。」)]*$",
    ),
    "checked": (
        "照合・検証の結果",
        r"照合|照らし合わせ|画像検索|一致し|確認したが|確認したところ|調べると|調べたところ|検証",
    ),
    "supposition": ("仮定の表現", rf"{_IF}|(?:た|だ|ない)ら、|なら|もし|場合"),
    "if_then": ("仮定に基づく見通し", rf"(?:{_IF}|たら|なら|場合(?:は|に|には))、[^」]*(?<!た)(?<!た。)$"),
    "statute": (
        "法律の定めの説明",
        r"(?:法|条例|規則|制度|規約)(?:律|案)?[はも、].*(?:定め|義務づけ|義務付け|禁じ|規定|想定し|求めてい)",
    ),
    "own_check": (
        "取材・調べで分かったこと",
        r"編集部|本紙|本誌|当社の取材|取材に(?:対し)?、|記者が|調べ|検索|見当たら|確かめ",
    ),
    "reach": ("閲覧・再生の回数", r"再生|閲覧|表示回数|フォロワー|チャンネル登録|いいね|リポスト|リツイート"),
    "list": ("箇条書き", r"[・●■◆]|^[-－※]"),
    "colon": ("コロンで区切る", r":"),
    "because": ("理由・結果", r"ため|ので|から、|結果|原因|により|によって|影響"),
    "contrast": ("対比・逆接", r"ものの|にもかかわらず|しかし|だが|一方|が、"),
    "council": ("議会・自治体の話題", r"議員|答弁|本県|本市|県民|市民の皆|知事|質問|議会|本会議|委員会"),
    "rules": ("法令・制度", r"法律|条例|法案|憲法|規定|条約|違反|違法|基準|制度|法"),
    "government": ("政府・自治体", r"政府|省|庁|内閣|首相|大臣|大統領|知事|市長|議会|国会|自治体"),
}
_COMPILED = {name: re.compile(pattern) for name, (_, pattern) in _WORDING.items()}
WORDING_NOTES = {name: note for name, (note, _) in _WORDING.items()} | {
    "bare_supposition": "数量も「初」もない、仮定に基づく見通し"
}

_REACH = _COMPILED["reach"]
_FOLLOWERS = frozenset(("人", "件"))

_BODY = re.compile(
    r"(?:省|庁|府|局|県|市|町|村|区|署|警|党|会|社|政府|委員会|裁判所|地裁|高裁|軍|大学|機構|銀行|院|地検)$"
)
_INTERESTED = re.compile(r"大統領|首相|大臣|知事|市長|議員|党|代表|幹事長|政府|省|庁|軍|国防|報道官|書記|国家")
_NO_FUNCTION_WORD = re.compile(r"[^ぁ-ん。、?]+")
_QUOTED = re.compile(r"「([^「」]*)」")
_CARRIED_FROM_NEIGHBOURS = ("denial", "claimed", "wrongdoing", "health", "law", "opinion", "question")


Words = tuple[tuple[str, str], ...]
"""Surface and dictionary form of content words, in order."""


@dataclass(frozen=True, slots=True)
class Described:
    """A sentence as the model sees it."""

    named: dict[str, float]
    """Values by `group:feature`; absent ones are 0."""
    characters: str
    """The sentence in half width, every digit a 0."""
    words: Words
    article: Words
    """The words of the whole article: one object that its sentences share."""


def note(feature: str, detail: str = "") -> str:
    """What a feature or a group means, in an editor's words, with what stands behind it in this sentence."""
    group, _, name = feature.partition(":")
    if group == "rule":
        return rule_features.NOTES[name]
    if group == "wording":
        return WORDING_NOTES[name]
    if group == "meaning" and detail:
        return f"「{detail}」に近い話題"
    return GROUP_NOTES[group] + (f"（{detail}）" if detail else "")


def without_topic(sentence: Described) -> Described:
    """The sentence with only its hiragana and marks: how it is said, and nothing of what about."""
    return Described({}, _NO_FUNCTION_WORD.sub("*", sentence.characters), (), ())


def describe(text: str, parses: Sequence[ParsedSentence], findings: Sequence[Findings]) -> list[Described]:
    """Every piece of an article; `findings` are those of `parses`, in text order."""
    findings = [_without_reach(parse, found) for parse, found in zip(parses, findings, strict=True)]
    rules = [rule_features.features(found) for found in findings]
    article = _Article(findings)
    words = [tuple((t.text, narrow(t.lemma)) for t in parse.tokens if t.pos in CONTENT) for parse in parses]
    of_article = tuple(chain.from_iterable(words))
    described = []
    for index, (parse, found) in enumerate(zip(parses, findings, strict=True)):
        characters = narrow(found.words)
        named = {f"rule:{name}": value for name, value in rules[index].items()}
        named |= {f"wording:{name}": 1.0 for name, pattern in _COMPILED.items() if pattern.search(characters)}
        if _supposes_only(named, found):
            named["wording:bare_supposition"] = 1.0
        named[f"kind:{found.kind}"] = 1.0
        named |= article.numbers(index) | article.place(index) | article.voice(index)
        named |= _around(index, findings, rules) | _grammar(parse.tokens)
        named["place:starts_paragraph"] = float(_starts_line(text, parse.span.start))
        named |= article.style
        described.append(Described(named, re.sub(r"\d", "0", characters), words[index], of_article))
    return described


def _supposes_only(named: Mapping[str, float], found: Findings) -> bool:
    """Whether the reporter says what would follow, and neither how much nor that it would be the first time."""
    tells = found.quantities or found.voice.quote != "none" or "rule:superlative" in named
    return "wording:if_then" in named and not tells


def _without_reach(parse: ParsedSentence, found: Findings) -> Findings:
    """The findings without counts of views and followers, which say how far a rumour got and not what it is about."""
    if not _REACH.search(found.words):
        return found
    counts = [amount for amount in found.quantities if _is_reach(amount, parse.span.start, found.words)]
    telling = tuple(amount for amount in found.quantities if amount not in counts)
    words = list(found.words)
    for count in counts:
        start, end = count.start - parse.span.start, count.end - parse.span.start
        words[start:end] = "*" * (end - start)
    return replace(found, words="".join(words), quantities=telling, numeric=found.numeric and bool(telling))


def _is_reach(amount: Quantity, offset: int, words: str) -> bool:
    """回 in a sentence on views; people in its clause on followers."""
    start = words.rfind("、", 0, amount.start - offset) + 1
    return amount.unit == "回" or (
        amount.unit in _FOLLOWERS and bool(_REACH.search(words, start, amount.start - offset))
    )


class _Article:
    """What of a sentence can only be said beside the rest of its article."""

    def __init__(self, findings: Sequence[Findings]) -> None:
        self.findings = findings
        count = len(findings)
        self.mean_length = sum(len(found.words) for found in findings) / count
        self.mean_amounts = sum(len(found.quantities) for found in findings) / count
        names = Counter(found.voice.speaker for found in findings if found.voice.speaker)
        self.main_speaker = names.most_common(1)[0][0] if names else None
        self.heard: set[str] = set()
        self.style = {
            "article:polite": sum(bool(_COMPILED["polite"].search(found.words)) for found in findings) / count,
            "article:direct_quotes": sum(found.voice.quote == "direct" for found in findings) / count,
            "article:headings": sum(found.kind is not Kind.SENTENCE for found in findings) / count,
            "article:amounts": sum(bool(found.quantities) for found in findings) / count,
            "article:mean_length": self.mean_length / 50,
            "article:sentences": math.log(count + 1),
        }

    def place(self, index: int) -> dict[str, float]:
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

    def numbers(self, index: int) -> dict[str, float]:
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

    def voice(self, index: int) -> dict[str, float]:
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
            "voice:interested": float(bool(_INTERESTED.search(speaker))),
            "voice:main_speaker": float(speaker == self.main_speaker),
            "voice:joint": float("、" in speaker),
            "voice:first_word": float(first),
            "voice:speaker_and_amount": float(found.numeric),
            "voice:speaker_asserts": float(bool(_COMPILED["assertion"].search(found.words))),
        }


def _magnitude(amounts: Sequence[Quantity]) -> float:
    return math.log10(max(abs(float(amount.value)) for amount in amounts) + 1) / 3


def _starts_line(text: str, start: int) -> bool:
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _around(index: int, findings: Sequence[Findings], rules: Sequence[dict[str, float]]) -> dict[str, float]:
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


def _grammar(tokens: Sequence[Token]) -> dict[str, float]:
    """Shares of parts of speech and relations, and what the root is and governs."""
    counts = Counter(_grammatical(tokens))
    per_word = 3 / max(1, len(tokens))
    named = {f"grammar:{name}": count * per_word for name, count in counts.items()}
    for index, token in enumerate(tokens):
        if token.head == index:
            named[f"grammar:root_{token.pos}"] = 1.0
        elif tokens[token.head].head == token.head:
            named[f"grammar:under_root_{token.dep}"] = 1.0
    return named


def _grammatical(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        yield f"pos_{token.pos}"
        yield f"dep_{token.dep}"
