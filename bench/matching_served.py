"""「その話、本当ですか。」 with 100,000 published verdicts, asked over HTTP: gunicorn, PostgreSQL with the rows, the index.

python bench/matching_served.py [VERDICTS]

Messages of 300 characters put together from the labelled ones, and lists with facets, one after another; how long a process
takes to load, what it holds, how soon it finds what is published, and how many verdicts a minute a core derives. More than
200,000 verdicts are there as search sees them, without their texts: a page of one of the copies is none then.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlencode

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import generated  # noqa: E402 - the path has to stand first
from bench.matching_labels import messages  # noqa: E402 - as above
from bench.served import HEADING, OK, Answer, Client, load, processor_seconds, tell, web  # noqa: E402 - as above
from bench.stack import free_port, prepared  # noqa: E402 - as above

TIMED = 60
LENGTH = 300
WITH_TEXTS = 200_000
DERIVED = 100
QUERIES = ("水道料金 値上げ", "県立高校入試", "新スタジアム 負担", "インフルエンザワクチン 死亡", "外国人 犯罪 検挙")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


def main(verdicts: int = 100_000) -> None:
    with prepared(free_port()) as stack:
        url = str(stack.environment["DATABASE_URL"])
        began = time.monotonic()
        generated.publish(url, verdicts, with_texts=verdicts <= WITH_TEXTS)
        print(f"{verdicts:,} verdicts generated in {time.monotonic() - began:.0f} s; load average {load()}")
        os.environ.update(stack.environment)
        print_loads(stack.folder)
        with web(
            stack,
            stack.port,
            MATCHES_PER_MINUTE="1000000",
            WEB_CONCURRENCY="2",
            SEARCH_FOLDER=str(stack.folder / "search"),
        ) as client:
            print_memory(client)
            print(HEADING)
            texts = three_hundred()
            series(
                "POST /check/",
                client,
                [lambda t=t: client.ask("/check/", "POST", urlencode({"message": t}), FORM) for t in texts],
            )
            series(
                "POST /api/v1/match/",
                client,
                [lambda t=t: client.ask("/api/v1/match/", "POST", json.dumps({"text": t}), JSON) for t in texts],
            )
            series(
                "GET /verdicts/?q=, facets",
                client,
                [
                    lambda q=q, f=f: client.ask(f"/verdicts/?q={quote(q)}{f}")
                    for q in QUERIES * 6
                    for f in ("", "&year=2024", "&rating=fij-false&sort=new")
                ],
            )
            print_memory(client)
            if verdicts <= WITH_TEXTS:
                print_publications(client)
        print(f"load average {load()}")


def series(what: str, client: Client, asked: list[Callable[[], Answer]]) -> None:
    for ask in asked[:4]:  # both processes read what they need
        ask()
    client.look_again()
    answers = [ask() for ask in asked]
    assert {answer.status for answer in answers} == {OK}, answers[0].body[:500]
    tell(what, answers)


def three_hundred() -> list[str]:
    text = "\n".join(message.message for message in messages() if len(message.message) < 150)
    return [text[at : at + LENGTH] for at in range(0, len(text) - LENGTH, LENGTH)][:TIMED]


def print_loads(folder: Path) -> None:
    """The first process of a machine makes the files, the next ones map them; each in a process of its own."""
    for what in ("first process", "next process"):
        source = (
            "import time, psutil, django; django.setup()\n"
            "from articles.search import public\n"
            "began, spent = time.perf_counter(), time.process_time()\n"
            "size = public.index().size\n"
            "clock, spent = time.perf_counter() - began, time.process_time() - spent\n"
            "status = dict(line.split(':', 1) for line in open('/proc/self/status'))\n"
            "rss, peak = (int(status[name].split()[0]) // 1024 for name in ('RssAnon', 'VmHWM'))\n"
            "print(f'{size:,} verdicts read in {clock:.2f} s, {spent:.2f} s of a core; {rss} MB of its own, {peak} MB at most')"
        )
        environment = {
            **os.environ,
            "SEARCH_FOLDER": str(folder / "search"),
            "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        }
        print(f"{what}: ", end="", flush=True)
        psutil.Popen([sys.executable, "-c", source], cwd=ROOT, env=environment).wait()
    files = sum(each.stat().st_size for each in (folder / "search").rglob("*") if each.is_file())
    print(f"files: {files / 2**20:.0f} MiB")


def print_memory(client: Client) -> None:
    for pid in client.processes():
        process = psutil.Process(pid)
        if "gunicorn" in " ".join(process.cmdline()):
            held = process.memory_full_info()
            print(
                f"web process {pid}: {held.uss / 2**20:.0f} MiB of its own, {held.rss / 2**20:.0f} with what it shares"
            )


def print_publications(client: Client) -> None:
    """Verdicts derived one by one, as a publication does it; after each the next search, which has to read it."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "factcheck.settings"
    django.setup()
    from articles.actions import public_index
    from articles.models import PublishedVerdict

    numbers = list(PublishedVerdict.objects.live().order_by("-pk").values_list("pk", flat=True)[:DERIVED])
    public_index._rebuild(numbers[0])
    client.look_again()
    server = [pid for pid in client.processes() if pid not in web_pids(client)]
    began, answers = 0.0, []
    for number in numbers:
        before = time.process_time() + processor_seconds(server)
        public_index._rebuild(number)
        began += time.process_time() + processor_seconds(server) - before
        answers.append(client.ask(f"/verdicts/?q={quote(QUERIES[0])}"))
    tell("the search after a publication", answers)
    print(f"derived: {DERIVED / began * 60:,.0f} verdicts a minute of one core, the server's part included")


def web_pids(client: Client) -> set[int]:
    return {pid for pid in client.processes() if "gunicorn" in " ".join(psutil.Process(pid).cmdline())}


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
