"""Our extraction, end to end, against the stock parse alone: tokens a second on one core, in turns on the same articles.

python bench/extraction_speed.py [--articles 240] [--core 0] [--sizes 8 16 32 64 128]

Each contestant is a process of its own, on the same core, with one thread; the stock ones run in environments that
this script makes in .state/bench from bench/stock-*.txt. They take turns on small groups of articles, because what
else the machine does comes and goes; so the ratios are medians over the groups, of CPU time (of the clock in brackets).
Articles: the demo's, and ../shared/data's where it lies, else variations of the demo's.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
ENVIRONMENTS = ROOT / ".state" / "bench"
OURS = "ours, end to end"
STOCK = {"stock parse, spaCy 3.8.18": "stock-3.8.18", "stock parse, spaCy 3.8.7": "stock-3.8.7"}
TARGETS = {"stock parse, spaCy 3.8.18": 2.2, "stock parse, spaCy 3.8.7": 1.0}
FLOOR = 9.4e6
"""Multiplications and additions a token takes in the window layers alone: 8 layers of 768 × 768, 2 each."""

Article = dict[str, str]


@dataclass
class Contestant:
    """A process that reads groups of articles, and what it took for each."""

    name: str
    python: Path
    core: int
    size: int = 0  # texts to a batch, where it is ours to choose
    start_up: float = 0.0
    groups: list[dict[str, float]] = field(default_factory=list)
    process: subprocess.Popen[str] = field(init=False)

    def start(self) -> None:
        began = time.monotonic()
        kind = "ours" if self.name == OURS else "stock"
        self.process = subprocess.Popen(
            [self.python, __file__, "--serve", kind, "--core", str(self.core)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
        )
        self._answer()
        self.start_up = time.monotonic() - began

    def read(self, articles: Sequence[Article], size: int) -> dict[str, float]:
        """Seconds of CPU and clock, tokens, peak memory in bytes, GFLOP/s of a matrix product just before."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"articles": articles, "size": size}) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()

    def total(self, key: str) -> float:
        return sum(group[key] for group in self.groups)

    def _answer(self) -> dict[str, float]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.name} ended with {self.process.wait()}.")
        answer: dict[str, float] = json.loads(line)
        return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=240)
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--sizes", type=int, nargs="+", default=[8, 16, 32, 64, 128], help="batches to try, in texts")
    parser.add_argument("--serve", choices=("ours", "stock"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.core)
    else:
        compete(options.articles, options.core, options.sizes)


def compete(count: int, core: int, sizes: Sequence[int]) -> None:
    articles = list(islice(all_articles(), count))
    contestants = [
        Contestant(OURS, Path(sys.executable), core),
        *(Contestant(name, environment(folder), core) for name, folder in STOCK.items()),
    ]
    for contestant in contestants:
        contestant.start()
        contestant.read(articles[:2], 2)
    for contestant in contestants[1:]:
        contestant.size = best_size(contestant, articles, sizes)
        contestant.stop()  # a new process, so that the peak of its memory is that of its best size
        contestant.start()
        contestant.read(articles[:2], 2)
    group = max(16, *(contestant.size for contestant in contestants))
    for turn, first in enumerate(range(0, len(articles), group)):
        for contestant in contestants[turn % 3 :] + contestants[: turn % 3]:
            answer = contestant.read(articles[first : first + group], contestant.size)
            contestant.groups.append(answer | {"articles": len(articles[first : first + group])})
    for contestant in contestants:
        contestant.stop()
    report(contestants)


def best_size(contestant: Contestant, articles: Sequence[Article], sizes: Sequence[int]) -> int:
    speeds = {}
    for size in sizes:
        answer = contestant.read(articles[:: max(1, len(articles) // max(sizes))][: max(sizes)], size)
        speeds[size] = answer["tokens"] / answer["cpu"]
    print(f"{contestant.name}: " + ", ".join(f"batches of {n}: {speed:,.0f} tokens/s" for n, speed in speeds.items()))
    return max(speeds, key=lambda size: speeds[size])


def report(contestants: Sequence[Contestant]) -> None:
    from rich.console import Console
    from rich.table import Table

    ours, *others = contestants
    tokens = others[-1].total("tokens")
    table = Table(title=f"{ours.total('articles'):.0f} articles, {tokens:,.0f} tokens, core {ours.core}")
    for heading in (
        "",
        "batch",
        "start-up",
        "tokens/s",
        "articles/s",
        "peak RSS",
        "ours is faster by",
        "quartiles",
        "target",
    ):
        table.add_column(heading, justify="right" if heading else "left")
    for contestant in contestants:
        cpu = contestant.total("cpu")
        table.add_row(
            contestant.name,
            str(contestant.size or ""),
            f"{contestant.start_up:.1f} s",
            f"{tokens / cpu:,.0f}",
            f"{contestant.total('articles') / cpu:.1f}",
            f"{max(group['rss'] for group in contestant.groups) / 1e9:.2f} GB",
            *(ratios(ours, contestant) if contestant is not ours else ("", "", "")),
        )
    speed = statistics.median(group["gflops"] for contestant in contestants for group in contestant.groups)
    table.add_row(
        "floor: products alone", "", "", f"{speed * 1e9 / FLOOR:,.0f}", "", "", "", f"at {speed:.0f} GFLOP/s", ""
    )
    Console(width=150).print(table)


def ratios(ours: Contestant, other: Contestant) -> tuple[str, str, str]:
    by = {
        key: [theirs[key] / mine[key] for mine, theirs in zip(ours.groups, other.groups, strict=True)]
        for key in ("cpu", "clock")
    }
    low, middle, high = statistics.quantiles(by["cpu"], n=4)
    clock = statistics.median(by["clock"])
    return f"{middle:.2f} ({clock:.2f})", f"{low:.2f}–{high:.2f}", f"{TARGETS[other.name]:.1f}"


def environment(name: str) -> Path:
    """The interpreter of a virtual environment with what bench/NAME.txt pins, made where it is not there yet."""
    folder = ENVIRONMENTS / name
    python = folder / "bin" / "python"
    requirements = ROOT / "bench" / f"{name}.txt"
    installed = folder / "installed.txt"
    if not installed.exists() or installed.read_text() != requirements.read_text():
        print(f"Making {folder.relative_to(ROOT)} …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", requirements], check=True)
        installed.write_text(requirements.read_text())
    return python


def all_articles() -> Iterator[Article]:
    """Articles without an end, never the same twice."""
    demo = json.loads((ROOT / "articles" / "demo" / "articles.json").read_text(encoding="utf-8"))
    for article in demo:
        yield {"text": "\n\n".join(article["paragraphs"]), "date": article["published_at"][:10]}
    for name in ("news.ours.jsonl", "news.dev.jsonl", "news.train.jsonl"):
        if (SHARED / name).exists():
            for line in (SHARED / name).read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                yield {"text": row["text"], "date": row.get("published_at", "2025-08-16")}
    sys.path.insert(0, str(ROOT))
    from tests import archive

    yield from ({"text": row["text"], "date": row["published_at"][:10]} for row in archive.rows())


def serve(kind: str, core: int) -> None:
    """Answer each line of articles with what reading them took."""
    os.sched_setaffinity(0, {core})
    read = our_reader() if kind == "ours" else stock_reader()
    print("{}", flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        gflops = product_speed()
        cpu, clock = time.process_time(), time.perf_counter()
        tokens = read(request["articles"], request["size"])
        answer = {
            "cpu": time.process_time() - cpu,
            "clock": time.perf_counter() - clock,
            "tokens": tokens,
            "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            "gflops": gflops,
        }
        print(json.dumps(answer), flush=True)


Reader = Callable[[list[Article], int], int]


def our_reader() -> Reader:
    """Every sentence with all it is given, as an article is read by a worker; the result counts no tokens."""
    from articles.extraction import Source, extract_many
    from articles.japanese.loader import language_model

    language_model()

    def read(articles: list[Article], size: int) -> int:
        sources = (Source(article["text"], date.fromisoformat(article["date"])) for article in articles)
        for extraction in extract_many(sources):
            extraction.to_json()
        return 0

    return read


def stock_reader() -> Reader:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import spacy  # noqa: TID251 — the contestant, in an environment of its own
    language = spacy.load("ja_ginza")

    def read(articles: list[Article], size: int) -> int:
        texts = (article["text"] for article in articles)
        return sum(len(document) for document in language.pipe(texts, batch_size=size))

    return read


def product_speed() -> float:
    """GFLOP/s of NumPy's products on the shape of a window layer, now."""
    import numpy as np

    windows: Any = np.ones((1024, 768), np.float32)
    weights: Any = np.ones((768, 768), np.float32)
    began = time.process_time()
    for _ in range(5):
        windows @ weights
    return float(5 * 2 * windows.size * 768 / (time.process_time() - began) / 1e9)


if __name__ == "__main__":
    main()
