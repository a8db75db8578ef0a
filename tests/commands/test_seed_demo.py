import io

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import override_settings

from articles.models import Article, User

pytestmark = pytest.mark.django_db


def row_counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_second_seeding_changes_nothing() -> None:
    first, second = io.StringIO(), io.StringIO()
    call_command("seed_demo", stdout=first)
    after_first = row_counts()

    call_command("seed_demo", stdout=second)

    assert row_counts() == after_first
    assert second.getvalue() == first.getvalue()
    assert Article.objects.count() == 29


@override_settings(DEMO=False)
def test_seed_refuses_outside_the_demo() -> None:
    with pytest.raises(CommandError, match="DEMO=true のときだけ作れます。"):
        call_command("seed_demo")

    assert not User.objects.exists()
