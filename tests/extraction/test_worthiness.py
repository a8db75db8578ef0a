import math
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extraction import features, worthiness
from articles.extraction.features import Described, describe
from articles.extraction.findings import findings_of
from articles.extraction.outline import Source, outline
from articles.extraction.results import Reason
from articles.extraction.units import ParsedSentence, join
from articles.extraction.worthiness import Weights, load, packed, rate, unpacked
from tests.extraction.recording import recorded_parser
from tests.extraction.texts import ARTICLE

HALF = math.log(3)
"""The logit of 0.75."""

WEIGHTS = Weights(
    bias=0.0,
    threshold=0.5,
    trifling=0.1,
    named={"rule:number": (HALF, 0.0), "length:log": (1.0, 0.5), "voice:speaker": (-1.0, 0.0)},
    grams={"あ": (1.0, 2.0), "い": (2.0, 1.0)},
    commonness={},
    vector_mean=np.zeros(300),
    vector_scale=np.ones(300),
    vector_weights=np.zeros(300),
    landmarks=np.zeros((1, 300)),
    landmark_weights=np.zeros(1),
)


def described(named: dict[str, float], characters: str = "") -> Described:
    return Described(named, characters, ())


def test_rate_adds_named_features_to_the_base() -> None:
    (rating,) = rate([described({"rule:number": 1.0, "length:log": 0.5})], WEIGHTS)

    assert rating.priority == 0.75
    assert rating.label == "CFS"
    assert rating.reasons == (
        Reason("base", 0.5, "基準点"),
        Reason("rule:number", 0.25, "数量が要点"),
    )


def test_rate_counts_an_absent_centred_feature_as_zero() -> None:
    absent, given_as_zero = rate([described({}), described({"length:log": 0.0})], WEIGHTS)

    assert absent == given_as_zero
    assert absent.priority == round(1 / (1 + math.exp(0.5)), 4)


def test_rate_ignores_a_feature_nobody_learned() -> None:
    known, unknown = rate([described({}), described({"unit:斤": 1.0})], WEIGHTS)

    assert known == unknown


def test_parts_weigh_characters_as_a_vector_of_length_one() -> None:
    parts = worthiness.parts(described({}, "ああいう"), 0.0, WEIGHTS)

    twice, once = 1 + math.log(2), 2.0
    assert parts["characters"] == pytest.approx((twice * 2 + once * 1) / math.hypot(twice, once))


@pytest.mark.nlp
def test_rate_quotes_the_words_that_told() -> None:
    weights = replace(WEIGHTS, grams={"違反": (1.0, 2.0), "反": (1.0, 2.0), "認定": (1.0, 1.0), "花見": (1.0, -3.0)})

    (told,) = rate([Described({}, "違反と認定", (("違反", "違反"), ("認定", "認定")))], weights)
    (untold,) = rate([Described({}, "花見", (("花見", "花見"),))], weights)

    assert [reason.note for reason in told.reasons if reason.feature == "characters"] == [
        "言葉づかい（「違反」「認定」）"
    ]
    assert [reason.note for reason in untold.reasons if reason.feature == "characters"] == ["言葉づかい（「花見」）"]


def test_nearness_is_one_at_a_landmark_and_falls_with_distance() -> None:
    near = worthiness.nearness(np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([[1.0, 0.0]]))

    assert near[:, 0].tolist() == [1.0, pytest.approx(math.exp(-0.5))]


@pytest.mark.parametrize(
    ("logit", "label"),
    [(-3.0, "NFS"), (math.log(0.1 / 0.9), "UFS"), (-0.01, "UFS"), (0.0, "CFS"), (3.0, "CFS")],
)
def test_rate_labels_by_the_lines_of_the_weights(logit: float, label: str) -> None:
    weights = replace(WEIGHTS, named={"rule:number": (logit, 0.0)})

    (rating,) = rate([described({"rule:number": 1.0})], weights)

    assert rating.label == label


@given(
    st.dictionaries(
        st.sampled_from(["rule:number", "length:log", "voice:speaker"]),
        st.floats(-1e3, 1e3, allow_nan=False),
    ),
    st.text(alphabet="あいう", max_size=20),
)
def test_reasons_sum_to_the_priority_exactly_as_printed(named: dict[str, float], characters: str) -> None:
    (rating,) = rate([described(named, characters)], WEIGHTS)

    printed = [Decimal(str(reason.weight)) for reason in rating.reasons]
    assert sum(printed) == Decimal(str(rating.priority))
    assert 0 <= rating.priority <= 1


def test_unpacked_gives_back_the_packed_words() -> None:
    assert unpacked(packed(["銃", "%", " a"])) == ["銃", "%", " a"]


@pytest.mark.parametrize("name", ["news", "minutes", "register"])
def test_every_learned_feature_has_a_note(name: str) -> None:
    weights = load(name)

    assert [feature for feature in weights.named if not features.note(feature)] == []
    assert 0 <= weights.trifling < weights.threshold < 1


def test_weights_stay_small() -> None:
    folder = files("articles.extraction") / "weights"

    assert sum(len(file.read_bytes()) for file in folder.iterdir() if file.name.endswith(".npz")) < 2_000_000


def article_pieces() -> list[Described]:
    current = outline(Source(ARTICLE))
    parses = recorded_parser(current.unit_texts())
    joined: list[ParsedSentence] = [join(p.span, p.units, [next(parses) for _ in p.units]) for p in current.pieces]
    return describe(ARTICLE, joined, findings_of(current, joined))


def test_describe_names_what_the_opening_sentence_shows() -> None:
    first = article_pieces()[0]

    assert first.named["place:first"] == 1.0
    assert first.named["kind:sentence"] == 1.0
    assert first.named["around:nothing_before"] == 1.0
    assert "around:nothing_after" not in first.named
    assert not set("0123456789") & set(first.characters.replace("0", ""))


def test_describe_gives_every_feature_a_group_with_a_note() -> None:
    named = {feature for piece in article_pieces() for feature in piece.named}

    assert {feature for feature in named if not features.note(feature)} == set()


@pytest.mark.nlp
def test_rate_ranks_a_contested_figure_above_a_byline() -> None:
    pieces = article_pieces()

    ratings = rate(pieces, load("news"))

    assert ratings[1].priority > ratings[-1].priority
    assert ratings[-1].label == "NFS"
