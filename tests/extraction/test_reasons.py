from articles.extraction import reasons


def test_features_of_one_sort_speak_for_one_reason() -> None:
    features = ("rule:number", "amount:count", "unit:円", "wording:percentage", "claim:casualties")

    assert {reasons.reason_of(feature) for feature in features} == {"amount"}


def test_feature_without_an_editors_words_is_in_the_remainder() -> None:
    features = ("grammar:pos_NOUN", "length:log", "article:polite", "around:before_kind_sentence", "wording:polite")

    assert {reasons.reason_of(feature) for feature in features} == {"rest"}


def test_every_reason_has_a_heading() -> None:
    told = {reasons.reason_of(feature) for feature in ("rule:denial", "claim:issuer", "document:leaflet", "turn:asks")}

    assert {reasons.note(reason) for reason in told} == {
        "反論・食い違い",
        "当事者の主張",
        "文書の種類",
        "質疑の中での役割",
    }


def test_note_quotes_the_two_strongest_details_that_differ() -> None:
    details = ["金額が含まれる", "金額が含まれる", "金額", "数量が要点", "割合"]

    assert reasons.note("amount", details) == "数量：金額が含まれる、数量が要点"


def test_folded_keeps_the_sum_and_what_can_be_said() -> None:
    parts = {"base": 0.2, "amount": 0.3, "mood": -0.2, "party": 0.1, "cause": 0.05, "strong": 0.04, "rest": 0.01}
    can_be_said = dict.fromkeys(parts, True) | {"mood": False}

    folded = reasons.folded(parts, can_be_said)

    assert list(folded) == ["base", "amount", "party", "cause", "strong", "rest"]
    assert round(sum(folded.values()), 6) == round(sum(parts.values()), 6)
    assert round(folded["rest"], 6) == -0.19
