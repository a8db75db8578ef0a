"""Who may do what: pure predicates, used by actions, admin, views, API and templates alike. Deny by default."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from articles.models import (
    AccountChange,
    Actor,
    ApiKey,
    Approval,
    ConfidentialNote,
    Redaction,
    Scope,
    TypoFix,
    User,
    Verdict,
    WebhookEndpoint,
)


class NotAllowed(PermissionDenied):
    """The person may not do this; the edges answer 403."""


# Who gives a step beside the desk's approval: a role of its own, which desk editors may have as well.
STEP_ROLES = {Approval.Step.PROOF: User.Role.PROOFREADER, Approval.Step.LEGAL: User.Role.LAWYER}
TALKING = (User.Role.REPORTER, User.Role.DESK_EDITOR, *STEP_ROLES.values())


def require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed(_("この操作をする権限がありません。デスクか管理者に確認してください。"))


def has_role(user: User, *roles: str) -> bool:
    return user.is_active and (user.is_superuser or not user.roles.isdisjoint(roles))


def can_use_desk(user: User) -> bool:
    return has_role(user, *User.Role)


def can_write(user: User) -> bool:
    """Import articles, decide candidates, word claims, draft verdicts, keep claimants, outlets and topics."""
    return has_role(user, User.Role.REPORTER, User.Role.DESK_EDITOR)


def can_hand_in(actor: Actor) -> bool:
    """Bring texts in, with the outlet they are from, and have them read: whoever may write, a program that may, the system."""
    if isinstance(actor, ApiKey):
        return actor.may(Scope.ARTICLES_WRITE)
    return actor is None or can_write(actor)


def can_send_tip(actor: Actor) -> bool:
    """Tell the desk what should be checked: a program that may."""
    return isinstance(actor, ApiKey) and actor.may(Scope.TIPS_WRITE)


def can_handle_tips(user: User) -> bool:
    """Read what was sent in, with its sender's contact, and say what becomes of it."""
    return can_write(user)


def can_erase_tip(user: User) -> bool:
    return has_role(user, User.Role.DESK_EDITOR)


def can_comment(user: User) -> bool:
    """Talk about a claim within the desk."""
    return has_role(user, *TALKING)


def can_assign(user: User) -> bool:
    """Say who sees to a claim until when; oneself or somebody else."""
    return has_role(user, User.Role.REPORTER, User.Role.DESK_EDITOR)


def can_be_assigned(user: User) -> bool:
    """See to a claim: whoever may write."""
    return can_write(user)


def can_watch(user: User) -> bool:
    """Be told what becomes of a claim: every member of the desk."""
    return can_use_desk(user)


def can_see_deliveries(user: User) -> bool:
    """What left the app about notices, what failed, and send it again."""
    return has_role(user, User.Role.ADMINISTRATOR)


def can_manage_webhooks(user: User) -> bool:
    """Say which partners' addresses are called, and see what became of each call."""
    return has_role(user, User.Role.ADMINISTRATOR)


def can_tend_webhook(actor: Actor, endpoint: WebhookEndpoint) -> bool:
    """See what became of its calls, try it, have them sent again: administrators, and the program that it was given to."""
    if isinstance(actor, ApiKey):
        return actor.may(Scope.WEBHOOKS) and endpoint.key_id == actor.pk
    return actor is not None and can_manage_webhooks(actor)


def can_edit_verdict(user: User, verdict: Verdict) -> bool:
    return can_write(user) and verdict.is_editable and not verdict.is_withdrawn


def can_restart_verdict(user: User) -> bool:
    """Begin an erased verdict anew from a blank page."""
    return has_role(user, User.Role.DESK_EDITOR)


def can_review(user: User) -> bool:
    return has_role(user, User.Role.DESK_EDITOR)


def can_approve_verdict(user: User, verdict: Verdict) -> bool:
    """A desk editor who wrote nothing of it, neither the claim nor what else readers see with it. The database refuses these as well."""
    return (
        can_review(user)
        and verdict.state == Verdict.State.IN_REVIEW
        and not verdict.authors.filter(user=user).exists()
        and not verdict.is_changed_around_by(user)
        and not verdict.approvals.filter(round=verdict.round, approved_by=user, step__in=Approval.OF_THE_DESK).exists()
    )


def can_proofread(user: User) -> bool:
    return has_role(user, STEP_ROLES[Approval.Step.PROOF])


def can_clear(user: User) -> bool:
    """Say that the law has nothing against a verdict."""
    return has_role(user, STEP_ROLES[Approval.Step.LEGAL])


def can_give_step(user: User, step: Approval.Step) -> bool:
    return has_role(user, STEP_ROLES[step])


def can_give_step_of_verdict(user: User, verdict: Verdict, step: Approval.Step) -> bool:
    """Where it misses, by somebody of its role who wrote nothing of it. The database refuses authors as well."""
    return (
        can_give_step(user, step)
        and verdict.state in (Verdict.State.IN_REVIEW, Verdict.State.APPROVED)
        and not verdict.is_withdrawn
        and step in verdict.missing_steps
        and not verdict.authors.filter(user=user).exists()
        and not verdict.is_changed_around_by(user)
    )


def can_send_back(user: User) -> bool:
    """Return a verdict to its authors: whoever is asked to read it before it is published."""
    return has_role(user, User.Role.DESK_EDITOR, *STEP_ROLES.values())


def can_send_back_verdict(user: User, verdict: Verdict) -> bool:
    """A desk editor, also their own; others where it takes a step of theirs."""
    return can_review(user) or any(can_give_step(user, step) for step in verdict.needed_steps)


def can_set_steps(user: User) -> bool:
    """Say which verdicts take 校閲 and 法務: not those who publish, who would have less to wait for."""
    return has_role(user, User.Role.ADMINISTRATOR)


def can_call_election(user: User) -> bool:
    """Say whose claims take two approvals, and when."""
    return has_role(user, User.Role.DESK_EDITOR)


def can_export_assessment(user: User) -> bool:
    """Take out what an assessor of the newsroom asks for: nothing of it is confidential."""
    return has_role(user, User.Role.DESK_EDITOR, User.Role.ADMINISTRATOR)


def can_publish(user: User) -> bool:
    return has_role(user, User.Role.DESK_EDITOR)


def can_redact(user: User) -> bool:
    return has_role(user, User.Role.DESK_EDITOR)


def can_take_in_withdrawn(user: User) -> bool:
    """Take a text in again that a redaction erased, for a reason: a court's order may be lifted."""
    return has_role(user, User.Role.DESK_EDITOR)


def can_confirm_redaction(user: User, redaction: Redaction) -> bool:
    return can_redact(user) and redaction.hidden_by_id != user.pk


def can_lift_redaction(user: User, redaction: Redaction) -> bool:
    return can_redact(user) and redaction.hidden_by_id != user.pk


def can_read_note(user: User, note: ConfidentialNote) -> bool:
    """The staff named on the note, while they are members of the desk; nobody by rank or by writing on the verdict."""
    return can_use_desk(user) and note.readers.filter(pk=user.pk).exists()


def can_destroy_note(user: User, note: ConfidentialNote) -> bool:
    """Whoever may read it; and a desk editor, who need not read it to protect a source."""
    return can_review(user) or can_read_note(user, note)


def can_manage_users(user: User) -> bool:
    return has_role(user, User.Role.ADMINISTRATOR)


def can_manage_keys(user: User) -> bool:
    """Issue, change, end and revoke the keys of programs."""
    return has_role(user, User.Role.ADMINISTRATOR)


def can_agree_to_be_named(user: User, member: User) -> bool:
    """Let readers know one's own name: nobody does it for somebody else."""
    return user.pk == member.pk and can_write(user)


def can_withdraw_name(user: User, member: User) -> bool:
    """Take one's own name away from readers; an administrator does it for who asks and cannot sign in any more."""
    return (user.pk == member.pk and can_use_desk(user)) or can_manage_user(user, member)


def can_export_decisions(user: User) -> bool:
    """Take the desk's decisions out with the texts they are about, to learn from."""
    return has_role(user, User.Role.ADMINISTRATOR)


def can_manage_user(user: User, member: User) -> bool:
    """An administrator, but never over a superuser: whoever sets a superuser's password is one."""
    return can_manage_users(user) and (user.is_superuser or not member.is_superuser)


def can_confirm_account_change(user: User, change: AccountChange) -> bool:
    """The second administrator: not the one who asked for it."""
    return can_manage_user(user, change.user) and change.requested_by_id != user.pk


def can_see_typo_fix(user: User, fix: TypoFix) -> bool:
    """Another desk editor than the one who published it alone."""
    return can_review(user) and fix.published_by_id != user.pk
