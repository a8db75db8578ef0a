"""Reads a fact-check desk's API, keeps an exact copy of what it published, and verifies its webhooks."""

from factcheck_client.client import Client
from factcheck_client.mirror import Mirror, Synced
from factcheck_client.problems import (
    DumpDamaged,
    Failure,
    KeyRefused,
    LogRewound,
    NotFound,
    Problem,
    RequestInvalid,
    ScopeMissing,
    TooManyRequests,
    Unreachable,
    Withdrawn,
)
from factcheck_client.webhooks import Message, WebhookRefused, verified

__all__ = [
    "Client",
    "DumpDamaged",
    "Failure",
    "KeyRefused",
    "LogRewound",
    "Message",
    "Mirror",
    "NotFound",
    "Problem",
    "RequestInvalid",
    "ScopeMissing",
    "Synced",
    "TooManyRequests",
    "Unreachable",
    "WebhookRefused",
    "Withdrawn",
    "verified",
]
