import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from articles.actions import erasure, notes, redactions, withdrawals
from articles.actions.errors import Refused
from articles.models import User


class Command(BaseCommand):
    help = _(
        "復元した控えに戻ってしまった内容を、export_redactions の一覧に従って消去し直します。"
        "何度実行しても同じ結果になります。デスク二人の名前が要ります。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("export_redactions が書いたファイル。"))
        parser.add_argument("--by", required=True, metavar="USERNAME", help=_("非表示にするデスク。"))
        parser.add_argument("--second", required=True, metavar="USERNAME", help=_("確認するデスク。"))

    def handle(self, *args: Any, file: Path, by: str, second: str, **options: Any) -> None:
        first, other = _member(by), _member(second)
        done, refusals = 0, []
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        for line in sorted(
            lines, key=lambda line: "sealed" not in line
        ):  # what is erased again is hashed under the key
            try:
                done += _reapply(line, by=first, second=other)
            except Refused as refused:  # the others have to go all the same
                refusals.append(f"{json.dumps(line)}: {refused}")
        self.stdout.write(_("%(n)d 件を消去し直しました。") % {"n": done})
        if refusals:
            raise CommandError("\n".join([_("消去し直せなかったものがあります。"), *refusals]))


def _reapply(line: dict[str, Any], *, by: User, second: User) -> bool:
    if "sealed" in line:
        withdrawals.recall_key(line)
        return False
    if "withdrawn" in line:
        return withdrawals.recall(line)
    if "note" in line:
        return notes.destroy_again(line["note"], by=by)
    if "kind" in line:
        return erasure.erase_again(erasure.Erased(**line), by=by)
    return redactions.reapply(redactions.Listed(**line), by=by, second=second)


def _member(username: str) -> User:
    member = User.objects.filter(username=username).first()
    if member is None:
        raise CommandError(_("この名前の担当者はいません：%(name)s") % {"name": username})
    return member
