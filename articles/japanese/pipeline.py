"""ja-ginza's pipeline without what nobody here reads: same tokens, tags, heads, labels, lemmas and names, sooner.

Left out: Sudachi's shorter units, readings, normalised and inflected forms, bunsetu and clauses. The neural layers
before parser and NER are computed by `encoder`; parser, NER and morphologizer are spaCy's own. A test holds every
annotation against the stock model; the numbers are in docs/adr/0008.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

import numpy as np

from articles.japanese.encoder import Embeddings, WindowEncoder

KNOWN = {"spacy": "3.8.7", "thinc": "8.3.11", "ginza": "5.2.1", "ja_ginza": "5.2.0"}
"""The versions this was held against the stock model with."""

UNREAD = ("attribute_ruler", "compound_splitter", "bunsetu_recognizer")
"""Components that need not be loaded: the model disables the first, and nobody reads the others' answers."""


def is_known(versions: Mapping[str, str]) -> bool:
    """Whether these are the versions whose annotations are known to be the same."""
    return all(versions[package] == known for package, known in KNOWN.items())


class LeanPipeline:
    """Stands where the `Language` it is made of does: `pipe(texts, batch_size=…)` gives `Doc`s in order.

    A label of the parser keeps its `_bunsetu` suffix, which ginza's bunsetu recogniser cuts off afterwards.
    """

    def __init__(self, language: Any) -> None:
        self.vocab = language.vocab
        self._tokenizer = _Tokenizer(language.tokenizer, type(language.make_doc("")))
        embedding, encoder = language.get_pipe("tok2vec").model.layers
        self._encoder = WindowEncoder(encoder)
        self._embeddings = Embeddings(embedding, self._tokenizer.document, width=embedding.get_dim("nO"))
        self._transitions = [language.get_pipe(name) for name in ("parser", "ner")]
        self._morphologizer = language.get_pipe("morphologizer")
        self._parts_of_speech = np.array(
            [self._morphologizer.cfg["labels_pos"][label] for label in self._morphologizer.labels], np.uint64
        )

    def pipe(self, texts: Iterable[str], *, batch_size: int) -> Iterator[Any]:
        """A `Doc` for each text, in order."""
        remaining = iter(texts)
        while batch := list(islice(remaining, batch_size)):
            yield from self._annotated(batch)

    def _annotated(self, texts: Sequence[str]) -> list[Any]:
        documents = [self._tokenizer(text) for text in texts]
        self._encode([document for document in documents if len(document)])
        for component in self._transitions:
            component.set_annotations(documents, component.predict(documents))
        for document, classes in zip(documents, self._morphologizer.predict(documents), strict=True):
            parts_of_speech = self._parts_of_speech[np.asarray(classes, np.intp)]  # an empty text has a list of none
            document.from_array(["POS"], parts_of_speech.reshape(-1, 1))
        return documents

    def _encode(self, documents: Sequence[Any]) -> None:
        if not documents:
            return
        words = [word.text for word in chain.from_iterable(documents)]
        keys = list(chain.from_iterable(document.to_array("ORTH").tolist() for document in documents))
        lengths = [len(document) for document in documents]
        vectors = self._encoder(self._embeddings(words, keys), lengths)
        for document, rows in zip(documents, np.split(vectors, np.cumsum(lengths)[:-1]), strict=True):
            document.tensor = rows


class _Tokenizer:
    """spaCy's Japanese tokenizer, for texts without spaces by a shorter way to the same tokens, tags and lemmas."""

    def __init__(self, stock: Any, document: Any) -> None:
        stock.need_subtokens = False
        self._stock = stock
        self._document = document
        self._tags: dict[int, str] = {}

    def document(self, words: Sequence[str], **annotations: Any) -> Any:
        return self._document(self._stock.vocab, words=words, spaces=[False] * len(words), **annotations)

    def __call__(self, text: str) -> Any:
        if text.split() != [text]:
            return self._stock(text)
        morphemes = [morpheme for morpheme in self._stock.tokenizer.tokenize(text) if morpheme.surface()]
        words = [morpheme.surface() for morpheme in morphemes]
        if "".join(words) != text:
            return self._stock(text)
        lemmas = [morpheme.dictionary_form() or morpheme.surface() for morpheme in morphemes]
        return self.document(words, tags=[self._tag(morpheme) for morpheme in morphemes], lemmas=lemmas)

    def _tag(self, morpheme: Any) -> str:
        number = morpheme.part_of_speech_id()
        if number not in self._tags:
            self._tags[number] = "-".join(part for part in morpheme.part_of_speech()[:4] if part != "*")
        return self._tags[number]
