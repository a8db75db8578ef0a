"""What an assessor of the newsroom (IFCN, FIJ) asks for, as one ZIP: from the publication log and the selection ledger.

The same log, ledger and period give the same bytes, so two people who make it can compare it. It names nobody whom the
publications do not name: of the staff there are roles, and the bylines that readers see.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import permissions
from articles.actions import events, spreadsheets
from articles.models import Publication, PublicationContent, PublishedVerdict, User
from articles.models.snapshot import Snapshot
from articles.public import people

Rows = Iterable[Sequence[object]]
TOLD = 16  # columns that a snapshot fills
BATCH = 200
EPOCH = datetime(2020, 1, 1, tzinfo=timezone.get_default_timezone())  # of the files in a pack of an empty log


def note_export(*, by: User) -> None:
    """Write that the pack was taken out. Raises NotAllowed."""
    permissions.require(permissions.can_export_assessment(by))
    with transaction.atomic():
        events.record("user.assessment_exported", by, by=by)


def pack(pages: Mapping[str, bytes], ledgers: Mapping[str, Rows], about: Mapping[str, str]) -> bytes:
    """The ZIP. `pages` and `ledgers` come from who shows them; `about` says what they are of (the period, say)."""
    with override("ja"):  # an assessment is of the newsroom, not of the language somebody's desk is set to
        tables: dict[str, Callable[[], Rows]] = {
            "verdicts": _verdicts,
            "corrections": _corrections,
            "staff": _staff,
            "log": _log,
        }
        files = {f"{name}.csv": _csv(rows()) for name, rows in tables.items()}
        files |= {f"ledger/{name}.csv": _csv(rows) for name, rows in ledgers.items()}
        files |= {f"pages/{name}": page for name, page in pages.items()}
        files["README.txt"] = _readme().encode()
        files["manifest.json"] = _manifest(files, about)
    return _zipped(files, Publication.objects.order_by("-sequence").values_list("published_at", flat=True).first())


def _csv(rows: Rows) -> bytes:
    return "".join(spreadsheets.lines(rows)).encode()


def _manifest(files: Mapping[str, bytes], about: Mapping[str, str]) -> bytes:
    head = Publication.objects.head()
    shown = {
        "newsroom": settings.NEWSROOM_NAME,
        "url": settings.SITE_URL,
        "log_head": str(head),
        **about,
        "files": {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)},
    }
    return json.dumps(shown, ensure_ascii=False, indent=2).encode()


def _zipped(files: Mapping[str, bytes], at: datetime | None) -> bytes:
    moment = timezone.localtime(at or EPOCH, timezone.get_default_timezone())
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=moment.timetuple()[:6])
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, files[name], compresslevel=9)
    return output.getvalue()


# Tables --------------------------------------------------------------------------------------------------------------


def _verdicts() -> Iterator[Sequence[object]]:
    """Every verdict of the log as readers see it now; a hidden one by its number alone."""
    yield [
        *(
            _("番号"),
            _("公開版"),
            _("状態"),
            _("最初の公開"),
            _("更新"),
            _("URL"),
            _("見出し"),
            _("検証する主張"),
            _("発信者"),
        ),
        *(_("発信者の種類"), _("テーマ"), _("判定"), _("判定基準"), _("選定理由"), _("根拠の数"), _("うち一次情報")),
        *(
            _("うち実名"),
            _("主張を裏付ける"),
            _("主張に反する"),
            _("当事者への確認"),
            _("うち回答あり"),
            _("公開後の変更"),
        ),
        _("執筆者"),
    ]
    changes = Counter(Publication.objects.changes_for_readers().values_list("verdict_number", flat=True))
    named = people.named()
    for row, snapshot in _shown():
        of_row = [row.verdict_number, row.version, row.get_state_display()]
        of_row += [_day(row.first_published_at), _day(row.updated_at)]
        told = _told(snapshot) if snapshot else [""] * TOLD
        yield [*of_row, *told, changes[row.verdict_number], people.written(snapshot, named).names if snapshot else ""]


def _shown() -> Iterator[tuple[PublishedVerdict, Snapshot | None]]:
    """Every verdict of the log with what its page shows, None where that is hidden; two queries."""
    contents = PublicationContent.objects.exclude(publication__kind__in=Publication.NOTICES)
    newest = contents.order_by("publication__verdict_number", "-publication__version").distinct(
        "publication__verdict_number"
    )
    rows = PublishedVerdict.objects.order_by("verdict_number")
    for row, content in zip(rows.iterator(BATCH), newest.defer("salt").iterator(BATCH), strict=True):
        yield row, cast(Snapshot, content.snapshot) if content.is_visible else None


def _told(snapshot: Snapshot) -> list[object]:
    claim, evidence, replies = snapshot["claim"], snapshot["evidence"], snapshot["replies"]
    claimant = claim["claimant"]
    stances = Counter(row["stance"]["code"] for row in evidence)
    return [
        f"{settings.SITE_URL}/verdicts/{snapshot['number']}/",
        snapshot["headline"],
        claim["statement"],
        claimant["label"] if claimant else "",
        claimant["kind"]["label"] if claimant else "",
        "、".join(topic["name"] for topic in claim["topics"]),
        snapshot["rating"]["name"],
        snapshot["rating"]["scale"]["name"],
        snapshot["selection_reason"],
        len(evidence),
        sum(row["is_primary"] for row in evidence),
        sum(row["is_on_record"] for row in evidence),
        stances["supports"],
        stances["refutes"],
        len(replies),
        sum(row["outcome"]["code"] == "answered" for row in replies),
    ]


def _corrections() -> Iterator[Sequence[object]]:
    """Everything that happened to verdicts after their first publication, as readers are told of it."""
    yield [_("通し番号"), _("日"), _("検証記事番号"), _("版"), _("種別"), _("見出し"), _("読者への説明")]
    for row in Publication.objects.changes_for_readers().with_outline().order_by("sequence"):
        shown = cast(Any, row)
        yield [
            row.sequence,
            _day(row.published_at),
            row.verdict_number,
            row.version,
            row.get_kind_display(),
            shown.headline,
            shown.note,
        ]


def _staff() -> Iterator[Sequence[object]]:
    """Roles with how many hold them, and the bylines that readers see with how many verdicts."""
    yield [_("役割・署名"), _("名前"), _("人数・本数")]
    members = User.objects.filter(is_active=True, groups__isnull=False)
    for role, number in members.values_list("groups__name").annotate(Count("pk")).order_by("groups__name"):
        yield [role, "", number]
    named = people.named()
    written = (people.written(snapshot, named).people for _row, snapshot in _shown() if snapshot)
    bylines = Counter(person.name for credited in written for person in credited)
    for name, number in sorted(bylines.items()):
        yield [_("公開した署名"), name, number]


def _log() -> Iterator[Sequence[object]]:
    """The publication log: hashes and times, from which anybody can tell that nothing was changed since."""
    columns = ("sequence", "verdict_number", "version", "kind", "published_at", "content_hash", "history_position")
    yield [*columns, "history_hash", "hash"]
    for row in Publication.objects.order_by("sequence").values_list(*columns, "history_hash", "hash"):
        yield [
            value.astimezone(timezone.get_default_timezone()).isoformat() if isinstance(value, datetime) else value
            for value in row
        ]


def _day(moment: datetime) -> str:
    return timezone.localdate(moment, timezone.get_default_timezone()).isoformat()


def _readme() -> str:
    return _(
        "ファクトチェックの運営を審査する方（IFCN、FIJ など）のための資料です。\n"
        "公開記録と選定の台帳から作りました。公開していない名前と、取材先の情報は入っていません。\n"
        "\n"
        "verdicts.csv    公開した検証記事、判定、選定理由、根拠の数\n"
        "corrections.csv 公開後のすべての変更：追記、修正、訂正、判定変更、取り消し、非表示\n"
        "ledger/         選定の台帳：届いた候補、採用、見送りとその理由、公開。発信者、所属、媒体、テーマ、月ごと\n"
        "staff.csv       役割ごとの人数と、公開した署名\n"
        "log.csv         公開記録のハッシュの連鎖\n"
        "pages/          方法と基準のページ\n"
        "manifest.json   公開記録の先頭（log_head）、期間、各ファイルの SHA-256\n"
        "\n"
        "CSV は UTF-8 です。表計算ソフトが式と見なす文字で始まる欄には「'」を付けています。\n"
    )
