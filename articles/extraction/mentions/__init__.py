"""Who a document names, by what names, and whom a phrase in it stands for."""

from articles.extraction.mentions.gate import is_speaker_name
from articles.extraction.mentions.mention import Mention, MentionKind
from articles.extraction.mentions.persons import is_role
from articles.extraction.mentions.phrases import mentions, mentions_in
from articles.extraction.mentions.register import Register, is_company, register
from articles.extraction.mentions.resolution import person_name, resolve

__all__ = [
    "Mention",
    "MentionKind",
    "Register",
    "is_company",
    "is_role",
    "is_speaker_name",
    "mentions",
    "mentions_in",
    "person_name",
    "register",
    "resolve",
]
