"""One noun per file. Reads are QuerySet methods here; every write is an action in articles/actions/."""

from .account_change import AccountChange
from .actor import Actor
from .api_key import ApiKey, ApiSecret, Scope
from .article import Article, ArticleRevision
from .assignment import Assignment
from .backup import Backup
from .candidate import Candidate, CandidateScore
from .claim import Claim
from .claim_image import ClaimImage
from .claim_merge import ClaimMerge
from .claimant import Claimant
from .comment import Comment
from .confidential_note import ConfidentialNote
from .desk_search import CandidateSearch, ClaimSearch, TextFingerprint
from .desk_session import DeskSession
from .election import Election, Standing
from .event import Event, EventContent
from .evidence import Evidence
from .extraction import ExtractionRun
from .handed_in import HandedIn, IdempotentAnswer
from .history import HistoryHead, HistoryLink
from .invitation import Invitation
from .lease import Lease
from .notice import Delivery, Notice, NoticeMark, NoticePreference
from .outlet import Outlet
from .publication import (
    Publication,
    PublicationContent,
    PublicationCounter,
    PublicationRendering,
    PublicMember,
    PublishedArticle,
    PublishedClaimant,
    PublishedCredit,
    PublishedImage,
    PublishedVerdict,
    WithheldFigures,
)
from .published_entry import PublishedEntry
from .published_rendition import PublishedRendition
from .published_search import PublishedSearch
from .published_selection import PublishedSelection
from .quota_use import QuotaUse
from .rating import Rating, RatingScale
from .redaction import Redaction
from .retraction_reason import RetractionReason
from .right_of_reply import RightOfReply
from .scheduled_publication import ScheduledPublication
from .second_factor import AuthenticatorApp, Passkey, RecoveryCode
from .sign_in_limit import SignInLimit
from .step_rule import StepRule
from .tip import Tip
from .topic import Topic
from .typo_fix import TypoFix
from .unsaved_text import Presence, UnsavedText
from .user import User
from .verdict import Approval, Author, Verdict
from .watch import Watch
from .webhook import WebhookDelivery, WebhookEndpoint, WebhookKind
from .withdrawn_text import WithdrawalKey, WithdrawnText

__all__ = [
    "AccountChange",
    "Actor",
    "ApiKey",
    "ApiSecret",
    "Approval",
    "Article",
    "ArticleRevision",
    "Assignment",
    "AuthenticatorApp",
    "Author",
    "Backup",
    "Candidate",
    "CandidateScore",
    "CandidateSearch",
    "Claim",
    "ClaimImage",
    "ClaimMerge",
    "ClaimSearch",
    "Claimant",
    "Comment",
    "ConfidentialNote",
    "Delivery",
    "DeskSession",
    "Election",
    "Event",
    "EventContent",
    "Evidence",
    "ExtractionRun",
    "HandedIn",
    "HistoryHead",
    "HistoryLink",
    "IdempotentAnswer",
    "Invitation",
    "Lease",
    "Notice",
    "NoticeMark",
    "NoticePreference",
    "Outlet",
    "Passkey",
    "Presence",
    "PublicMember",
    "Publication",
    "PublicationContent",
    "PublicationCounter",
    "PublicationRendering",
    "PublishedArticle",
    "PublishedClaimant",
    "PublishedCredit",
    "PublishedEntry",
    "PublishedImage",
    "PublishedRendition",
    "PublishedSearch",
    "PublishedSelection",
    "PublishedVerdict",
    "QuotaUse",
    "Rating",
    "RatingScale",
    "RecoveryCode",
    "Redaction",
    "RetractionReason",
    "RightOfReply",
    "ScheduledPublication",
    "Scope",
    "SignInLimit",
    "Standing",
    "StepRule",
    "TextFingerprint",
    "Tip",
    "Topic",
    "TypoFix",
    "UnsavedText",
    "User",
    "Verdict",
    "Watch",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookKind",
    "WithdrawalKey",
    "WithdrawnText",
    "WithheldFigures",
]
