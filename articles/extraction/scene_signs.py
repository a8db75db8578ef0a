"""What a sentence and its noun phrases show about who speaks, as signs: short texts that `choice.py` has learned to weigh."""

import re

from articles.extraction.clause import Clause
from articles.extraction.lexicon import REVEAL, SAY, SHOW, THINK, VIEW
from articles.extraction.scenes import Phrase, Scene, Sort, overlap

Signs = tuple[str, ...]

NO_WHO = frozenset((Sort.THING, Sort.PLACE, Sort.DOCUMENT, Sort.KATAKANA))
_LONG_QUOTATION = 8  # code points
_ACT = re.compile(
    r"ツイート|投稿|あいさつ|挨拶|コメント|エール|太鼓判|笑顔|苦笑|感慨|胸を張|手応え|意気込|喜|悔し|うなず|振り返|呼び掛|呼びかけ|つづ|綴|記|書い|添え|補足|続け|締めくく|打ち明け"
)
"""What people do who say something: 「…」と太鼓判を押した."""
_ACT_REACH = 16  # code points before the end


def phrase_signs(current: Scene, phrase: Phrase, subjects_before: int) -> Signs:
    """What a phrase shows; the same for all who may be meant by it."""
    clause = current.clause
    token = clause.tokens[phrase.last]
    governor, lemma = clause.tokens[token.head], clause.lemmas[token.head]
    particle, sort = phrase.particle, phrase.sort
    source, relation = _source(current, phrase), _relation(current, phrase)
    embedded = _embedding(clause, phrase.last)
    return (
        f"sort={sort}",
        f"particle={particle}",
        f"particle={particle},sort={sort}",
        f"src={source}",
        f"src={source},sort={sort}",
        f"src={source},particle={particle}",
        f"rel={relation}",
        f"rel={relation},particle={particle}",
        f"rel={relation},sort={sort},src={source[:9]}",
        f"rel={relation},particle={particle},who={sort not in NO_WHO}",
        f"dep={token.dep},particle={particle}",
        f"emb={embedded},particle={particle}",
        f"emb={embedded},src={source[:9]}",
        f"n={min(subjects_before, 3)},particle={particle}",
        f"first={phrase.first <= 1},particle={particle}",
        f"gov={_verb_class(lemma)},particle={particle}",
        f"gov={lemma},particle={particle}",
        f"tail={token.lemma or token.text}",
        f"char={phrase.words[-1]}",
        f"root={governor.dep == 'ROOT'},particle={particle},rel={relation}",
        f"after={clause.text[phrase.span.end : phrase.span.end + 2]}",
        *_place_signs(current, phrase),
    )


def _place_signs(current: Scene, phrase: Phrase) -> Signs:
    """Where a phrase stands among the subjects outside quotations and to the last cue of a verb."""
    clause = current.clause
    who = phrase.sort not in NO_WHO and phrase.sort is not Sort.THING
    says = [cue for cue in current.cues if cue.strength == 3]
    position = says[-1].cue.start if says else clause.span.end
    subjects = [one for one in current.phrases if one.is_subject]
    topics = [one for one in subjects if one.particle != "が"]
    between = [one for one in subjects if phrase.span.end <= one.span.start < position]
    between_who = sum(one.sort not in NO_WHO and one.sort is not Sort.THING for one in between)
    is_first = bool(topics) and topics[0] is phrase
    behind = phrase.span.start >= position
    entity = next((e.label for e in clause.entities if e.end == phrase.span.end), "none")
    comma = clause.text[phrase.span.end + len(phrase.particle) : phrase.span.end + len(phrase.particle) + 1] in "、，"
    gap = (
        min((says[-1].content.start - phrase.span.end) // 4, 3)
        if says and says[-1].content.start >= phrase.span.end
        else -1
    )
    return (
        f"place:first={is_first},who={who},between={min(between_who, 2)},behind={behind},says={bool(says)}",
        f"place:particle={phrase.particle},between={min(len(between), 3)},who={min(between_who, 2)}",
        f"place:particle={phrase.particle},topics={min(len(topics), 3)},first={is_first},who={who}",
        f"place:comma={comma},particle={phrase.particle},first={is_first}",
        f"place:gap={gap},particle={phrase.particle}",
        f"entity={entity}",
        f"entity={entity},particle={phrase.particle}",
    )


def quoted_words(current: Scene) -> str:
    """What stands in quotation marks in a sentence."""
    return "".join(current.clause.text[opener + 1 : closer] for opener, closer in current.clause.outer)


def sentence_signs(current: Scene) -> Signs:
    """What a sentence shows as a whole."""
    clause = current.clause
    text = clause.text[clause.span.start : clause.span.end]
    lengths = [closer - opener for opener, closer in clause.outer]
    longest = max(lengths, default=0)
    lemma = _root_lemma(clause)
    kinds = kinds_of(current)
    has_topic = any(phrase.particle == "は" and phrase.sort is not Sort.THING for phrase in current.phrases)
    has_subject = any(phrase.is_subject for phrase in current.phrases)
    bare = text.rstrip("。 　")
    return (
        f"quoted={int(sum(lengths) * 4 / max(1, len(text)))}",
        f"longest={min(longest // 10, 4)},topic={has_topic}",
        f"root={lemma}",
        f"rootclass={_verb_class(lemma)},subject={has_subject}",
        f"cues={'|'.join(kinds)}",
        *(f"cue={kind}" for kind in kinds),
        *(f"lemma={clause.text[cue.cue.start : cue.cue.end]}" for cue in current.cues),
        f"end={bare[-2:]}",
        f"end4={bare[-4:]}",
        f"act={_ACT.search(text[-_ACT_REACH:]) is not None},quoted={longest > _LONG_QUOTATION}",
        f"subject={has_subject},topic={has_topic}",
        *closing_signs(current, longest),
        *predicate_signs(current),
    )


def closing_signs(current: Scene, longest: int) -> Signs:
    """What follows the last quotation that is not a mere name, as far as it tells of speech: 」と笑顔."""
    clause = current.clause
    end = clause.span.end
    last = next((closer for opener, closer in reversed(clause.outer) if closer - opener > _LONG_QUOTATION), None)
    if last is None:
        return (f"closing=none,longest={min(longest // 4, 3)}",)
    rest = clause.text[last + 1 : end].strip("。 　\n")
    length = min(len(rest) // 6, 4)
    return (
        f"closing={rest[:1]},rest={length}",
        f"closing={rest[:2]}",
        f"closing={rest[:4]}",
        f"closing={rest[:1]},comma={'、' in rest},length={min(longest // 10, 4)}",
    )


def predicate_signs(current: Scene) -> Signs:
    """The verbs and verbal nouns outside quotations, with their objects, and who is subject of the last."""
    clause = current.clause
    first = next((phrase.sort for phrase in current.phrases if phrase.particle == "は"), None)
    first = first or next((phrase.sort for phrase in current.phrases if phrase.is_subject), None)
    signs = [f"subject={first},root={_root_lemma(clause)}"]
    for index, token in enumerate(clause.tokens):
        if clause.inside[index] or token.pos not in ("VERB", "NOUN", "ADJ"):
            continue
        is_verbal = token.pos == "VERB" or "サ変" in token.tag
        if is_verbal:
            signs.append(f"verb={clause.lemmas[index]}")
            if token.dep == "ROOT":
                signs += (
                    f"object={clause.lemmas[child]}" for child in clause.children[index] if _is_object(clause, child)
                )
            if clause.text[token.start - 1 : token.start] == "と":
                signs.append(f"to={clause.lemmas[index]}")
    return tuple(signs)


def _is_object(clause: Clause, index: int) -> bool:
    token = clause.tokens[index]
    return token.dep == "obj" and not clause.inside[index]


def following_signs(current: Scene, following: Scene, phrase: Phrase, number: int) -> Signs:
    state = "whole" if current.is_quotation else "part"
    source = _source(following, phrase)
    back = any(cue.points_back for cue in following.cues)
    clause = following.clause
    opens = bool(clause.outer) and clause.outer[0][0] - clause.span.start < 2
    return (
        f"next:{state}",
        f"next:{state},src={source},back={back}",
        f"next:{state},sort={phrase.sort},particle={phrase.particle},n={number}",
        f"next:{state},back={back},para={following.begins_paragraph}",
        f"next:{state},opens={opens},quotes={min(len(clause.outer), 2)},src={source[:3]}",
        f"next:{state},own={bool(current.cues)}",
    )


def _source(current: Scene, phrase: Phrase) -> str:
    """Of which cue the rules take this phrase as the source, the strongest first; = where it is all of it."""
    marks = [
        f"{cue.strength}{'=' if cue.source.end == phrase.span.end else '~'}{cue.kind}"
        for cue in current.cues
        if cue.source and overlap(cue.source, phrase.span)
    ]
    return max(marks, default="none")


def _relation(current: Scene, phrase: Phrase) -> str:
    """Where a phrase stands to the longest quotation and to the last verb of saying."""
    clause = current.clause
    found = "noquote"
    quote = max(clause.outer, key=lambda pair: pair[1] - pair[0], default=None)
    if quote and quote[1] - quote[0] > _LONG_QUOTATION:
        between = clause.text[phrase.span.end : quote[0]]
        if phrase.span.end <= quote[0]:
            found = "opens" if len(between) <= 2 else ("before" if len(between) < 30 else "far")
        else:
            between = clause.text[quote[1] + 1 : phrase.span.start]
            found = "closes" if between in ("と", "と、", "（", "", "、") else "after"
    says = [cue for cue in current.cues if cue.strength == 3]
    if not says:
        return found
    return found + (">" if phrase.span.start >= says[-1].cue.start else "<")


def kinds_of(current: Scene) -> list[str]:
    return sorted({f"{cue.kind}{cue.strength}{'+' if cue.source else '-'}" for cue in current.cues})


def _root_lemma(clause: Clause) -> str:
    roots = (index for index in range(len(clause.tokens) - 1, -1, -1) if clause.tokens[index].dep == "ROOT")
    root = next(roots, None)
    return clause.lemmas[root] if root is not None else ""


def _verb_class(lemma: str) -> str:
    classes = (("say", SAY), ("think", THINK), ("show", REVEAL), ("show", SHOW), ("view", VIEW))
    return next((name for name, words in classes if lemma in words), "other")


def _embedding(clause: Clause, index: int) -> str:
    """The clauses a word stands in, from its governor up, at most three: acl, advcl, ccomp, ROOT."""
    path: list[str] = []
    for _ in range(6):
        head = clause.tokens[index].head
        if head == index or len(path) == 3:
            break
        index = head
        if clause.tokens[index].dep in ("acl", "advcl", "ccomp", "ROOT"):
            path.append(clause.tokens[index].dep)
    return ">".join(path)
