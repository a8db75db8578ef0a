"""When a speaker is filled in and when an editor has to look."""

import pytest

from articles.actions import extractions
from articles.desk import doubts
from articles.extraction.results import Attribution, Extraction, Span
from articles.models import Candidate, CandidateScore, Claimant
from tests import factories
from tests.desk import recorded

pytestmark = pytest.mark.django_db


def doubt(text: str, marked: str, speaker: str, *, known: int = 1, **article: str) -> str:
    """Of a sentence in which `marked` is the source ("" for none), said to be by `speaker`."""
    of = factories.revision(text, **article)
    source = Span(text.index(marked), text.index(marked) + len(marked)) if marked else None
    end = len(text)
    said = (Attribution(source, Span(end - 2, end - 1), Span(0, end), "indirect", None),)
    sentence = recorded.sentence(text, 0, end, speaker=speaker or None, attributions=said)
    extractions.record(extractions.request(of, by=None), Extraction("v9", {}, (sentence,)))
    score = CandidateScore.objects.get(candidate__revision=of)
    return doubts.doubt(score, of.article, text, [Claimant(name=speaker)] * known)


@pytest.mark.parametrize(
    ("text", "marked", "speaker"),
    [
        ("みなと市は来館者が増えたと発表した。", "みなと市", "みなと市"),
        ("石川市長は来館者が増えたと述べた。", "石川市長", "石川"),
        ("石川市長は来館者が増えたと述べた。", "石川市長", "石川一郎"),
        ("三浦海（42）は来館者が増えたと述べた。", "三浦海（42）", "三浦 海"),
        ("来館者は増えたと聞いた。", "", ""),
    ],
)
def test_marked_words_that_are_the_name_raise_no_doubt(text: str, marked: str, speaker: str) -> None:
    assert doubt(text, marked, speaker) == ""


@pytest.mark.parametrize(
    ("text", "marked", "speaker", "said"),
    [
        ("会は患者が増えたと発表した。", "会", "市医師会", "本文の印は「会」です"),
        ("市議は来館者が増えたと述べた。", "市議", "市議会", "本文の印は「市議」です"),
        ("同氏は来館者が増えたと述べた。", "同氏", "三浦海", "本文の印は「同氏」です"),
        ("来館者は増えたと述べた。", "", "三浦海", "この名前は、本文にそのままは出てきません"),
    ],
)
def test_other_words_than_the_name_have_to_be_confirmed(text: str, marked: str, speaker: str, said: str) -> None:
    assert doubt(text, marked, speaker) == said


def test_account_of_the_article_is_as_good_as_the_text() -> None:
    assert doubt("来館者は増えました。", "", "みなとの台所", account="みなとの台所（@minato_kitchen）") == ""


def test_name_of_several_is_nobodys_yet() -> None:
    assert doubt("三浦海は来館者が増えたと述べた。", "三浦海", "三浦海", known=2) == (
        "この名前の発信者が、何人か登録されています"
    )


def test_speaker_that_the_wording_lacks_is_unsure() -> None:
    (row,) = recorded.candidates(1)
    score = CandidateScore.objects.get(candidate=row)
    score.incomplete = ["speaker"]

    assert doubts.doubt(score, row.revision.article, row.revision.text, []) == "機械は、発言者を決めきれていません"
    assert Candidate.objects.count() == 1
