"""Every model of the desk, registered with its admin class."""

from django.contrib import admin
from django.contrib.auth.models import Group
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.desk.account_changes import AccountChangeAdmin
from articles.desk.articles import ArticleAdmin, ArticleRevisionAdmin
from articles.desk.candidates import CandidateAdmin, CandidateScoreAdmin
from articles.desk.claims import ClaimAdmin
from articles.desk.elections import ElectionAdmin
from articles.desk.extraction_runs import ExtractionRunAdmin
from articles.desk.logs import ApprovalAdmin, AuthorAdmin, EventAdmin, PublicationAdmin
from articles.desk.members import UserAdmin
from articles.desk.notes import ConfidentialNoteAdmin
from articles.desk.redactions import RedactionAdmin
from articles.desk.review_steps import StepRuleAdmin
from articles.desk.sources import ClaimantAdmin, OutletAdmin, RatingAdmin, RatingScaleAdmin, TopicAdmin
from articles.desk.tips import TipAdmin
from articles.desk.typo_fixes import TypoFixAdmin
from articles.desk.verdicts import VerdictAdmin
from articles.models import (
    AccountChange,
    Approval,
    Article,
    ArticleRevision,
    Author,
    Candidate,
    CandidateScore,
    Claim,
    Claimant,
    ConfidentialNote,
    Election,
    Event,
    ExtractionRun,
    Outlet,
    Publication,
    Rating,
    RatingScale,
    Redaction,
    StepRule,
    Tip,
    Topic,
    TypoFix,
    User,
    Verdict,
)

admin.site.register(AccountChange, AccountChangeAdmin)
admin.site.register(Approval, ApprovalAdmin)
admin.site.register(Article, ArticleAdmin)
admin.site.register(ArticleRevision, ArticleRevisionAdmin)
admin.site.register(Author, AuthorAdmin)
admin.site.register(Candidate, CandidateAdmin)
admin.site.register(CandidateScore, CandidateScoreAdmin)
admin.site.register(Claim, ClaimAdmin)
admin.site.register(Claimant, ClaimantAdmin)
admin.site.register(ConfidentialNote, ConfidentialNoteAdmin)
admin.site.register(Election, ElectionAdmin)
admin.site.register(Event, EventAdmin)
admin.site.register(ExtractionRun, ExtractionRunAdmin)
admin.site.register(Outlet, OutletAdmin)
admin.site.register(Publication, PublicationAdmin)
admin.site.register(Rating, RatingAdmin)
admin.site.register(RatingScale, RatingScaleAdmin)
admin.site.register(Redaction, RedactionAdmin)
admin.site.register(StepRule, StepRuleAdmin)
admin.site.register(Tip, TipAdmin)
admin.site.register(Topic, TopicAdmin)
admin.site.register(TypoFix, TypoFixAdmin)
admin.site.register(User, UserAdmin)
admin.site.register(Verdict, VerdictAdmin)

# Roles are fixed rows of articles.actions.reference, and jobs are shown as ExtractionRuns, with a reason and a retry.
admin.site.unregister(Group)
admin.site.unregister(ProcrastinateJob)
