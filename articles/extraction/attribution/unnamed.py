"""Reports that name nobody: a という at the end, …との懸念."""

import re
from collections.abc import Iterator

from articles.extraction.attribution import contents
from articles.extraction.attribution.cue import Cue
from articles.extraction.attribution.particles import has_predicate
from articles.extraction.attribution.starts import Frame
from articles.extraction.clause import Clause
from articles.extraction.results import Span
from articles.extraction.subjects import looks_like_source

_HEARSAY = re.compile(
    r"(?:という|とのこと(?:だ|です|である)?|ということ(?:だ|です|である)|とされる|とされている|とされた|とされています|といわれ(?:る|ている|ています)|と言われ(?:る|ている|ています)|とも(?:いう|される|言われる|いわれています|言われている)|そうだ|との(?:声|見方|指摘|意見|批判)も?(?:が)?(?:ある|出ている|上がっている|広がっている|強い)(?:という)?|と伝えられ(?:る|ている)|と報じられ(?:た|ている))[。」]*$"
)


def hearsay(clause: Clause) -> Iterator[Cue]:
    """A sentence that ends in という, とされる or the like, without saying by whom."""
    match = _HEARSAY.search(clause.text, max(clause.span.start, clause.span.end - 40), clause.span.end)
    if match is None:
        return
    particle = next((i for i, token in enumerate(clause.tokens) if token.start >= match.start()), 0)
    if particle == 0:
        return
    last = len(clause.tokens) - 1
    content = contents.statement(clause, Frame(particle, last, "hearsay", None))
    cue_start = match.start() + match[0].startswith("と")
    end = cue_start + len(clause.text[cue_start : match.end()].rstrip("。」"))
    yield Cue(
        None,
        Span(cue_start, end),
        content,
        "indirect",
        None,
        last,
        1,
        passive="れ" in match[0] or "との" in match[0],
    )


_SAID_NOUN = re.compile(
    r"(?P<lead>と(?:の|い[うっ](?:た)?))(?P<noun>懸念|認識|指摘|判断|認定|コメント|記述|決定|説明|見方|見解|主張|意見|批判|声|報道|情報|証言|発表|予測|観測|考え|期待|話|噂|うわさ|疑い|評価|感想|回答|説|理解|印象|予想|推測|推定|推計|警告|要望|訴え|結論|供述|連絡|通知|質問|疑問|問い|提案|提言|反論|不満|苦情|声明|宣言|談話|予報|忠告|助言|評判|ニュース|メッセージ|呼びかけ|指示|報告|思い|仮説|危惧|危機感)"
    r"|い(?P<cue>う)(?P<who>[^、。「」はがをにの]{0,10}(?:さん|氏|者|人|方|声))(?=[。はがも])"
)


def nouns(clause: Clause) -> Iterator[Cue]:
    """…との懸念, …という指摘, …という折原さん: said by somebody the sentence need not name."""
    for match in _SAID_NOUN.finditer(clause.text, clause.span.start, clause.span.end):
        noun = match["noun"]
        start = match.start("noun") if noun else match.start()
        index = next((i for i, token in enumerate(clause.tokens) if token.start >= start), None)
        particle = next((i for i, token in enumerate(clause.tokens) if token.end > match.start() - (not noun)), None)
        if index is None or particle is None or clause.inside[index] or not _says_something(clause, match, particle):
            continue
        if particle == 0:
            continue
        content = contents.before_particle(clause, Frame(particle, index, "noun", None))
        form = "direct" if contents.is_quotation(clause, content) else "indirect"
        cue = Span(start, match.end("noun") if noun else match.start("who"))
        yield Cue(None, cue, content, form, None, index, 0)


_OPINIONS = frozenset(("懸念", "認識", "指摘", "判断", "認定", "見方", "見解", "予測", "疑い"))


def _says_something(clause: Clause, match: re.Match[str], particle: int) -> bool:
    """A predicate or a quotation, or a noun that is thought of something: …は危険との指摘."""
    end = clause.tokens[particle].start
    if end - 1 in clause.quotations or has_predicate(clause, particle):
        return True
    return (
        match["lead"] == "との"
        and match["noun"] in _OPINIONS
        and not looks_like_source(clause.tokens[particle - 1].text)
    )
