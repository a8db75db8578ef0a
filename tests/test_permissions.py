"""Each predicate of articles/permissions.py, asked for the whole cast."""

from collections.abc import Callable

import pytest

from articles import permissions
from articles.actions import notes, redactions, review_steps, verdicts
from articles.models import AccountChange, Approval, Scope, TypoFix, User, Verdict, WebhookEndpoint
from tests import factories

pytestmark = pytest.mark.django_db

CAST = ("reporter", "desk_editor", "proofreader", "lawyer", "administrator", "outsider")


def allowed(predicate: Callable[[User], bool]) -> set[str]:
    return {role for role in CAST if predicate(getattr(factories, role)())}


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        (permissions.can_use_desk, {"reporter", "desk_editor", "proofreader", "lawyer", "administrator"}),
        (permissions.can_comment, {"reporter", "desk_editor", "proofreader", "lawyer"}),
        (permissions.can_proofread, {"proofreader"}),
        (permissions.can_clear, {"lawyer"}),
        (permissions.can_send_back, {"desk_editor", "proofreader", "lawyer"}),
        (permissions.can_set_steps, {"administrator"}),
        (permissions.can_write, {"reporter", "desk_editor"}),
        (permissions.can_review, {"desk_editor"}),
        (permissions.can_publish, {"desk_editor"}),
        (permissions.can_redact, {"desk_editor"}),
        (permissions.can_take_in_withdrawn, {"desk_editor"}),
        (permissions.can_restart_verdict, {"desk_editor"}),
        (permissions.can_manage_users, {"administrator"}),
        (permissions.can_manage_keys, {"administrator"}),
        (permissions.can_manage_webhooks, {"administrator"}),
        (permissions.can_export_decisions, {"administrator"}),
        (permissions.can_call_election, {"desk_editor"}),
        (permissions.can_export_assessment, {"desk_editor", "administrator"}),
    ],
)
def test_by_role(predicate: Callable[[User], bool], expected: set[str]) -> None:
    assert allowed(predicate) == expected


def test_can_tend_webhook_with_the_key_that_it_is_shown_to() -> None:
    keys = [factories.api_key(*scopes).key for scopes in ((Scope.WEBHOOKS,), (Scope.WEBHOOKS,), (Scope.READ,))]
    row = WebhookEndpoint(key=keys[0])

    assert allowed(lambda user: permissions.can_tend_webhook(user, row)) == {"administrator"}
    assert [permissions.can_tend_webhook(actor, row) for actor in (*keys, None)] == [True, False, False, False]
    assert not permissions.can_tend_webhook(keys[2], WebhookEndpoint(key=keys[2]))


def test_nobody_may_anything_once_inactive() -> None:
    gone = factories.desk_editor(is_active=False, is_superuser=True)

    assert not permissions.can_use_desk(gone)
    assert not permissions.can_publish(gone)


def test_can_edit_verdict_while_it_is_a_draft() -> None:
    draft, submitted = factories.complete_draft(), factories.complete_draft()
    submitted = verdicts.submit(submitted, by=factories.reporter())

    assert allowed(lambda user: permissions.can_edit_verdict(user, draft)) == {"reporter", "desk_editor"}
    assert allowed(lambda user: permissions.can_edit_verdict(user, submitted)) == set()


def test_can_edit_verdict_no_more_once_it_is_hidden() -> None:
    verdict = verdicts.revise(factories.published_verdict(), by=factories.reporter())
    redactions.hide(verdict, reason="決定", by=factories.desk_editor())
    verdict = Verdict.objects.get(pk=verdict.pk)

    assert allowed(lambda user: permissions.can_edit_verdict(user, verdict)) == set()


def test_can_approve_verdict_in_review_that_one_did_not_write() -> None:
    author = factories.desk_editor()
    draft = factories.complete_draft(by=author)
    assert allowed(lambda user: permissions.can_approve_verdict(user, draft)) == set()

    submitted = verdicts.submit(draft, by=author)

    assert allowed(lambda user: permissions.can_approve_verdict(user, submitted)) == {"desk_editor"}
    assert not permissions.can_approve_verdict(author, submitted)


def test_steps_are_given_by_their_roles_where_they_miss() -> None:
    author = factories.proofreader()
    draft = factories.complete_draft(rating="fij-fabricated", intent_reason="元の表を持っていた。")
    verdict = verdicts.submit(draft, by=factories.reporter())
    verdicts.add_author(verdict, user=author)
    other = verdicts.submit(factories.complete_draft(), by=factories.reporter())
    proof = Approval.Step.PROOF

    assert allowed(lambda user: permissions.can_give_step(user, proof)) == {"proofreader"}
    assert allowed(lambda user: permissions.can_give_step_of_verdict(user, verdict, proof)) == {"proofreader"}
    assert allowed(lambda user: permissions.can_give_step_of_verdict(user, other, proof)) == set()
    assert allowed(lambda user: permissions.can_send_back_verdict(user, verdict)) == {
        *("desk_editor", "proofreader", "lawyer")
    }
    assert allowed(lambda user: permissions.can_send_back_verdict(user, other)) == {"desk_editor"}
    assert not permissions.can_give_step_of_verdict(author, verdict, proof)
    review_steps.proofread(verdict, by=factories.proofreader())
    assert allowed(lambda user: permissions.can_give_step_of_verdict(user, verdict, proof)) == set()


def test_can_confirm_redaction_of_someone_else() -> None:
    first = factories.desk_editor()
    redaction = redactions.hide(factories.published_verdict(), reason="決定", by=first)

    assert allowed(lambda user: permissions.can_confirm_redaction(user, redaction)) == {"desk_editor"}
    assert not permissions.can_confirm_redaction(first, redaction)


def test_can_lift_redaction_of_someone_else() -> None:
    first = factories.desk_editor()
    redaction = redactions.hide(factories.published_verdict(), reason="決定", by=first)

    assert allowed(lambda user: permissions.can_lift_redaction(user, redaction)) == {"desk_editor"}
    assert not permissions.can_lift_redaction(first, redaction)


def test_can_read_and_destroy_note() -> None:
    author, named = factories.reporter(), factories.desk_editor()
    note = notes.write(factories.complete_draft(by=author), by=author, source="匿名の職員", readers=[named])

    assert allowed(lambda user: permissions.can_read_note(user, note)) == set()
    assert [permissions.can_read_note(user, note) for user in (author, named)] == [True, True]
    assert allowed(lambda user: permissions.can_destroy_note(user, note)) == {"desk_editor"}
    assert permissions.can_destroy_note(author, note)


def test_can_agree_to_be_named_and_withdraw_it() -> None:
    member = factories.reporter()

    assert allowed(lambda user: permissions.can_agree_to_be_named(user, member)) == set()
    assert allowed(lambda user: permissions.can_agree_to_be_named(user, user)) == {"reporter", "desk_editor"}
    assert allowed(lambda user: permissions.can_withdraw_name(user, member)) == {"administrator"}
    assert permissions.can_withdraw_name(member, member)


def test_can_see_typo_fix_of_somebody_else() -> None:
    first = factories.desk_editor()
    fix = TypoFix(verdict=factories.published_verdict(), round=2, version=2, published_by=first)

    assert allowed(lambda user: permissions.can_see_typo_fix(user, fix)) == {"desk_editor"}
    assert not permissions.can_see_typo_fix(first, fix)


def test_can_confirm_account_change_that_one_did_not_ask_for() -> None:
    first = factories.administrator()
    change = AccountChange(user=factories.reporter(), roles=["デスク"], requested_by=first)

    assert allowed(lambda user: permissions.can_confirm_account_change(user, change)) == {"administrator"}
    assert not permissions.can_confirm_account_change(first, change)


def test_can_manage_user_but_no_superuser_without_being_one() -> None:
    member, root = factories.reporter(), factories.UserFactory(is_superuser=True)

    assert allowed(lambda user: permissions.can_manage_user(user, member)) == {"administrator"}
    assert allowed(lambda user: permissions.can_manage_user(user, root)) == set()
    assert permissions.can_manage_user(root, root)
