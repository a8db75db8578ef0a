"""A third set of our own: layouts of newspapers, leaflets and broadcasts in which a name stands where no label is expected."""

LAYOUTS: dict[str, tuple[str, str | None, dict[str, str | None]]] = {
    "who asked, in brackets at the end": (
        "――橋は要りますか。\n「要ります。年に3億円の損です」\n――費用は。\n「国が8割を出します。町は2割です」\n（聞き手・沢渡真）\n\n　かきぬま・いちろう　1971年生まれ。橋の会会長。\n",
        "transcript",
        {"要りますか": None, "3億円の損": None, "8割を出します": None, "1971年": None},
    ),
    "who asked, and a heading that names who answers": (
        "【この人】橋は残るか　浜瀬製作所・柿沼一郎社長に聞く\n\n――橋は要りますか。\n「要ります。年に3億円の損です」\n（聞き手は沢渡真記者）\n",
        "transcript",
        {"要りますか": None, "3億円の損": "柿沼一郎"},
    ),
    "a name before the university": (
        "柿沼一郎・浜瀬大教授に聞く\n\n――橋は要りますか。\n要ります。年に3億円の損です。\n（聞き手＝沢渡真）\n",
        "transcript",
        {"3億円の損": "柿沼一郎"},
    ),
    "names behind questions and answers": (
        "問1　空き家は何戸か伺う。（小柳議員）\n答1　空き家は412戸である。（建設課長）\n問2　隣町は壊していると聞いている。（小柳議員）\n答2　隣町は補助が年3千万円あるためである。（町長）\n",
        "proceedings",
        {"何戸か": None, "412戸": "建設課長", "壊している": None, "3千万円": "町長"},
    ),
    "names behind questions and answers with colons": (
        "質問：空き家は何戸か。（小柳議員）\n回答：412戸である。（建設課長）\n質問：費用は。（小柳議員）\n回答：年に3千万円である。（塚原町長）\n",
        "proceedings",
        {"412戸": "建設課長", "3千万円": "塚原"},
    ),
    "a debate by name and space": (
        "【党首会談】主な発言\n首相　橋の数は過去最多の4本となった。\n民友・柿沼代表　賃金は4年続けて減った。\n首相　税を下げれば3兆円の穴があく。\n緑風・小柳代表　議員の数を1割減らす約束だ。\n",
        "transcript",
        {"過去最多": "首相", "4年続けて": "柿沼", "3兆円": "首相", "1割減らす": "小柳"},
    ),
    "a debate that the heading does not settle": (
        "党首討論の詳報\n\n橋の数は過去最多の4本です。\n賃金は4年続けて減りました。\n",
        "transcript",
        {"過去最多": None, "4年続けて": None},
    ),
    "a list of officers is no debate": (
        "役員名簿\n会長　塚原一平。\n監事　葉山康夫。\n会長　小柳千夏。\n",
        None,
        {"塚原一平": None, "葉山康夫": None},
    ),
    "several who answer": (
        "Ｑ１　流れ出た量は。\nＡ１　3千トンです。\nＱ２　いつ知りましたか。\nＡ２　（柿沼社長）私が知ったのは5日です。\nＡ２　（工場長 小柳）気づいたのは2日です。\nＱ３　費用は。\nＡ３　4億円を見込んでいます。\n",
        "transcript",
        {"3千トン": None, "5日です": "柿沼", "2日です": "小柳", "4億円": None},
    ),
    "several who answer under a heading that names one": (
        "葉山精機・柿沼一郎社長の会見\nＱ１　流れ出た量は。\nＡ１　3千トンです。\nＱ２　原因は。\nＡ２　（工場長）管の穴で、4か所です。\nＱ３　費用は。\nＡ３　（経理部長）4億円です。\n",
        "transcript",
        {"3千トン": "柿沼一郎", "4か所": "工場長", "4億円です": "経理部長"},
    ),
    "opinions, answers and a comment": (
        "【意見】橋の赤字はいくらか。\n【回答】昨年度は1億2千万円の赤字です。\n町長コメント:「皆さんの声を聞きます」\n",
        "other",
        {"いくらか": None, "1億2千万円": None},
    ),
    "a label in brackets before a quotation": (
        "（浜瀬大学・小柳千夏教授）\n「橋が増えれば、料金は1割ほど下がるはずです」\n電力会社は、審査に4か月かかるとしています。\n（70代男性）\n「月に2千円も上がるのは苦しい」\n専門家は、300万世帯に影響が出ると指摘します。\n",
        "news",
        {"1割ほど": "小柳千夏", "4か月": None, "2千円": "70代男性", "300万世帯": None},
    ),
    "clubs before their coaches": (
        "浜瀬・柿沼監督「走った距離は5キロ少なかった」\n青浜北・ソリアノ監督「失点は12で最も少ないはずだ」\n",
        "news",
        {"5キロ": "柿沼", "失点は12": "ソリアノ"},
    ),
    "reporters who cite": (
        "知事　整備は順調です。\nフリー・沢渡　県は先月の時点で16%だと言っています。\n知事　最新では3割です。\nみなと新聞・小柳　県は完成を3年後と発表しています。\n",
        "transcript",
        {"順調": "知事", "16%": None, "3割": "知事", "3年後": None},
    ),
}
"""By shape: text, kind, and who holds the floor of the piece with these words."""

PAPERS: dict[str, tuple[str, str | None, str | None]] = {
    "written question": (
        "令和六年三月一日提出\n質問第四五号\n\n橋の老朽化に関する質問主意書\n\n提出者　小柳　千夏\n\n　橋の二割は建てられて五十年を超えた。\n",
        "proceedings",
        "小柳千夏",
    ),
    "answer of the government": (
        "内閣衆質二一三第四五号\n令和六年三月十二日\n内閣総理大臣　柿沼一郎\n\n一について\n　橋の割合は約二割である。\n",
        "proceedings",
        "政府",
    ),
    "answer of a town": (
        "浜瀬町議会議員小柳千夏君提出の質問に対する答弁書\n\n橋は四本である。\n",
        "proceedings",
        None,
    ),
    "office under the date": (
        "橋の通行止めについて\n令和7年4月2日\n県道路保全課\n\n　3つの橋で通行を止めました。\n",
        "other",
        "県道路保全課",
    ),
    "desk of a newspaper under the date": ("橋が落ちる\n2025年4月2日\n社会部\n\n3つの橋が落ちた。\n", None, None),
    "advertisement signed on one line": (
        "【意見広告】\n橋を直せば、家計は年12万円助かる。\n橋を守る国民会議　代表　柿沼一郎\n",
        "leaflet",
        "橋を守る国民会議",
    ),
    "advertisement signed on two lines": (
        "意見広告\n橋を直せば、家計は年12万円助かる。\n\n橋を守る国民会議\n代表　柿沼一郎\n",
        None,
        "橋を守る国民会議",
    ),
}
"""By sort of paper: text, kind, and who issues it."""
