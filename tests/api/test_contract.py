"""A short run of schemathesis in this process: what openapi.json says is what is answered, for inputs that nobody thought of.

`schemathesis run` against a server tries more, states among it (docs/api.md says how); both take the exceptions of
schemathesis.toml.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trying
from hypothesis.errors import Unsatisfiable
from schemathesis.config import SchemathesisConfig
from schemathesis.schemas import APIOperation

from articles.actions import publications, redactions
from tests import factories
from tests.api.conftest import corrected, verdict_with_everything

EXAMPLES = 12  # of each operation and kind
CONFIGURATION = Path(__file__).parents[2] / "schemathesis.toml"


@pytest.fixture
def transaction(db: None) -> Iterator[None]:
    """Requests stay in the test's transaction, whose connection Django would close after each; ideas may take their time."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.parametrize("mode", [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE])
def test_answers_are_what_the_description_says(transaction: None, settings: Any, mode: object) -> None:
    settings.API_REQUESTS_PER_MINUTE = settings.MATCHES_PER_MINUTE = 1_000_000
    corrected(verdict_with_everything())
    publications.retract(factories.published_verdict(), note="前提が誤っていた", by=factories.desk_editor())
    redactions.hide(factories.published_verdict(), reason="決定", by=factories.desk_editor())
    configuration = SchemathesisConfig.from_path(CONFIGURATION)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application(), config=configuration)

    tried = [hold(found.ok(), mode) for found in schema.get_all_operations()]

    assert len(tried) > 15


def hold(operation: APIOperation, mode: object) -> APIOperation:
    """Raises what schemathesis found."""

    @trying(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def each(case: schemathesis.Case) -> None:
        case.call_and_validate()

    with contextlib.suppress(Unsatisfiable):  # what takes nothing but headers cannot be asked for wrongly
        each()
    return operation
