"""What keeps the rooms of the tree apart, and the habits no reviewer should have to watch for."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from articles import permissions

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
CODE = [
    path for folder in ("articles", "factcheck", "clients", "tests", "bench") for path in (ROOT / folder).rglob("*.py")
]

PUBLICATIONS = tuple(
    f"articles.models.{name}"
    for name in (
        *("Publication", "PublicationContent", "PublicationRendering"),
        *("PublishedVerdict", "PublishedClaimant", "PublishedArticle", "PublishedSearch", "WithheldFigures"),
        *("PublishedEntry", "published_entry", "PublishedSelection", "PublishedRendition"),
        *("PublishedCredit", "PublishedImage", "PublicMember"),
        *("publication", "snapshot", "verdict_page", "Rating", "RatingScale"),
    )
)
READING = (
    *(*PUBLICATIONS, "articles.public", "articles.search", "articles.japanese"),
    "articles.models.web_addresses",  # how an address is shown; no table
)
RENDERERS = (
    *("public.face", "public.rendering", "public.claim_review", "public.changes", "public.prose", "public.people"),
    "public.renditions",
    "api.read.representations",
)
CALLING = (
    *("articles.api.authentication", "articles.api.problems", "articles.quotas"),
    *("articles.api.deprecation", "articles.api.openapi", "articles.api.received", "articles.api.shapes"),
)  # what every view of the API asks
WORKING = ("articles.actions", "articles.models", "articles.permissions", "articles.intake")

# Who may import what of ours; the longest matching room counts, and a room always sees itself. A room that is not here
# fails the test: decide where it stands before it fills up.
LAW: dict[str, tuple[str, ...]] = {
    "articles.japanese": (),
    "articles.extraction": ("articles.japanese",),
    "articles.search": ("articles.japanese", "articles.extraction"),
    "articles.search.public": (*PUBLICATIONS, "articles.search", "articles.japanese"),
    "articles.search.alike": ("articles.models", "articles.search", "articles.japanese"),
    "articles.search.desk": ("articles.models", "articles.search", "articles.japanese"),
    "articles.models": ("articles.japanese.invisible",),  # constraints and checklist ask for the same
    "articles.permissions": ("articles.models",),
    "articles.quotas": ("articles.models.QuotaUse",),
    "articles.actions": (
        *("articles.models", "articles.permissions", "articles.extraction", "articles.japanese", "articles.search"),
        "articles.outbound",
        *(f"articles.{renderer}" for renderer in RENDERERS),  # snapshots are rendered in the publishing transaction
    ),
    # It publishes what the desk's ledger counts; no other action knows the desk.
    "articles.actions.published_selection": ("articles.models", "articles.desk.selection"),
    "articles.tasks": (
        *("articles.actions", "articles.models", "articles.extraction", "articles.quotas"),
        "articles.api.read.dump_files",
    ),
    "articles.outbound": (),
    "articles.webhooks": ("articles.actions", "articles.models", "articles.outbound", "articles.api.read"),
    "articles.intake": ("articles.actions", "articles.models", "articles.permissions"),
    "articles.demo": ("articles.actions", "articles.models"),
    "articles.outages": ("articles.api.problems", "factcheck.database"),
    "articles.public": (*READING, "articles.outages", "articles.quotas", "factcheck.database"),
    "articles.templatetags": READING,
    "articles.templatetags.keeping": ("articles.actions",),
    "articles.api.shapes": (),
    "articles.api.problems": ("articles.api.shapes",),
    "articles.api.received": ("articles.api.problems", "articles.api.shapes"),
    "articles.api.authentication": ("articles.actions.api_keys", "articles.api.problems", "articles.models.ApiKey"),
    "articles.api.deprecation": (),
    "articles.api.openapi": (
        *("articles.api.base", "articles.api.deprecation", "articles.api.problems", "articles.api.shapes"),
    ),
    "articles.api.base": (*CALLING, "articles.models.ApiKey", "articles.models.Scope"),
    "articles.api.read": (*READING, *CALLING, "articles.api.base", "articles.models.ApiKey", "articles.models.Scope"),
    "articles.api.write": (
        *(*WORKING, *CALLING, "articles.api.base", "articles.extraction"),
        *("articles.api.read.pages", "articles.api.read.queries", "articles.public.pace"),
        "articles.public.addresses",
    ),
    # Neither wing: one action, one tip by its address, and the published verdict that answers it (docs/adr/0042).
    "articles.letterbox": (
        *("articles.actions.tips", "articles.actions.errors", "articles.models.Tip", "articles.models.tip"),
        *("articles.models.texts", "articles.models.PublishedVerdict", "articles.public.addresses", "articles.quotas"),
        "articles.japanese.invisible",
    ),
    "articles.api.urls": ("articles.api",),
    "articles.desk": (*WORKING, "articles.public", "articles.search", "articles.japanese", "articles.extraction"),
    "articles.admin": ("articles.desk",),
    "articles.monitoring": ("articles.models", "factcheck"),
    "articles.doctor": (
        *("articles.actions", "articles.backups", "articles.models", "articles.japanese"),
        "factcheck",
    ),
    "articles.backups": ("articles.actions", "articles.models", "factcheck"),
    "articles.management": ("articles", "factcheck"),
    "articles.urls": (),
    "articles.apps": ("articles.public.system_checks",),
    "articles.api": (),
    "factcheck": ("articles.outages",),  # gunicorn starts its watch
}
# Extraction runs without Django, on the standard library and numpy; what else a module of it may need.
EXTRACTION_NEEDS = {"__main__": {"rich"}, "learn": {"sklearn"}}

MAY_WRITE = {
    "articles.actions",
    "articles.actions.published_selection",
    "articles.models",
    "articles.japanese",
    "articles.extraction",
    "articles.quotas",  # how often somebody asked, which is no fact that an Event should tell
}  # japanese and extraction: no database
WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path) -> Iterator[str]:
    """Dotted names, down to what is imported from a module."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield from (".".join([*base, *filter(None, [node.module]), alias.name]) for alias in node.names)


def is_in(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def room_of(module: str) -> str | None:
    return max((room for room in LAW if is_in(module, room)), key=len, default=None)


def test_rooms_import_only_what_the_law_allows() -> None:
    paths = [path for path in CODE if path.parts[len(ROOT.parts)] in ("articles", "factcheck")]
    offences = [
        (module_of(path), name)
        for path in paths
        if "migrations" not in path.parts and module_of(path) != "articles"
        for name in imports_of(path)
        if is_in(name, "articles") or is_in(name, "factcheck")
        if (room := room_of(module_of(path))) is None or not any(is_in(name, other) for other in (room, *LAW[room]))
    ]

    assert offences == []
    assert len(paths) > 100


@pytest.mark.parametrize(
    ("module", "name", "lawful"),
    [
        ("articles.public.verdicts", "articles.models.PublishedVerdict", True),
        ("articles.public.verdicts", "articles.models.Verdict", False),
        ("articles.public.verdicts", "articles.actions.verdicts", False),
        ("articles.api.read.views", "articles.models.Claim", False),
        ("articles.public.check", "articles.letterbox.sending", False),
        ("articles.letterbox.sending", "articles.actions.tips", True),
        ("articles.letterbox.sending", "articles.actions.verdicts", False),
        ("articles.letterbox.status", "articles.models.Claim", False),
        ("articles.actions.public_index", "articles.public.rendering", True),
        ("articles.actions.public_index", "articles.public.verdicts", False),
        ("articles.extraction.score", "articles.models.Candidate", False),
        ("articles.japanese.loader", "articles.extraction", False),
    ],
)
def test_the_law_says_what_it_means(module: str, name: str, lawful: bool) -> None:
    room = room_of(module)
    assert room is not None
    assert any(is_in(name, other) for other in (room, *LAW[room])) == lawful


def test_the_public_wing_does_not_know_the_desks_search() -> None:
    """They are in the room of search, which the public wing may enter."""
    desk = ("articles.search.desk", "articles.search.alike")
    public = [
        path for folder in ("public", "api/read", "templatetags") for path in (ROOT / "articles" / folder).rglob("*.py")
    ]
    other = [path for path in (ROOT / "articles/search").glob("*.py") if module_of(path) not in desk]

    offences = [
        (module_of(path), name)
        for path in [*public, *other]
        for name in imports_of(path)
        if any(is_in(name, room) for room in desk)
    ]

    assert offences == []


def test_extraction_and_japanese_run_without_django() -> None:
    def foreign(path: Path) -> set[str]:
        return {name.split(".")[0] for name in imports_of(path)} - sys.stdlib_module_names - {"articles"}

    extraction = [
        (path.stem, name)
        for path in (ROOT / "articles/extraction").rglob("*.py")
        for name in foreign(path) - {"numpy"} - EXTRACTION_NEEDS.get(path.stem, set())
    ]
    japanese = set().union(*(foreign(path) for path in (ROOT / "articles/japanese").rglob("*.py")))

    assert extraction == []
    assert japanese <= {"numpy", "spacy", "sudachipy", "thinc"}


def test_only_actions_write() -> None:
    """Everything else calls them, so that each write has its check, its transaction and its Event."""
    writers = [
        (module_of(path), call.lineno, ast.unparse(call.func))
        for path in CODE
        if is_in(module_of(path), "articles") and room_of(module_of(path)) not in MAY_WRITE
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and is_orm_write(call.func) and not is_file(call)
    ]

    assert writers == []


def is_file(call: ast.Call) -> bool:
    """A picture is saved to somewhere; a row's save takes nothing by position."""
    return isinstance(call.func, ast.Attribute) and call.func.attr == "save" and bool(call.args)


def is_orm_write(function: ast.expr) -> bool:
    if not isinstance(function, ast.Attribute):
        return False
    on_rows = isinstance(function.value, ast.Call) or "objects" in ast.unparse(function.value)
    return function.attr in WRITES or (function.attr in ("create", "update", "delete") and on_rows)


@pytest.mark.parametrize(
    ("code", "writes"),
    [
        ("claim.save()", True),
        ("Claim.objects.create(statement=text)", True),
        ("Claim.objects.filter(pk=1).update(statement=text)", True),
        ("verdict.evidence.all().delete()", True),
        ("headers.update(etag=tag)", False),
        ("claims.reword(claim, by=user)", False),
    ],
)
def test_a_write_is_told_from_what_looks_like_one(code: str, writes: bool) -> None:
    [call] = [node for node in ast.walk(ast.parse(code, mode="eval").body) if isinstance(node, ast.Call)][:1]
    assert is_orm_write(call.func) == writes


def test_passwords_are_set_in_one_room() -> None:
    """The database cannot know who types a password (docs/adr/0015), so one module has to ask."""
    setters = {"set_password", "set_unusable_password", "make_password"}
    callers = {
        module_of(path)
        for path in CODE
        if is_in(module_of(path), "articles")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] in setters
        if ast.unparse(call.func) != "users.set_password"
    }

    assert callers == {"articles.actions.users"}


@pytest.mark.django_db
def test_migrations_are_up_to_date() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_permission_is_tested() -> None:
    here = Path(__file__)
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py") if path != here)
    predicates = [name for name in vars(permissions) if name.startswith("can_")]

    assert [name for name in predicates if not re.search(rf"\b{name}\b", tests)] == []
    assert len(predicates) > 5


def test_nothing_swallows_everything() -> None:
    broad = {"Exception", "BaseException"}
    handlers = [
        (module_of(path), handler.lineno)
        for path in CODE
        for handler in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(handler, ast.ExceptHandler)
        if handler.type is None or broad & {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
        if not (isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None)
    ]

    assert handlers == []


def test_no_command_swallows_its_failure() -> None:
    scripts = [ROOT / "Makefile", *(ROOT / ".ci").iterdir(), *(ROOT / "bench").glob("*.sh")]

    assert [script.name for script in scripts if re.search(r"\|\|\s*(true|:|echo)\b", script.read_text())] == []


def test_decision_records_are_numbered_without_a_gap_and_found_where_they_are_named() -> None:
    records = sorted(path.name for path in (ROOT / "docs/adr").glob("*.md"))
    numbers = [name[:4] for name in records]
    pages = [*CODE, *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("requirements*.in")]
    named = {number for page in pages for number in re.findall(r"docs/adr/(\d{4})", page.read_text(encoding="utf-8"))}

    assert numbers == [f"{number:04}" for number in range(1, len(records) + 1)]
    assert named <= set(numbers)


def test_no_text_of_others_is_in_the_repository() -> None:
    if not SHARED.exists():
        pytest.skip("../shared/data is not here to compare with")
    folders = ("articles", "bench", "clients", "docs", "locale", "templates", "tests")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    written = set().union(*(sentences(path) for path in [*files, *ROOT.glob("*.md")] if path.suffix != ".pyc"))
    ours = set().union(*(sentences(path) for path in SHARED.glob("*.ours.jsonl")))
    others = set().union(*(sentences(path) for path in SHARED.iterdir() if path.suffix != ".md")) - ours

    assert written & others == set()
    assert len(others) > 10_000


def sentences(path: Path) -> set[str]:
    """Japanese sentences of a file that are long enough to be somebody's own words."""
    text = path.read_bytes().decode("utf-8", errors="ignore")
    if path.suffix == ".jsonl":
        text = "\n".join(json.dumps(json.loads(line), ensure_ascii=False) for line in text.splitlines())
    parts = re.split(r'[。\n"「」]|\\n', text)
    return {part.strip() for part in parts if len(part.strip()) >= 25 and re.search(r"[ぁ-ん]", part)}
