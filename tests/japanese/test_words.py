"""Words of short texts, asked for by many threads at once, as web processes do."""

from concurrent.futures import ThreadPoolExecutor

from articles.japanese.words import words


def test_threads_ask_at_once() -> None:
    texts = [f"港野市{number}丁目の大石太郎市長が概要を説明した" * 2 for number in range(2000)]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(words, texts))

    assert ["".join(word.text for word in each) for each in found] == texts
