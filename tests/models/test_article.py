from datetime import UTC, date, datetime

import pytest

from articles.models import Article


@pytest.mark.parametrize(
    ("published_at", "expected"),
    [
        (datetime(2026, 3, 1, 14, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 15, 0, tzinfo=UTC), date(2026, 3, 2)),
        (None, None),
    ],
)
def test_published_date_is_the_day_in_japan(published_at: datetime | None, expected: date | None) -> None:
    assert Article(published_at=published_at).published_date == expected
