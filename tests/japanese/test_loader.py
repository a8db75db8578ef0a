import os
import subprocess
import sys

import numpy as np
import pytest

from articles.japanese.loader import MAX_WORDS, language_model
from articles.japanese.parsing import parse
from articles.japanese.vectors import word_vector

THREADS = """
import os
import django
django.setup()
from articles.japanese.loader import language_model
language_model()
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.nlp
@pytest.mark.skipif(sys.platform != "linux", reason="counts threads in /proc")
def test_a_worker_computes_on_one_thread() -> None:
    """OpenBLAS starts its threads when NumPy is imported, which Django's start does long before the model is loaded."""
    environment = {key: value for key, value in os.environ.items() if key != "OPENBLAS_NUM_THREADS"}

    counted = subprocess.run(
        [sys.executable, "-c", THREADS], env=environment, capture_output=True, text=True, check=True
    )

    assert counted.stdout == "1\n"


@pytest.mark.nlp
def test_words_met_are_forgotten_before_they_fill_the_memory() -> None:
    texts = ["待機児童は３年連続でゼロだと市長は述べた。"]
    model = language_model()
    parses, vector = list(parse(texts)), word_vector("市長")
    for number in range(MAX_WORDS):
        model.vocab[f"第{number}号"]

    assert list(parse(texts)) == parses
    assert np.array_equal(word_vector("市長"), vector)
    assert (len(model.vocab) > MAX_WORDS, len(language_model().vocab) < 100) == (True, True)


@pytest.mark.nlp
def test_asking_for_a_vector_adds_no_word() -> None:
    words = len(language_model().vocab)

    assert word_vector("存在しない語句のはずです") is None
    assert len(language_model().vocab) == words
