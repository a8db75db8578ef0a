from functools import cache
from typing import Any

import numpy as np
import pytest

from articles.japanese.encoder import Embeddings, UnknownArchitecture, WindowEncoder
from articles.japanese.loader import stock_model

TEXTS = [
    "。",
    "市長は述べた。",
    "委員会は",
    "待機児童は３年連続でゼロだと説明し、県内の市で最も少ないと強調した。" * 8,
    "知事",
]


@cache
def stock() -> Any:
    return stock_model()


def documents(texts: list[str]) -> list[Any]:
    return [stock().make_doc(text) for text in texts]


def layers() -> tuple[Any, Any]:
    embedding, encoder = stock().get_pipe("tok2vec").model.layers
    return embedding, encoder


@pytest.mark.nlp
@pytest.mark.parametrize("texts", [TEXTS, TEXTS[:1], TEXTS[::-1], TEXTS * 7])
def test_vectors_are_those_of_the_model(texts: list[str]) -> None:
    embedding, encoder = layers()
    embedded = embedding.predict(documents(texts))

    vectors = WindowEncoder(encoder)(np.concatenate(embedded), [len(rows) for rows in embedded])

    np.testing.assert_allclose(vectors, np.concatenate(encoder.predict(embedded)), rtol=0, atol=1e-5)


@pytest.mark.nlp
def test_vectors_do_not_depend_on_the_texts_read_before() -> None:
    embedding, encoder = layers()
    embedded = embedding.predict(documents(TEXTS))
    windows = WindowEncoder(encoder)
    alone = windows(embedded[1], [len(embedded[1])])

    windows(np.concatenate(embedded[::-1]), [len(rows) for rows in embedded[::-1]])

    assert np.array_equal(windows(embedded[1], [len(embedded[1])]), alone)


@pytest.mark.nlp
def test_embeddings_are_those_of_the_model_also_when_their_table_runs_over() -> None:
    embedding, _ = layers()
    embeddings = Embeddings(
        embedding,
        lambda words: type(documents(["。"])[0])(stock().vocab, words=words),
        width=embedding.get_dim("nO"),
        capacity=8,
    )

    for document in documents([TEXTS[1], TEXTS[2], TEXTS[1], "雨、風、雪、雷。", TEXTS[1]]):
        words = [word.text for word in document]
        rows = embeddings(words, document.to_array("ORTH").tolist())
        np.testing.assert_allclose(rows, embedding.predict([document])[0], rtol=0, atol=1e-5)


@pytest.mark.nlp
def test_a_model_of_another_make_is_refused() -> None:
    embedding, _ = layers()

    with pytest.raises(UnknownArchitecture, match="no residual in"):
        WindowEncoder(embedding)
