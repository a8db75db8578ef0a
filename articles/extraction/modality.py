"""The mood of a sentence's main checkable content, read from how its predicate ends."""

import re

_FUTURE = re.compile(
    r"予定|見通し|見込み|見込む|見込んで|方針|計画(?:だ|で|し|を|。)|意向|構え|する考え|たい考え|つもり|目指す|目指し|目指して|となる見|予測|予想|検討(?:し|に|を|する)|今後|めど|開始する。|開催される。|行われる。|行う。|"
    r"施行する|施行される|導入する|実施する|実施される|開かれる。|開く。|始まる。|なる。|れる予定|することにな|ことを決め|ことに決|することを明らか|すると発表|ると発表|ることを発表|るとしている。|ると表明|る意思|ようとして"
)
# 施行すると発表した, 引き上げることを決めた; not あると, いると
_ANNOUNCED = re.compile(
    r"(?<!で)(?:する|される|[うくすつぬむぶぐ]|[きけげせてねべめれ]る)(?:と(?:の)?|こと(?:を|に))(?:発表|表明|明らか|約束|宣言|決め|決定|公約|述べ|伝え|言明|明言)"
)
_PLAN = re.compile(
    r"(?:来月|来週|来年|今後|年内|[0-9０-９]+日に|[0-9０-９]+日から|近く|今秋|今冬|来春|来年度|順次)[^。]{0,60}(?:する|される|行う|行われる|開く|開かれる|始まる|始める|始動する|発売する|託す|入る|出す|設ける|れます|します|行います|開きます|始まります)。$"
)
_INFERENCE = re.compile(
    r"だろう|でしょう|とみられ|と見られ|とみて|とみる|と見て|推察|ではないでしょうか|そうです。|可能性|かもしれない|おそれ|恐れ|懸念され|と思われ|と考えられ|はずだ|推定|推測|疑い(?:が|も)|ようだ|そうだ。|ではないか|とみている|未満とみ|危険性|推計される"
)
_HEARSAY = re.compile(
    r"という。|とのこと|ということ(?:だ|です|である)|とされ|とされて|模様|らしい|と言われ|といわれ|と伝えられ|と報じられ|によると|によれば|によりますと"
)
_OPINION = re.compile(
    r"べきだ|べき(?:で|と)|と批判|を批判|と非難|を非難|と評価|遺憾|残念|許せない|許さない|許されない|歓迎|期待|嬉しい|うれしい|ほしい|欲しい|てほしい|たい」|たい。」|たいと|悲し|怒り|感謝|申し訳|不満|お悔やみ|"
    r"誇り|大切|重要(?:だ|な|で)|望まし|必要(?:だ|が|で)|無責任|不当|ふさわし|すばらし|素晴らし|ひどい|納得|疑問|失望|悔し|喜び|反対(?:し|だ|する)|賛成|支持(?:し|する)|言語道断|情けない|心配|不安"
)


def modality(words: str, *, reported: bool, hearsay: bool, spoken: bool) -> str:
    """asserted, hearsay, inference, future, opinion or other.

    `reported`: a named speaker's content; `hearsay`: reported, but nobody says by whom; `spoken`: a sentence at all.
    """
    if not spoken:
        return "other"
    tail = words[-60:]
    if _FUTURE.search(words[-34:]) or _ANNOUNCED.search(words[-30:]) or _PLAN.search(words[-90:]):
        return "future"
    if _INFERENCE.search(words[-30:]):
        return "inference"
    if hearsay or (_HEARSAY.search(tail[-12:]) and not reported):
        return "hearsay"
    if reported and _OPINION.search(tail):
        return "opinion"
    return "asserted"
