import pytest

from articles.japanese.parsing import MAX_UNIT, parse


def test_parse_refuses_a_unit_that_would_take_cubic_time() -> None:
    with pytest.raises(ValueError, match="a unit of 501 characters"):
        list(parse(["あ" * (MAX_UNIT + 1)]))


@pytest.mark.nlp
def test_parse_answers_for_every_unit_in_order() -> None:
    texts = ["市長は述べた。", " ", "古賀美咲"]

    parses = list(parse(texts))

    assert ["".join(token.text for token in parsed.tokens) for parsed in parses] == texts
    assert [all(text[t.start : t.end] == t.text for t in p.tokens) for text, p in zip(texts, parses, strict=True)] == [
        True
    ] * 3
