import math
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extraction import reasons, worthiness
from articles.extraction.features import Described, Words, describe
from articles.extraction.findings import findings_of
from articles.extraction.outline import Source, outline
from articles.extraction.packing import packed, unpacked
from articles.extraction.results import Reason
from articles.extraction.units import ParsedSentence, join
from articles.extraction.worthiness import Weights, load, rate
from tests.extraction.recording import recorded_parser
from tests.extraction.texts import ARTICLE

HALF = math.log(3)
"""The logit of 0.75."""

NAMES = ("rule:number", "length:log", "voice:speaker")
SIZE = len(NAMES) + 2 * 300

WEIGHTS = Weights(
    bias=0.0,
    threshold=0.5,
    trifling=0.1,
    names=NAMES,
    centres=np.array([0.0, 0.5, 0.0]),
    factors=np.ones(3),
    vector_mean=np.zeros(300),
    vector_scale=np.ones(300),
    linear=np.array([HALF, 1.0, -1.0] + [0.0] * 600),
    axes=np.zeros((1, SIZE)),
    strengths=np.ones(1),
    grams={"あ": (1.0, 2.0), "い": (2.0, 1.0)},
    commonness={},
    usual={},
)


def described(named: dict[str, float], characters: str = "", words: Words = (), article: Words = ()) -> Described:
    return Described(named, characters, words, article)


def linear(**weights: float) -> Weights:
    named = {name.partition(":")[2]: column for column, name in enumerate(NAMES)}
    values = WEIGHTS.linear.copy()
    for name, weight in weights.items():
        values[named[name]] = weight
    return replace(WEIGHTS, linear=values)


def test_rate_adds_named_features_to_the_base() -> None:
    (rating,) = rate([described({"rule:number": 1.0, "length:log": 0.5})], WEIGHTS)

    assert rating.priority == 0.75
    assert rating.label == "CFS"
    assert rating.reasons == (
        Reason("base", 0.5, "基準点"),
        Reason("amount", 0.25, "数量：数量が要点"),
    )


def test_rate_tells_how_words_differ_from_what_is_usual() -> None:
    weights = replace(WEIGHTS, linear=WEIGHTS.linear * 0, usual={"rest": 0.5}, bias=0.5)

    plain, worded = rate([described({}), described({}, "い")], weights)

    assert (plain.priority, worded.priority) == (0.5, round(1 / (1 + math.exp(-1.0)), 4))
    assert [reason.feature for reason in plain.reasons] == ["base", "rest"]
    assert sum(reason.weight for reason in plain.reasons) == 0.5


def test_rate_counts_an_absent_centred_feature_as_zero() -> None:
    absent, given_as_zero = rate([described({}), described({"length:log": 0.0})], WEIGHTS)

    assert absent == given_as_zero
    assert absent.priority == round(1 / (1 + math.exp(0.5)), 4)


def test_rate_ignores_a_feature_nobody_learned() -> None:
    known, unknown = rate([described({}), described({"unit:斤": 1.0})], WEIGHTS)

    assert known == unknown


def test_gram_shares_weigh_characters_as_a_vector_of_length_one() -> None:
    shares = worthiness.gram_shares("ああいう", WEIGHTS.grams)

    twice, once = 1 + math.log(2), 2.0
    assert shares == {
        "あ": pytest.approx(twice * 2 / math.hypot(twice, once)),
        "い": pytest.approx(once / math.hypot(twice, once)),
    }


def test_rate_shares_what_two_features_tell_together_between_them() -> None:
    axes = np.zeros((1, SIZE))
    axes[0, [0, 2]] = 1.0, 2.0
    weights = replace(linear(number=0.0, speaker=0.0), axes=axes, centres=np.zeros(3))

    (rating,) = rate([described({"rule:number": 1.0, "voice:speaker": 1.0})], weights)

    both = 1 / (1 + math.exp(-9))
    assert rating.priority == round(both, 4)
    assert {reason.feature: reason.weight for reason in rating.reasons} == {
        "base": 0.5,
        "amount": pytest.approx((both - 0.5) * 3 / 9, abs=1e-4),
        "rest": pytest.approx((both - 0.5) * 6 / 9, abs=1e-4),
    }


@pytest.mark.nlp
def test_rate_quotes_the_words_that_told() -> None:
    weights = replace(WEIGHTS, grams={"違反": (1.0, 2.0), "反": (1.0, 2.0), "認定": (1.0, 1.0), "花見": (1.0, -3.0)})

    (told,) = rate([described({}, "違反と認定", (("違反", "違反"), ("認定", "認定")))], weights)
    (untold,) = rate([described({}, "花見", (("花見", "花見"),))], weights)

    assert [reason.note for reason in told.reasons if reason.feature == "words"] == ["言葉：「違反」「認定」"]
    assert [reason.note for reason in untold.reasons if reason.feature == "words"] == ["言葉：「花見」"]


@pytest.mark.nlp
def test_rate_quotes_the_word_whose_meaning_told() -> None:
    trial = worthiness.mean_vectors([(("判決", "判決"),)], {})[0]
    values = WEIGHTS.linear * 0
    values[3:303] = trial

    (rating,) = rate([described({}, "", (("花見", "花見"), ("裁判", "裁判")))], replace(WEIGHTS, linear=values))

    assert next(r.note for r in rating.reasons if r.feature == "words").startswith("言葉：「裁判」")


def test_rate_keeps_five_reasons_and_folds_what_remains() -> None:
    names = (
        "rule:number",
        "rule:superlative",
        "rule:claimed",
        "rule:denial",
        "rule:future",
        "rule:cause",
        "length:log",
    )
    values = np.array([0.6, 0.5, 0.4, -0.3, 0.2, 0.1, 0.9] + [0.0] * 600)
    weights = replace(
        WEIGHTS, names=names, centres=np.zeros(7), factors=np.ones(7), linear=values, axes=np.zeros((1, 607))
    )

    (rating,) = rate([described(dict.fromkeys(names, 1.0))], weights)

    assert [reason.feature for reason in rating.reasons] == ["base", "rest", "amount", "strong", "party", "dispute"]
    assert rating.reasons[1].note == "その他の要素"


def test_rate_says_that_an_amount_is_missing() -> None:
    weights = replace(WEIGHTS, names=("amount:any", "length:log", "voice:speaker"), centres=np.array([0.4, 0.5, 0.0]))

    (rating,) = rate([described({"length:log": 0.5})], weights)

    assert [reason.note for reason in rating.reasons if reason.weight < 0] == ["数量：数量がない"]


@pytest.mark.parametrize(
    ("logit", "label"),
    [(-3.0, "NFS"), (math.log(0.1 / 0.9), "UFS"), (-0.01, "UFS"), (0.0, "CFS"), (3.0, "CFS")],
)
def test_rate_labels_by_the_lines_of_the_weights(logit: float, label: str) -> None:
    (rating,) = rate([described({"rule:number": 1.0, "length:log": 0.5})], linear(number=logit))

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

    worded = [feature for feature in weights.names if feature.partition(":")[0] in ("rule", "wording", "claim")]
    assert [feature for feature in worded if not reasons.detail(feature)] == []
    assert 0 <= weights.trifling < weights.threshold < 1


def test_weights_stay_small() -> None:
    folder = files("articles.extraction") / "weights"

    assert sum(len(file.read_bytes()) for file in folder.iterdir() if file.name.endswith(".npz")) < 2_000_000


def article_pieces() -> list[Described]:
    current = outline(Source(ARTICLE))
    parses = recorded_parser(current.unit_texts())
    joined: list[ParsedSentence] = [join(p.span, p.units, [next(parses) for _ in p.units]) for p in current.pieces]
    return describe(current, joined, findings_of(current, joined))


def test_describe_names_what_the_opening_sentence_shows() -> None:
    first = article_pieces()[0]

    assert first.named["place:first"] == 1.0
    assert first.named["kind:sentence"] == 1.0
    assert first.named["around:nothing_before"] == 1.0
    assert "around:nothing_after" not in first.named
    assert not set("0123456789") & set(first.characters.replace("0", ""))


def test_every_feature_speaks_for_a_reason_with_a_heading() -> None:
    named = {feature for piece in article_pieces() for feature in piece.named}

    assert {feature for feature in named if not reasons.note(reasons.reason_of(feature))} == set()


@pytest.mark.nlp
def test_rate_ranks_a_contested_figure_above_a_byline() -> None:
    pieces = article_pieces()

    ratings = rate(pieces, load("news"))

    assert ratings[1].priority > ratings[-1].priority
    assert ratings[-1].label == "NFS"
