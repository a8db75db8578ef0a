"""The lean pipeline against the model as its makers ship it, which reads one text at a time."""

import json
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from articles.extraction.outline import Source, outline
from articles.japanese.loader import load_model, stock_model, versions
from articles.japanese.parsing import parse, parse_of
from articles.japanese.pipeline import KNOWN, is_known
from tests.extraction.texts import RECORDED_TEXTS, hostile_texts

ROOT = Path(__file__).resolve().parent.parent.parent
DEMO = ROOT / "articles/demo/articles.json"
SHARED = ROOT.parent / "shared/data"
ODD_UNITS = [
    "",
    " ",
    "　　",
    "。",
    "古賀 美咲",
    "１０〜２０％ 増\t(前年比)",
    "The mayor spoke.",
    "👨‍👩‍👧葛󠄀城市",
    "あ" * 500,
    "…ー々ゝ",
]


def units_of(texts: Iterator[str]) -> list[str]:
    return [unit for text in texts for unit in outline(Source(text)).unit_texts()]


def demo_texts() -> Iterator[str]:
    for article in json.loads(DEMO.read_text(encoding="utf-8")):
        yield "\n\n".join(article["paragraphs"])


def shared_texts(name: str) -> Iterator[str]:
    for line in (SHARED / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["text"]


@cache
def stock() -> Any:
    return stock_model()


def assert_annotated_alike(units: list[str]) -> None:
    for unit, ours in zip(units, parse(units), strict=True):
        assert ours == parse_of(stock()(unit))


@pytest.mark.nlp
@pytest.mark.slow
def test_demo_texts_are_annotated_as_by_the_stock_model() -> None:
    units = units_of(islice(demo_texts(), 0, None, 2))

    assert len(units) > 100
    assert_annotated_alike(units)


@pytest.mark.nlp
def test_test_texts_are_annotated_as_by_the_stock_model() -> None:
    assert_annotated_alike(units_of(iter(RECORDED_TEXTS)))


@pytest.mark.nlp
@pytest.mark.parametrize("unit", ODD_UNITS)
def test_odd_texts_are_annotated_as_by_the_stock_model(unit: str) -> None:
    assert_annotated_alike([unit])
    assert_annotated_alike([unit, "市長は述べた。", unit])


@pytest.mark.nlp
@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="no ../shared/data beside this clone")
@pytest.mark.parametrize("name", ["news.ours.jsonl", "news.dev.jsonl"])
def test_shared_texts_are_annotated_as_by_the_stock_model(name: str) -> None:
    assert_annotated_alike(units_of(islice(shared_texts(name), 0, None, 8)))


@pytest.mark.nlp
@pytest.mark.slow
def test_hostile_texts_are_annotated_as_by_the_stock_model() -> None:
    assert_annotated_alike(units_of(hostile_texts(60, seed=1)))


def test_the_installed_versions_are_those_that_were_compared() -> None:
    assert is_known(versions())


@pytest.mark.parametrize("package", KNOWN)
def test_another_version_of_any_part_is_not_known(package: str) -> None:
    assert not is_known(versions() | {package: "99.0"})


@pytest.mark.nlp
def test_other_versions_are_read_with_the_stock_pipeline(caplog: pytest.LogCaptureFixture) -> None:
    model = load_model(versions() | {"spacy": "99.0"})

    assert model.pipe_names == stock().pipe_names
    assert model.tokenizer.need_subtokens
    assert model.get_pipe("tok2vec").model.name == stock().get_pipe("tok2vec").model.name
    assert model.get_pipe("tok2vec").model.ops.use_blis
    assert [record.levelname for record in caplog.records] == ["WARNING"]
