"""Features of a sentence that a rule can name: words of a subject matter, of a claim, of a procedure; and their notes."""

import re

from articles.extraction.findings import Findings
from articles.extraction.structure import Kind

NOTES = {
    "number": "数量が要点",
    "money": "金額が含まれる",
    "rate": "割合・倍率が含まれる",
    "several_numbers": "数量が複数ある",
    "people_count": "人数・件数が含まれる",
    "superlative": "「初」「最も」「過去最多」などの表現",
    "comparison": "比較・増減の表現",
    "cause": "因果関係の表現",
    "denial": "否定・反論・対立がある",
    "claimed": "当事者の主張",
    "official": "公的機関・団体の発表",
    "direct_quote": "発言の直接引用",
    "mixed_quote": "発言の引用を含む",
    "indirect_quote": "発言・発表の間接引用",
    "unnamed_source": "出所が名指しされていない",
    "relayed": "他の報道機関の情報",
    "law": "法律・裁判・捜査に関わる",
    "war": "安全保障・紛争に関わる",
    "health": "健康・医療に関わる",
    "safety": "災害・事故・死傷に関わる",
    "politics": "選挙・政治に関わる",
    "economy": "経済・財政に関わる",
    "science": "調査・研究の結果",
    "wrongdoing": "不正・虚偽・疑惑に関わる",
    "future": "予定・予測",
    "inference": "推量",
    "hearsay": "伝聞",
    "opinion": "評価・意見",
    "not_a_sentence": "見出し・写真説明など",
    "reference": "出典・案内など",
    "question": "質問・呼びかけ",
    "greeting": "あいさつ・感想",
    "procedure": "手続き・日程",
    "background": "経歴・定義などの背景",
    "opening": "記事の冒頭",
    "closing": "記事の末尾",
    "dated": "日付がある",
    "short": "短い文",
    "long": "長い文",
    "names": "固有名詞が多い",
    "feeling": "感情・願望の表現",
    "only_denial": "回答・コメントなし",
}

_PATTERNS = {
    "superlative": r"最も|最大|最多|最高|最低|最長|最悪|最少|過去最|初めて|初の|唯一|記録的|史上|世界一|ワースト|トップ|首位|全国初|国内初|例がない|一度もない|すべて|全員|ゼロ",
    "comparison": r"比べ|比較|上回|下回|増え|増加|増で|増の|減少|減っ|減り|拡大|縮小|急増|急減|上昇|下落|低下|倍|半減|伸び|より[^、。]{0,12}(?:多|少な|高|低|大き|小さ|安|早)|前年|ぶり|超え",
    "cause": r"原因|ため、|影響|によって|により|引き起こ|招い|につなが|効果|おかげ|せい|要因|きっかけ|もたらし",
    "denial": r"否定|反論|誤り|事実ではない|事実無根|でたらめ|デマ|嘘|うそ|ではない|していない|根拠|食い違|矛盾|実際は|しかし|ところが|だが|一方で",
    "law": r"違反|違法|逮捕|起訴|裁判|判決|訴訟|地裁|高裁|最高裁|容疑|被告|警察|検察|地検|捜査|法律|条例|施行|罰|有罪|無罪|懲役|憲法",
    "war": r"攻撃|軍|ミサイル|核|爆発|戦争|停戦|侵攻|テロ|武装|兵|空爆|自衛隊|拉致|制裁|領土|領海|衝突|銃",
    "health": r"感染|患者|病院|医療|ワクチン|がん|死者|治療|薬|健康|症状|ウイルス|食中毒|副作用|接種|診断|医師|検査|発症",
    "safety": r"死亡|死者|負傷|けが|重体|行方不明|事故|火災|地震|津波|台風|被害|避難|墜落|脱線|倒壊|震度|放射|漏れ|犠牲",
    "politics": r"選挙|候補|得票|投票|議席|首相|大統領|政党|与党|野党|内閣|国会|知事|市長|議員|政権|支持率",
    "economy": r"円|(?<![ァ-ヴー])ドル(?![ァ-ヴー])|株|売上|利益|予算|税|賃金|価格|物価|経済|赤字|黒字|投資|補助|費用|債|景気|決算|輸出|輸入|値上げ|値下げ",
    "science": r"調査|研究|統計|データ|分析|結果|集計|試算|推計|論文|実験|観測|報告書|測定",
    "wrongdoing": r"不正|偽|隠|改ざん|虚偽|疑惑|疑い|汚職|贈収賄|水増し|横領|捏造|ねつ造|無断|漏えい|漏洩|詐欺|違反|裏金|癒着|差別|虐待",
    "question": r"か。$|か？|か」$|か\?$|ください|ましょう|でしょうか|お願い",
    "greeting": r"ありがとう|申し訳|おはよう|よろしく|お悔やみ|おめでとう|お祈り|感謝|すみません|失礼|お伝えし",
    "procedure": r"会見を開|会議を開|開催|行われた。|開かれた|出席|訪問|到着|集まっ|開幕|発売|放送|掲載|公開し|議題|協議し|話し合",
    "background": r"とは、|として知られ|生まれ|出身|創業|設立|位置し|就任|務め|である。$|と呼ばれ|経歴|当時",
    "feeling": r"思い|気持ち|悲し|うれし|嬉し|怒|悔し|残念|ほしい|欲しい|たい」|願|祈|望ん|不安|怖|誇り|感動|涙|寂し",
    "only_denial": r"回答(?:は|を)(?:得|控)|コメント(?:は|を)?(?:して|控|拒|出して)|明らかにしていない|説明しなかった|触れなかった|答えられない|お答え|差し控え|ノーコメント|応じていない|確認できていない",
    "claimed": r"主張|強調|訴え|批判|反論|指摘|断言|アピール|釈明|否定|警告|宣言|胸を張|非難",
}
_COMPILED = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}
_OFFICIAL = re.compile(
    r"(?:省|庁|府|局|県|市|町|村|区|署|警|党|会|社|政府|委員会|裁判所|地裁|高裁|軍|大学|機構|銀行|院|地検)$"
)
_MONEY = re.compile(r"円|ドル|ユーロ|ウォン|元|ルーブル|ポンド")
_RATE = frozenset(["％", "ポイント", "倍", "位"])
_HEADS = frozenset(
    ["人", "名", "世帯", "戸", "社", "店", "件", "例", "票", "羽", "頭", "匹", "棟", "か所", "カ所", "箇所"]
)


def features(found: Findings) -> dict[str, float]:
    """The features of a sentence; absent ones are 0."""
    if found.kind is not Kind.SENTENCE:
        return {"reference" if found.kind is Kind.OTHER else "not_a_sentence": 1.0}
    present = {name for name, pattern in _COMPILED.items() if pattern.search(found.words)}
    present |= _numbers(found) | _voice(found) | _shape(found)
    if found.modality in NOTES:
        present.add(found.modality)
    return dict.fromkeys(sorted(present), 1.0)


def _numbers(found: Findings) -> set[str]:
    units = [quantity.unit for quantity in found.quantities]
    signs = {
        "number": found.numeric,
        "money": any(_MONEY.search(unit) for unit in units),
        "rate": any(unit in _RATE for unit in units),
        "people_count": any(unit in _HEADS for unit in units),
        "several_numbers": len(units) >= 3,
        "dated": bool(found.dates),
    }
    return {name for name, sign in signs.items() if sign}


def _voice(found: Findings) -> set[str]:
    voice = found.voice
    signs = {
        "official": bool(voice.speaker and _OFFICIAL.search(voice.speaker)),
        "direct_quote": voice.quote == "direct",
        "mixed_quote": voice.quote == "mixed",
        "indirect_quote": voice.quote == "indirect",
        "unnamed_source": voice.quote != "none" and voice.speaker is None,
        "relayed": voice.via is not None,
    }
    return {name for name, sign in signs.items() if sign}


def _shape(found: Findings) -> set[str]:
    length = len(found.words)
    signs = {
        "opening": found.place < 0.15,
        "closing": found.place > 0.9,
        "short": length < 25,
        "long": length > 90,
        "names": len(found.entities) >= 6,
    }
    return {name for name, sign in signs.items() if sign}
