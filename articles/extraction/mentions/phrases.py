"""The mentions of a sentence: its outermost noun phrases, each with what it is and whom it stands for."""

import re
from collections.abc import Iterator

from articles.extraction.clause import Clause
from articles.extraction.mentions import persons, tables
from articles.extraction.mentions.mention import Mention, MentionKind
from articles.extraction.mentions.outlets import is_group, outlets
from articles.extraction.mentions.register import Register
from articles.extraction.mentions.resolution import Means, asked_about, checked, first_fitting
from articles.extraction.results import Span

_HEAD = ("名詞", "接尾辞", "代名詞")
_TIME = ("名詞-普通名詞-副詞可能", "名詞-普通名詞-助数詞", "接尾辞-名詞的-助数詞", "名詞-数詞")
_NOUNS_OF_NOBODY = tables.NOBODY - {"者", "人", "方", "氏", "さん"} | frozenset(("こと", "ため", "可能性"))
_SEVERAL = re.compile(r"(?:ら|たち|各社|各紙|各国|一同|陣|団体)$")
_DOCUMENT = re.compile(r"(?:報告書?|白書|声明|調査|統計|談話|文書|判決|論文|指針|ガイドライン|発表|資料|調書|要綱)$")
_BODY = re.compile(f"(?:{'|'.join(tables.BODY_ENDINGS.values())})$")
_PERSON = re.compile(f"(?:{tables.PERSON_NOUN}|{persons.TITLE})(?:ら|たち)?$")
_POINTERS = frozenset((Means.TWO_BACK, Means.NAMED_BODY_BACK, Means.PERSON_BACK, Means.UNNAMED_BACK, Means.BODY_BACK))


def mentions(clause: Clause, register: Register) -> list[Mention]:
    """The noun phrases of a sentence that may be somebody, in text order, the outermost once."""
    return [mention_of(span, register) for span in _phrases(clause)]


def mentions_in(span: Span, register: Register) -> list[Mention]:
    """The same for all sentences of the document that begin in a span."""
    inside = [sentence for sentence in register.sentences if span.start <= sentence.span.start < span.end]
    return [mention for sentence in inside for mention in mentions(Clause(register.text, sentence), register)]


def _phrases(clause: Clause) -> Iterator[Span]:
    """From the end: a head takes its attributes with it, so the words inside its phrase are done."""
    found, begin = [], len(clause.tokens)
    for index in range(len(clause.tokens) - 1, -1, -1):
        if index < begin and clause.tokens[index].tag.startswith(_HEAD):
            begin, last = clause.noun_phrase(index)
            if clause.tokens[last].tag.startswith(_TIME) or clause.tokens[last].text in _NOUNS_OF_NOBODY:
                continue
            found.append(Span(clause.tokens[begin].start, clause.tokens[last].end))
    return reversed(found)


def mention_of(span: Span, register: Register) -> Mention:
    phrase = register.text[span.start : span.end]
    asked = asked_about(phrase, span.start, register)
    means, answer = first_fitting(asked)
    name = checked(asked, answer)
    kind = _kind(phrase, means, name, register)
    title = re.search(f"{persons.TITLE}$", asked.phrase) if kind in (MentionKind.PERSON, MentionKind.ROLE) else None
    count = 1 if name is None else name.count("、") + 1
    return Mention(span, kind, name, title[0] if title else "", asked.owner, count)


def _kind(phrase: str, means: Means, name: str | None, register: Register) -> MentionKind:
    if means in _POINTERS:
        return MentionKind.POINTER
    if means is Means.PERSON or register.is_person(name or ""):
        return MentionKind.PERSON
    if outlets(phrase, register.text, register.outlets):
        return MentionKind.GROUP if is_group(phrase) else MentionKind.OUTLET
    if _SEVERAL.search(phrase) or means is Means.JOINT:
        return MentionKind.GROUP
    if _PERSON.search(phrase):
        return MentionKind.ROLE
    if _DOCUMENT.search(phrase):
        return MentionKind.DOCUMENT
    is_body = name and (_BODY.search(name) or register.is_body(name))
    return MentionKind.BODY if is_body else MentionKind.THING
