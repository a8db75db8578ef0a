from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from articles.actions import articles, outlets, withdrawals
from articles.actions.errors import Refused
from articles.extraction import CURRENT
from articles.intake import document, fields, prefill
from articles.intake.fields import FieldUnusable
from articles.intake.page import Page
from articles.management import candidate_lists, extraction_progress, members
from articles.models import Article, ExtractionRun, Outlet
from articles.permissions import NotAllowed
from articles.search import alike

TABLE_ROWS = 10
WEB_SCHEMES = ("http://", "https://")


class Command(BaseCommand):
    help = _(
        "記事などの文章を取り込み、番号を表示します。テキスト（UTF-8・UTF-16・Shift_JIS・EUC-JP・ISO-2022-JP）、"
        "保存したページ（HTML・MHTML）、メール（.eml）、Word（.docx）、字幕（SRT・VTT）、国会会議録（JSON・XML）、"
        "RSS・Atom、本文の列のあるCSV・TSVを読めます。省いた見出しや日時は、ファイルに書いてあればそれを使います。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="FILE", help=_("ファイル。- は標準入力。"))
        parser.add_argument(
            "--title",
            type=_argument(partial(fields.short_text, model=Article, field="title")),
            default="",
            help=_("見出し。省くと本文の1行目。"),
        )
        parser.add_argument(
            "--outlet",
            type=_argument(partial(fields.short_text, model=Outlet, field="name")),
            default="",
            help=_("媒体の名称。"),
        )
        parser.add_argument(
            "--url",
            type=_argument(fields.web_address),
            default="",
            help=_("元のページのURL。同じURLの別の本文は新しい版になる。"),
        )
        parser.add_argument(
            "--published-at",
            type=_argument(fields.moment),
            help=_("公開日時。2026-03-01 か 2026-03-01T12:00（日本時間）。"),
        )
        for field, help_text in (
            ("account", _("投稿や動画のアカウント。")),
            ("byline", _("署名。ビラや声明では、出した人や団体。")),
        ):
            parser.add_argument(
                f"--{field}",
                type=_argument(partial(fields.short_text, model=Article, field=field)),
                default="",
                help=help_text,
            )
        parser.add_argument("--kind", choices=Article.Kind.values, help=_("種類。"))
        parser.add_argument(
            "--same-as",
            type=int,
            metavar="ID",
            help=_("登録済みのこの検証素材と同じものとして、URLだけを加える。本文は取り込まない。"),
        )
        parser.add_argument("--by", metavar="USERNAME", help=_("取り込んだ人として記録する担当者。"))
        parser.add_argument(
            "--extract", action="store_true", help=_("検証候補を抽出し、終わるまで待って一覧を表示する。")
        )

    def handle(self, *args: Any, source: str, extract: bool, **options: Any) -> None:
        try:
            imported = _import(_read(source), options, extract=extract)
        except (Refused, NotAllowed) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(imported.article.pk))
        self.stdout.flush()
        if options["same_as"]:
            self.stderr.write(_("URLを検証素材 %(id)d に加えました。") % {"id": imported.article.pk})
        elif not imported.is_new:
            self.stderr.write(_("この文章はすでに取り込まれています。新しくは作りませんでした。"))
        elif imported.revision.number == 1:
            self._warn_of_the_like(imported)
        if extract:
            self._extract(imported)

    def _warn_of_the_like(self, imported: articles.Imported) -> None:
        revision = imported.revision
        for other in alike.articles_like(revision.text, revision.sha256, but=imported.article):
            words = _("本文が同じ") if other.is_equal else _("本文の%(n)d％が同じ") % {"n": other.percent}
            self.stderr.write(
                _("%(how)s検証素材があります：%(id)d「%(title)s」%(url)s")
                % {"how": words, "id": other.article.pk, "title": other.article.title, "url": other.article.url}
            )

    def _extract(self, imported: articles.Imported) -> None:
        run = ExtractionRun.objects.get(revision=imported.revision, ruleset=CURRENT)
        (run,) = extraction_progress.wait_for([run])
        problem = extraction_progress.problem(run)
        if problem:
            raise CommandError(problem)
        candidate_lists.write_table(self.stdout, imported.article, imported.revision, top=TABLE_ROWS)


def _read(source: str) -> Page:
    if source.startswith(WEB_SCHEMES):
        raise CommandError(
            _(
                "URLからの取り込みはまだできません。ブラウザーでページを保存し、そのファイルを --url と一緒に渡してください。"
            )
        )
    return document.read(_bytes(source))


def _bytes(source: str) -> bytes:
    """At most one byte more than may be imported: that is enough to refuse what is too large."""
    limit = document.max_bytes() + 1
    if source == "-":
        return sys.stdin.buffer.read(limit)
    try:
        with Path(source).open("rb") as file:
            return file.read(limit)
    except FileNotFoundError as error:
        raise CommandError(_("ファイルがありません：%(path)s") % {"path": source}) from error
    except IsADirectoryError as error:
        raise CommandError(
            _("フォルダーは取り込めません。ファイルを指定してください：%(path)s") % {"path": source}
        ) from error
    except OSError as error:
        raise CommandError(
            _("ファイルを読めません：%(path)s（%(reason)s）") % {"path": source, "reason": error.strerror}
        ) from error


def _import(page: Page, options: dict[str, Any], *, extract: bool) -> articles.Imported:
    by, said = members.named(options["by"]), prefill.of(page)
    same_as = _article(options["same_as"])
    name = options["outlet"] or said.outlet
    with transaction.atomic():
        withdrawals.hold()
        return articles.import_article(
            text=page.text,
            title=options["title"] or said.title,
            kind=options["kind"] or said.kind or Article.Kind.NEWS,
            outlet=outlets.register(name=name, by=by) if name else None,
            url=options["url"] or said.url,
            account=options["account"],
            byline=options["byline"] or said.byline,
            published_at=options["published_at"] or said.published_at,
            by=by,
            extract=extract,
            same_as=same_as,
        )


def _article(pk: int | None) -> Article | None:
    if pk is None:
        return None
    found = Article.objects.filter(pk=pk).first()
    if found is None:
        raise CommandError(_("検証素材 %(id)d はありません。") % {"id": pk})
    return found


def _argument(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """What reads a field of an article, for argparse, which reads the defaults of options, too."""

    def read_argument(value: str) -> Any:
        _refuse_undecodable(value)
        try:
            return read(value)
        except FieldUnusable as error:
            raise ArgumentTypeError(str(error)) from error

    return read_argument


def _refuse_undecodable(value: str) -> None:
    """Bytes of the command line that are not UTF-8 arrive as lone surrogates."""
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ArgumentTypeError(_("UTF-8として読めない文字があります。端末の文字コードを UTF-8 にしてください。"))
