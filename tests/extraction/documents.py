"""Documents of our own, one for each kind and many of the constructions the ruleset knows, all invented.

What the ruleset says of them is part of its fingerprint, so whoever teaches it something new adds a sentence that shows it.
"""

from datetime import date

from articles.extraction import Source

PUBLISHED = date(2026, 4, 20)

REPORT = """\
青浜港の取扱量、過去最多に　県の統計で判明
【青浜＝みなと通信】県が17日に発表した港湾統計によると、青浜港の2025年度の取扱量は前年度比12.5％増の約340万トンとなり、統計を取り始めた平成10年以降で最も多かった。
朝凪新聞は関係者の話として、来年度中にも第３バースの整備費用が十数億円に膨らむ見通しだと報じた。
久世港湾局長は「増加の６〜７割は国際航路によるものだ。県内への経済効果は年200億円を超える」と強調した。ただ、同氏は内訳を示していない。
県議会の野々村紗季議員は取材に対し、根拠のない数字だと批判。「補助金は５年で3倍になったのに、雇用は増えていない」と話した。
青浜地裁は昨年12月、当時の契約が違法だったと認定している。県は控訴を検討しているとみられる。
"""

POST = """\
【拡散希望】青浜市の水道水から基準の20倍の鉛が出たらしい。
市は隠してる！！ 去年の検査は一度もやってないって職員が言ってた。
#青浜市 #水道水
https://post.example/1
"""

THREAD = """\
先週から47人が体調を崩してます。1/3
知り合いの看護師さんが全員同じ症状だったと言ってました。2/3
友人の父が翌日に倒れたと聞きました。
詳しくは https://post.example/2 3/3
"""

LEAFLET = """\
青浜をもっと前へ
・この４年で待機児童をゼロにしました
・市債残高は120億円から85億円に減らしました
一、給食費を完全無償化します。
二、私は市長報酬を３割削減します。
"""

RELEASE = """\
当社製モバイル電源「ハコデン」の自主回収について
株式会社ミナモ電機（本社：青浜市）は、2023年5月から2024年2月までに製造した８万6千台を自主回収します。
当社の調査では、発火の恐れがある製品は全体の0.02％未満と推定しています。
これまでに重大な事故の報告は受けていません。
"""

PROCEEDINGS = """\
○議長（瀬尾正彦君）　ただいまから本日の会議を開きます。
○野々村紗季君　市立病院の赤字は昨年度で9億2千万円と、県内で最大です。市長に伺います。
○市長（古賀美咲君）　お答えいたします。病床の稼働率は８割台に回復しております。県からは支援を検討するとの回答を得ました。
"""

SUBTITLES = """\
[00:01:12] 司会：出生率についてはどうお考えですか。
[00:01:20] 久世：２年連続で上がっています。全国平均の１・３を上回ったのは、県内で青浜市だけです。
"""

INTERVIEW = """\
――値上げの理由を教えてください。
古賀社長　小麦の値段が3年で1.6倍になった。
――もうけすぎではないですか。
古賀　利益は12億円で、前の年より2割少ない。
　残りは賃上げに回す。
（聞き手・野々村）
"""

NOTES = """\
【速報】青浜市民病院、夜間救急を休止へ
・医師が4人退職
・再開は来春になる、と市幹部
「夜の当直は月に12回あった」と元院長の久世春子さん（64）。
「閉めるのは当然だ」（30代の看護師）。
別の看護師は「遅すぎた」とも。
「3カ月で元に戻る」とは病院の弁。
定員は1日20～25人、計180人だと発表した。
水深は最大12メートル、透明度は3メートル以下だと報告した。
『落ちたのは8校』と県教委。
"""

MAIL = """\
> 水道料金の件ですが、市長の古賀美
> 咲氏は「値上げは10年で一度だけ、
> 月に120円だ」と話していました。

水道料金が来月から35％値上げ😱 隣の市は据え置きなのに
"""

DOCUMENTS = (
    Source(REPORT, PUBLISHED, kind="news", outlets=frozenset({"朝凪新聞"})),
    Source(POST, PUBLISHED, kind="social_post", speaker="青浜を守る会"),
    Source(THREAD, PUBLISHED, kind="social_post", speaker="青浜を守る会"),
    Source(LEAFLET, PUBLISHED, kind="leaflet", speaker="古賀美咲"),
    Source(RELEASE, PUBLISHED, kind="other", speaker="株式会社ミナモ電機"),
    Source(PROCEEDINGS, PUBLISHED, kind="proceedings", speaker="青浜市議会"),
    Source(SUBTITLES, PUBLISHED, kind="transcript"),
    Source(INTERVIEW, PUBLISHED),
    Source(NOTES, PUBLISHED),
    Source(MAIL, PUBLISHED),
)
