"""What partners were promised (docs/openapi/v1.json) is kept, and what the client and the guide say follows from it."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.contract.comparing import breaks
from tests.contract.release import SHAPES, described, released

sys.path.insert(0, str(SHAPES.parent))

import write_shapes

BROKEN = """
openapi.json would break partners' programs that were written against docs/openapi/v1.json:

  {}

Leave the old member, parameter or operation beside the new one and mark it deprecated (docs/api.md, "What stays"), or
make it /api/v2/. Only where the released description was never true of the server, describe it right and say so in CHANGELOG.md, then
`make contract`.
"""


def test_nothing_that_was_released_is_broken() -> None:
    found = breaks(released(), described())

    assert found == [], BROKEN.format("\n  ".join(found))


def test_the_clients_shapes_are_those_of_the_released_contract() -> None:
    written = Path(write_shapes.SHAPES).read_text(encoding="utf-8")

    assert written == write_shapes.source(released()), "`make contract` writes them anew"
