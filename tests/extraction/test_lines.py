"""Which lines without a full stop say something: inputs of our own, by class, none of them learned from."""

import pytest

from articles.extraction import marks
from articles.extraction.outline import Source, outline

STATEMENTS = {
    "social_post": [
        "うちの市、学童の待機が去年の3倍に増えてる",
        "給食の牛乳が来月から有料になりました😢",
        "図書館の本を毎年8000冊も捨ててるんだって",
        "市民プールの赤字は年間4億円",
        "この薬を飲んだ人の9割が入院しているらしい",
        "町長の退職金2400万円とか高すぎる",
        "救急車が来るまで平均22分かかるようになった",
        "あの橋は耐震検査を一度も受けていません",
        "※発電所の近くでは検査が義務になっています",
        "RT @aohama_news: 橋を毎日渡る人は転ぶ率が24%低いことが判明",
        "【速報】〇〇県知事、辞職の意向固める…",
    ],
    "leaflet": [
        "・不登校の子どもを３年で半分に減らしました",
        "・公園のトイレ４２か所を洋式に改修",
        "◎保育士の給与を月２万円引き上げ",
        "①高校生までの通院費を無料化しました",
        "２．市債を６年で９８億円削減",
        "一、市長の退職金を廃止します",
        "▲市民病院の赤字は８億円から１億円に",
        "★県内で初めて給食費を完全無償化！",
        "この町の水道料金は県で２番目に高い",
        "三、議員の数を二十四人から十八人に減らします",
    ],
    "other": [
        "・対象となる製品は約３万２千台（2021年製）",
        "・回答した世帯の４割が食費を減らしたと答えた",
        "当社の製品から基準値を超える鉛が検出されました",
        "累計の販売数が１００万本を突破しました！",
        "＊上記の金額には消費税が含まれています",
        "本年度の奨学生は前年より３８人多い２１０人となりました（過去最多）",
    ],
    "transcript": [
        "00:12:04\t久保\t去年の売り上げは3割減りました",
        "[00:01:15] 水谷: 橋は40年前に架けられたんです",
        "町の予算は半分が国のお金なんですよ",
    ],
    None: [
        "市の人口は５年で１２％減りました",
        "・市営住宅の空きは全体の３割に上る",
        "「うちの市では毎年３００人の子どもが県外へ出ている」（市の幹部）",
    ],
}
HEADINGS = {
    "social_post": ["#青浜市 #給食", "水谷@青浜 @mizutani_a", "【拡散希望】", "https://aohama.example.jp/a"],
    "leaflet": [
        "■六年間の実績",
        "【わたしの約束】",
        "〈プロフィール〉",
        "青浜市議会議員選挙　選挙公報",
        "古賀みさき後援会",
        "お問い合わせ　TEL 0000-12-3456",
        "◆三つの重点政策",
    ],
    "other": [
        "【お詫び】",
        "1　概要",
        "２　今後の対応について",
        "令和７年６月３日",
        "株式会社青浜フーズ　広報部",
        "別紙資料（PDF：210KB）",
        "記",
        "お客様各位",
    ],
    "transcript": ["質疑応答", "00:00:02.000 --> 00:00:06.400", "WEBVTT", "市長定例会見の概要", "（以上）"],
    "proceedings": ["令和７年９月　青浜市議会定例会会議録", "午前十時二分開会", "〔市長登壇〕"],
    "news": ["食い違う数字", "進む人口減、止まらぬ値上げ", "専門家はこう見る", "「知らなかった」", "揺れる現場"],
    None: [
        "分析:橋は誰のものか　三つの町が抱える計算違い",
        "解析：「第三の橋」はなぜ止まったか",
        "■残る課題",
        "橋の架け替え、来年度に着手へ",
        "（編集部・森）",
    ],
}


def _cases(lines: dict[str | None, list[str]]) -> list[tuple[str | None, str]]:
    return [(kind, line) for kind, of_kind in lines.items() for line in of_kind]


def in_text(kind: str | None, line: str) -> str:
    """A text of the kind with the line in the midst of it."""
    if kind in ("news", None):
        return f"市は５日、調査の結果を発表した。\n\n{line}\n\n市は来月、詳しい報告をまとめる。"
    return f"お知らせ\n\n市は５日に発表した。\n{line}\n\n以上の通りです。"


def kinds_of(kind: str | None, line: str) -> set[str]:
    current = outline(Source(in_text(kind, line), kind=kind))
    pieces = [(current.reading.span(p.span.start, p.span.end), p.kind.value) for p in current.pieces]
    start = in_text(kind, line).index(line)
    return {sort for span, sort in pieces if span.start < start + len(line) and span.end > start}


@pytest.mark.parametrize(("kind", "line"), _cases(STATEMENTS))
def test_outline_reads_a_line_that_says_something_as_a_sentence(kind: str | None, line: str) -> None:
    assert kinds_of(kind, line) == {"sentence"}


@pytest.mark.parametrize(("kind", "line"), _cases(HEADINGS))
def test_outline_reads_a_line_that_only_names_as_no_sentence(kind: str | None, line: str) -> None:
    assert "sentence" not in kinds_of(kind, line)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("・給食費を無料にしました", "給食費を無料にしました"),
        ("◇　給食費を無料に！", "給食費を無料に！"),
        ("１　知事の給与を半分に", "知事の給与を半分に"),
        ("一、ごみ袋を半額にします", "ごみ袋を半額にします"),
        ("③医療費は無料です", "医療費は無料です"),
        ("（２）利用者は８０人", "利用者は８０人"),
        ("【４】町議を減らす", "町議を減らす"),
        ("- **借金は30億円** だ", "借金は30億円** だ"),
        ("## 借金は30億円", "借金は30億円"),
        ("借金は30億円😱😱 #青浜市 #財政 https://a.example/b", "借金は30億円"),
        ("高すぎるｗｗｗ", "高すぎる"),
        ("RT @aohama_news: 橋は4本", "橋は4本"),
        ("【速報】〇〇県知事が辞職へ", "〇〇県知事が辞職へ"),
        ("〇橋は4本", "橋は4本"),
        ("★待ったをかけました★", "待ったをかけました"),
        ("△3億円の赤字", "△3億円の赤字"),
        ("二、三人が倒れた", "二、三人が倒れた"),
        ("１２年間で半減した", "１２年間で半減した"),
        ("10　億円", "10　億円"),
        ("5kw", "5kw"),
        ("#青浜市 #財政", "#青浜市 #財政"),
        ("――なぜですか。", "――なぜですか。"),
    ],
)
def test_marks_are_no_part_of_what_is_said(line: str, said: str) -> None:
    span = marks.said(line, 0, len(line))

    assert line[span.start : span.end] == said


@pytest.mark.parametrize(
    "unit",
    [
        "・",
        "#a ",
        "😱",
        "★",
        "1. ",
        "**",
        "https://a ",
        "①",
        "←",
        " ",
        "#",
        "ｗ",
        "あw",
        "|",
        "ア　",
        "- ",
        "1",
        "（a）",
        "RT @a: ",
        "【速報】",
        "〇",
    ],
)
def test_marks_take_long_input(unit: str) -> None:
    text = (unit * 100_000)[:100_000]

    span = marks.said(text, 0, len(text))

    assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize("unit", ["あ\n", "・あ\n", "「あ\n", "1\n", "た\n", "#a\n", "00:01\ta\t", "（", "@", "ア "])
def test_outline_takes_many_lines(unit: str) -> None:
    text = (unit * 10_000)[:20_000] + "あ"

    assert outline(Source(text, kind="social_post")).pieces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("借金は30億円です‼️町は隠しています。", ["借金は30億円です‼️", "町は隠しています。"]),
        ("借金は30億円を超えました😱町は隠しています", ["借金は30億円を超えました😱", "町は隠しています"]),
        ("え？まじ？？", ["え？まじ？？"]),
        (
            "「町が一番安い。」「いや、市が安い。」町長は最安だと主張した。",
            ["「町が一番安い。」", "「いや、市が安い。」町長は最安だと主張した。"],
        ),
        (
            "水谷社長「出荷した箱は全部で四万二千箱に上ります」「健康被害の報告は一件も受けていません」",
            ["水谷社長「出荷した箱は全部で四万二千箱に上ります」", "「健康被害の報告は一件も受けていません」"],
        ),
        (
            "市長は，費用は8億円だと述べた．財源は国の補助である．",
            ["市長は，費用は8億円だと述べた．", "財源は国の補助である．"],
        ),
    ],
)
def test_outline_ends_sentences_at_other_marks(text: str, expected: list[str]) -> None:
    current = outline(Source(text, kind="social_post"))

    spans = [current.reading.span(piece.span.start, piece.span.end) for piece in current.pieces]
    assert [text[span.start : span.end] for span in spans] == expected
