"""Who may be the speaker of a sentence; the sentences are ours."""

import pytest

from articles.extraction.candidates import Candidate, Cast, How
from articles.extraction.memory import Memory
from tests.extraction.casts import candidates_of_last, cast

pytestmark = pytest.mark.nlp

PERSON = "折原千景さんは青浜市の主将を務める。"


def candidates_of_first(found: Cast) -> list[Candidate]:
    return found.candidates(0, Memory())


def ways(text: str, name: str, spoke: dict[int, str] | None = None) -> set[How]:
    return {one.how for one in candidates_of_last(text, spoke or {}) if one.name == name}


@pytest.mark.parametrize(
    ("text", "name", "spoke", "how"),
    [
        (f"{PERSON}折原さんは橋が危ないと語った。", "折原千景", {}, How.PHRASE),
        ("地元に住む大工の折原千景さんは橋が危ないと語った。", "折原千景", {}, How.PHRASE),
        ("青浜広告協会報告書によると、収益は２億円だった。", "青浜広告協会", {}, How.TAIL),
        ("市長は橋が危ないと述べた。", "市長", {}, How.RULED),
        (f"{PERSON}「橋が危ない」と彼女は語った。", "折原千景", {}, How.POINTED),
        (f"{PERSON}「橋が危ない。直してほしい」", "折原千景", {0: "折原千景"}, How.CARRIED),
        ("折原千景知事が橋を直すと述べたのに対し、森一馬市長は直さないと反論した。", "折原千景、森一馬", {}, How.JOINT),
    ],
)
def test_candidate_arises(text: str, name: str, spoke: dict[int, str], how: How) -> None:
    assert how in ways(text, name, spoke)


def test_speaker_named_after_a_quotation_is_a_candidate() -> None:
    found = cast("「橋が危ない。すぐに直してほしい」。折原千景さんはそう語気を強めた。")

    following = [one.name for one in candidates_of_first(found) if one.how is How.FOLLOWING]

    assert following[:1] == ["折原千景"]


def test_speaker_named_after_several_quotations_is_a_candidate_of_the_first() -> None:
    found = cast("「橋が危ない。すぐに直してほしい」。「子どもが通る道だから心配だ」。折原千景さんはそう語った。")

    following = [one.name for one in candidates_of_first(found) if one.how is How.FOLLOWING]

    assert following[:1] == ["折原千景"]


def test_title_agrees_with_who_holds_it() -> None:
    found = candidates_of_last("森一馬市長は折原千景知事と会った。「橋を直す」と知事は述べた。", {})

    held = {one.name: "held" in sign for one in found for sign in one.signs if "office=" in sign}

    assert held == {"折原千景": True, "森一馬": False}


def test_name_inside_the_quotation_is_marked() -> None:
    found = candidates_of_last(f"{PERSON}「折原さんはよく走った」と森一馬監督は語った。", {})

    marks = {one.name: sign for one in found for sign in one.signs if "in_quotation" in sign and one.how is How.PHRASE}

    assert marks == {"森一馬": "phrase:in_quotation=False"}
