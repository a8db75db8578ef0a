"""Why a passage is rated as it is, in a desk's words: many features are folded into the few reasons an editor weighs.

Each feature speaks for one reason (数量, 当事者の主張, 反論・食い違い …). A reason is shown with the features of the sentence that
stand behind it; what is small, or has no words an editor would use, is one remainder. At most `SHOWN` and the base are
kept, and they sum to the priority.
"""

from collections.abc import Iterable, Mapping

from articles.extraction import document_features, rule_features, wording_features

SHOWN = 5  # reasons, the remainder among them, beside the base
BASE, REST, WORDS = "base", "rest", "words"
_DETAILS = 2

HEADINGS = {
    BASE: "基準点",
    "amount": "数量",
    "strong": "強い言い切り",
    "change": "増減・比較",
    "party": "当事者の主張",
    "dispute": "反論・食い違い",
    "source": "情報源",
    "mood": "述べ方",
    "subject": "扱う事柄",
    "exchange": "質疑の中での役割",
    "routine": "手続き・背景の説明",
    "cause": "因果関係",
    "headline": "記事の主題",
    "evidence": "調べ・照合の結果",
    "document": "文書の種類",
    "unit": "見出し・写真説明など",
    WORDS: "言葉",
    REST: "その他の要素",
}

_OF_RULES_AND_WORDING = {
    "amount": "rule:number rule:money rule:rate rule:several_numbers rule:people_count wording:sum_of_money wording:percentage wording:large_number claim:casualties claim:public_money claim:share claim:repeated_amount claim:headline_amount voice:narrated_amount",
    "strong": "rule:superlative wording:exclusive wording:universal wording:absence wording:negation",
    "change": "rule:comparison wording:change_of_amount wording:compared_in_time wording:reversal",
    "party": "rule:claimed rule:official wording:assertion wording:announcement wording:first_person voice:interested voice:speaker_asserts voice:speaker_and_amount claim:interested_amount claim:interested_outcome claim:issuer claim:issuer_amount claim:issuer_outcome claim:outcome",
    "dispute": "rule:denial wording:contrast claim:contradicted claim:contradicted_by_other claim:contradicts",
    "source": "rule:unnamed_source rule:relayed rule:direct_quote rule:mixed_quote rule:indirect_quote wording:according_to claim:sole_source claim:two_sides",
    "mood": "rule:future rule:inference rule:hearsay rule:opinion rule:feeling rule:question rule:greeting rule:only_denial wording:duty wording:supposed wording:plan wording:supposition wording:if_then wording:bare_supposition wording:exclamation wording:question_mark",
    "subject": "rule:law rule:war rule:health rule:safety rule:politics rule:economy rule:science rule:wrongdoing wording:death wording:crime wording:sports wording:culture wording:nature wording:study wording:online wording:efficacy wording:council wording:rules wording:government wording:reach",
    "exchange": "claim:answer claim:answer_amount claim:asks",
    "routine": "rule:procedure rule:background rule:reference wording:definition wording:statute wording:decision",
    "cause": "rule:cause wording:because",
    "headline": "claim:headline claim:repeated",
    "evidence": "wording:checked wording:own_check wording:finding",
    "unit": "rule:not_a_sentence",
}
_OF_FEATURE = {feature: reason for reason, features in _OF_RULES_AND_WORDING.items() for feature in features.split()}
_OF_GROUP = {"amount": "amount", "unit": "amount", "voice": "source", "turn": "exchange", "document": "document"}

_GROUP_DETAILS = {
    "amount:bounded": "「約」「以上」などの幅がある",
    "amount:hinge": "数量が要点",
    "turn:asks": "質問する側",
    "turn:chairs": "司会・議長",
    "turn:question": "問いかけ",
    "turn:states": "答える側",
    "voice:all_quoted": "全体が引用",
    "voice:body": "団体・機関の発言",
    "voice:few_quoted": "一部が引用",
    "voice:first_word": "この人の最初の発言",
    "voice:interested": "政治家・官庁などの発言",
    "voice:main_speaker": "記事の中心人物の発言",
    "voice:narrated_amount": "地の文の数量",
    "voice:narrated_plain": "数量のない地の文",
    "voice:person": "個人の発言",
    "voice:quote_direct": "直接引用",
    "voice:quote_indirect": "間接引用",
    "voice:quote_none": "引用のない地の文",
    "voice:relayed": "他の媒体の報道",
    "voice:speaker_and_amount": "発言の中の数量",
    "voice:speaker_asserts": "主張・批判・否定",
} | {f"document:{kind}": note for kind, note in document_features.DOCUMENTS.items()}
_NOTES = {"rule": rule_features.NOTES, "wording": wording_features.NOTES, "claim": document_features.NOTES}
_LACKING = {"amount": "数量がない"}
"""What to say of a reason that speaks against a sentence which shows none of its features."""


def reason_of(feature: str) -> str:
    """The reason a feature of `features` speaks for."""
    return _OF_FEATURE.get(feature) or _OF_GROUP.get(feature.partition(":")[0], REST)


def detail(feature: str) -> str:
    """What a feature means, in an editor's words; nothing where there are none."""
    group, _, name = feature.partition(":")
    return _NOTES[group][name] if group in _NOTES else _GROUP_DETAILS.get(feature, "")


def note(reason: str, details: Iterable[str] = ()) -> str:
    """A reason as it is shown, with the strongest of what stands behind it; what says the same in part is left out."""
    told: list[str] = []
    for one in details:
        if len(told) < _DETAILS and not any(one in other or other in one for other in told):
            told.append(one)
    return HEADINGS[reason] + (f"：{'、'.join(told)}" if told else "")


def lacking(reason: str) -> list[str]:
    """What stands behind a reason that shows nothing."""
    return [_LACKING[reason]] if reason in _LACKING else []


def folded(parts: Mapping[str, float], has_words: Mapping[str, bool]) -> dict[str, float]:
    """The parts of a sum with all but the strongest that can be put in words folded into the remainder."""
    told = [reason for reason in parts if reason not in (BASE, REST) and has_words[reason] and parts[reason]]
    kept = sorted(told, key=lambda reason: (-abs(parts[reason]), reason))[: SHOWN - 1]
    rest = sum(value for reason, value in parts.items() if reason != BASE and reason not in kept)
    return {BASE: parts[BASE]} | {reason: parts[reason] for reason in kept} | {REST: rest}
