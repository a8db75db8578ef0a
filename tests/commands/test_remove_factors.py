"""The way back in for a newsroom whose only administrator lost everything."""

import pytest
from django.core.management import CommandError, call_command

from articles.actions import second_factors
from articles.models import AuthenticatorApp, Event, RecoveryCode
from tests import factories
from tests.desk.sign_in.door import with_app

pytestmark = pytest.mark.django_db


def test_factors_of_a_member_are_removed_with_an_event(capsys: pytest.CaptureFixture[str]) -> None:
    hanako = with_app(factories.administrator(username="hanako", display_name="港 花子"))
    second_factors.renew_recovery_codes(hanako)

    call_command("remove_factors", "hanako")

    assert capsys.readouterr().out == "港 花子 の二段階認証を外しました。\n"
    assert (AuthenticatorApp.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert Event.objects.about(hanako).latest("pk").action == "user.factors_removed"


def test_nobody_by_that_name() -> None:
    with pytest.raises(CommandError, match="担当者がいません"):
        call_command("remove_factors", "nobody")
