"""Reports of errors: no word of what was typed, stored or erased is in mails and logs."""

from __future__ import annotations

import logging
from io import StringIO
from types import TracebackType

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory
from django.utils.module_loading import import_string

from articles.actions import redactions, verdicts
from articles.models import Verdict
from factcheck import logs
from tests import factories

pytestmark = pytest.mark.django_db

SOURCE = "髙垣内 ゆみゑ"
Caught = tuple[type[BaseException], BaseException, TracebackType | None]


def caught() -> Caught:
    """An error of PostgreSQL, whose message repeats the row, that led to one whose message holds it too."""
    verdict = factories.published_verdict()

    def fails(source: str) -> None:
        try:
            with transaction.atomic():
                Verdict.objects.filter(pk=verdict.pk).update(published_version=0, version=7)
        except IntegrityError as error:
            raise ValueError(source) from error

    with pytest.raises(ValueError, match=SOURCE) as failed:
        fails(SOURCE)
    assert "市は２倍と発表した。" in str(failed.value.__cause__)
    return failed.type, failed.value, failed.tb


def test_mail_of_an_error_holds_nothing_that_was_typed_or_stored() -> None:
    request = RequestFactory().post("/admin/articles/verdict/1/note/", {"source": SOURCE})
    request.user = factories.reporter()
    reporter = import_string(settings.DEFAULT_EXCEPTION_REPORTER)(request, *caught(), is_email=True)

    for report in (reporter.get_traceback_text(), reporter.get_traceback_html()):
        assert "ValueError" in report
        assert [word for word in (SOURCE, "市は２倍と発表した。") if word in report] == []


def test_log_of_an_error_says_where_it_arose_and_nothing_else() -> None:
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "Internal Server Error: %s", ("/x/",), caught())
    assert SOURCE in logging.Formatter().format(record)
    record.exc_text = None

    written = logs.Line().format(record)

    assert [word for word in (SOURCE, "市は２倍と発表した。") if word in written] == []
    assert "django.db.utils.IntegrityError" in written
    assert written.endswith("builtins.ValueError")


def test_log_says_nothing_of_an_erased_address(client: Client) -> None:
    verdict = factories.published_verdict()
    redaction = redactions.hide(verdict, reason="決定", by=factories.desk_editor())
    redactions.confirm(redaction, by=factories.desk_editor())
    handler, logger = logging.StreamHandler(StringIO()), logging.getLogger("django.request")
    handler.addFilter(logs.WithoutPaths())
    logger.addHandler(handler)

    response = client.get(f"/verdicts/{verdict.pk}-図書館の来館者が２倍/")

    logger.removeHandler(handler)
    assert (response.status_code, handler.stream.getvalue()) == (410, "")


@pytest.mark.parametrize("summary", ["一行目\u2028二行目\u2028三行目", "一行目\n\n二行目\n三行目"])
def test_summary_that_the_database_would_refuse_is_refused_in_words(summary: str) -> None:
    with pytest.raises(verdicts.VerdictIncomplete) as refused:
        factories.published(factories.complete_draft(summary=summary))

    assert refused.value.missing == ["3行まとめ（ちょうど3行）"]


def test_signs_within_a_line_part_no_lines() -> None:
    verdict = factories.published(factories.complete_draft(summary="一\x85二\n三\u2028四\n五\x1c六"))

    assert len(verdict.summary_lines) == 3
