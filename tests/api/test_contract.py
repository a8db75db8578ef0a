"""A short run of schemathesis in this process: what openapi.json says is what is answered, for inputs that nobody thought of.

`schemathesis run` against a server tries more, states among it (docs/api.md says how); both take the exceptions of
schemathesis.toml.
"""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import connection
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trying
from schemathesis.config import SchemathesisConfig
from schemathesis.schemas import APIOperation

from articles.actions import publications, redactions
from tests import factories
from tests.api.conftest import corrected, verdict_with_everything

EXAMPLES = 12  # of each operation and kind
CONFIGURATION = Path(__file__).parents[2] / "schemathesis.toml"


@pytest.mark.slow
@pytest.mark.parametrize("mode", [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE])
def test_answers_are_what_the_description_says(db: None, settings: Any, mode: object) -> None:
    with connection.cursor() as cursor:  # between two requests an idea may take its time
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
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

    each()
    return operation
