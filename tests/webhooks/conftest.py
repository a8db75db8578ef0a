from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.test_wings import newsroom
from tests.webhooks.receiver import Receiver, listening

__all__ = ["newsroom", "receiver"]  # fixtures


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as found:
        yield found
