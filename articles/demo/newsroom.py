"""Tells the story in the JSON files beside this module, through the same actions that editors use."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from articles.actions import (
    articles,
    candidates,
    claim_images,
    claimants,
    claims,
    evidence,
    outlets,
    public_members,
    publications,
    redactions,
    replies,
    review_steps,
    topics,
    users,
    verdicts,
)
from articles.demo import pictures
from articles.models import (
    ArticleRevision,
    Candidate,
    Claim,
    Claimant,
    Outlet,
    Publication,
    Rating,
    Topic,
    User,
    Verdict,
)
from articles.models.verdict import RENDITIONS

FOLDER = Path(__file__).parent
REPORTER, EDITOR, SECOND_EDITOR = "kisha", "desk", "desk2"
PROOFREADER, LAWYER = "koetsu", "homu"
MEMBERS = (
    ("kanri", "森下 健", User.Role.ADMINISTRATOR),
    (REPORTER, "浅野 ひなた", User.Role.REPORTER),
    (EDITOR, "黒田 誠司", User.Role.DESK_EDITOR),
    (SECOND_EDITOR, "三枝 芳恵", User.Role.DESK_EDITOR),
    (PROOFREADER, "関口 直", User.Role.PROOFREADER),
    (LAWYER, "大庭 涼", User.Role.LAWYER),
)

PROOF_NOTE = "固有名詞、日付、引用を出どころと突き合わせた。"
LEGAL_NOTE = "虚偽と判断した理由を、確かめた事実だけで書いてあることを確認。"

Told = dict[str, Any]  # a piece of the story as its JSON file has it


def password_of(username: str) -> str:
    """Known to everybody who reads this: seed_demo refuses to run outside the demo."""
    return f"demo-{username}"


def is_open() -> bool:
    return User.objects.filter(username=REPORTER).exists()


@dataclass
class Newsroom:
    """What has been told so far, by the keys the JSON files use."""

    members: dict[str, User] = field(default_factory=dict)
    outlets: dict[str, Outlet] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    claimants: dict[str, Claimant] = field(default_factory=dict)
    revisions: dict[str, ArticleRevision] = field(default_factory=dict)

    def member(self, told: Told, key: str = "by", default: str = REPORTER) -> User:
        return self.members[told.get(key, default)]


def open_newsroom() -> None:
    """Tell the whole story in one transaction: all of it, or nothing. Extraction of the articles is left to the queue."""
    with transaction.atomic():
        newsroom = Newsroom()
        _register(newsroom)
        for article in _read("articles"):
            _import(newsroom, article)
        for story in _read("stories"):
            _tell(newsroom, story)
        for rejection in _read("rejections"):
            candidate = _mark(newsroom, rejection)
            candidates.reject(
                candidate,
                reason=rejection["reason"],
                note=rejection.get("note", ""),
                by=newsroom.member(rejection),
            )


def _read(name: str) -> list[Told]:
    told: list[Told] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return told


def _register(newsroom: Newsroom) -> None:
    for username, display_name, role in MEMBERS:
        newsroom.members[username] = users.register(
            username=username,
            display_name=display_name,
            email=f"{username}@minato-kensho.example",
            password=password_of(username),
            roles=[Group.objects.get(name=role)],
            by=None,
        )
    for named in (REPORTER, SECOND_EDITOR):
        public_members.agree(newsroom.members[named], by=newsroom.members[named])
    reporter = newsroom.members[REPORTER]
    for told in _read("outlets"):
        newsroom.outlets[told["name"]] = outlets.register(**told, by=reporter)
    for told in _read("topics"):
        newsroom.topics[told["slug"]] = topics.register(**told, by=reporter)
    for told in _read("claimants"):
        newsroom.claimants[told["name"]] = claimants.register(**told, by=reporter)


def _import(newsroom: Newsroom, told: Told) -> None:
    imported = articles.import_article(
        text="\n\n".join(told["paragraphs"]),
        by=newsroom.members[REPORTER],
        title=told["title"],
        kind=told["kind"],
        outlet=newsroom.outlets[told["outlet"]],
        url=told["url"],
        account=told.get("account", ""),
        byline=told.get("byline", ""),
        published_at=datetime.fromisoformat(told["published_at"]),
        reach=told.get("reach"),
        reach_date=date.fromisoformat(told["reach_date"]) if "reach_date" in told else None,
    )
    newsroom.revisions[told["key"]] = imported.revision


def _tell(newsroom: Newsroom, story: Told) -> None:
    """One claim: where it was found, what the desk wrote about it, and what became of that."""
    claim = _claim(newsroom, story)
    if "verdict" not in story:
        return
    verdict = _draft(newsroom, claim, story["verdict"])
    state = Verdict.State(story["state"])
    if state == Verdict.State.DRAFT:
        return
    verdict = verdicts.submit(verdict, by=newsroom.member(story["verdict"]))
    if state == Verdict.State.IN_REVIEW:
        return
    if verdict.needed_steps:
        review_steps.proofread(verdict, note=PROOF_NOTE, by=newsroom.members[PROOFREADER])
        review_steps.clear(verdict, note=LEGAL_NOTE, by=newsroom.members[LAWYER])
    verdict = verdicts.approve(verdict, by=newsroom.members[SECOND_EDITOR])
    if state == Verdict.State.APPROVED:
        return
    publications.publish(verdict, by=newsroom.members[SECOND_EDITOR])
    for chapter in story.get("afterwards", ()):
        _continue(newsroom, verdict, chapter)


def _claim(newsroom: Newsroom, story: Told) -> Claim:
    by = newsroom.member(story)
    first, *others = [_mark(newsroom, appearance) for appearance in story["appearances"]]
    claimant = newsroom.claimants[story["claimant"]]
    accepted = candidates.accept_as_new(first, by=by, statement=story["statement"], claimant=claimant)
    assert accepted.claim is not None
    claim = claims.reword(
        accepted.claim,
        by=by,
        statement=story["statement"],
        claimant=claimant,
        claimed_date=date.fromisoformat(story["claimed_date"]),
        topics=[newsroom.topics[slug] for slug in story["topics"]],
    )
    for candidate in others:
        candidates.accept(candidate, by=by, claim=claim)
    for duplicate in story.get("duplicates", ()):
        candidates.mark_duplicate(_mark(newsroom, duplicate), by=by, of=first)
    return claim


def _mark(newsroom: Newsroom, told: Told) -> Candidate:
    """By hand, because extraction may not have run yet; it will find the candidate decided and only add its score."""
    revision = newsroom.revisions[told["article"]]
    start = revision.text.index(told["quote"])
    return candidates.mark_by_hand(revision, start=start, end=start + len(told["quote"]), by=newsroom.members[REPORTER])


def _draft(newsroom: Newsroom, claim: Claim, told: Told) -> Verdict:
    by = newsroom.member(told)
    verdict = verdicts.edit(verdicts.draft(claim, by=by), by=by, **_content(told))
    _attach(newsroom, verdict, told, by=by)
    if "co_author" in told:
        verdicts.edit(verdict, by=newsroom.member(told, "co_author"), **_content(told))
    return verdict


def _content(told: Told) -> Told:
    """Those fields of a verdict that a piece of the story mentions."""
    content: Told = {
        name: told[name] for name in ("headline", "finding", "selection_reason", "intent_reason") if name in told
    }
    if "rating" in told:
        content["rating"] = Rating.objects.get(code=told["rating"])
    if "summary" in told:
        content["summary"] = "\n".join(told["summary"])
    for member, (claim, finding, summary) in RENDITIONS.items():
        if member in told:
            words = told[member]
            content |= {claim: words["claim"], finding: words["finding"], summary: "\n".join(words["summary"])}
    if "reasoning" in told:
        content["reasoning"] = "\n\n".join(told["reasoning"])
    return content


def _attach(newsroom: Newsroom, verdict: Verdict, told: Told, *, by: User) -> None:
    for image in told.get("images", ()):
        claim_images.add(verdict, file=pictures.post(*image["post"]), alt=image["alt"], caption=image["caption"], by=by)
    for source in told.get("evidence", ()):
        position = verdict.evidence.count() + 1
        evidence.add(verdict, by=by, position=position, **_with_moments(source, "obtained_at"))
    for reply in told.get("replies", ()):
        replies.add(verdict, by=by, **_with_moments(reply, "asked_at", "deadline", "answered_at"))


def _with_moments(told: Told, *names: str) -> Told:
    return told | {name: datetime.fromisoformat(told[name]) for name in names if name in told}


def _continue(newsroom: Newsroom, verdict: Verdict, chapter: Told) -> None:
    """What happened to a published verdict: a correction, its retraction, or a redaction that a second editor confirms."""
    editor, second = newsroom.members[EDITOR], newsroom.members[SECOND_EDITOR]
    kind = Publication.Kind(chapter["kind"])
    if kind == Publication.Kind.RETRACTION:
        publications.retract(verdict, note=chapter["note"], by=editor)
        publications.publish_reason(verdict, by=second)
    elif kind == Publication.Kind.REDACTION:
        redactions.confirm(redactions.hide(verdict, reason=chapter["reason"], by=editor), by=second)
    else:
        _correct(newsroom, verdict, kind, chapter)


def _correct(newsroom: Newsroom, verdict: Verdict, kind: Publication.Kind, chapter: Told) -> None:
    by = newsroom.member(chapter)
    row = verdicts.revise(verdict, by=by)
    told = {"correction_kind": kind, "correction_note": chapter["note"]}
    row = verdicts.edit(row, by=by, **_content(chapter), **told, correction_apology=chapter.get("apology", False))
    _attach(newsroom, row, chapter, by=by)
    row = verdicts.approve(verdicts.submit(row, by=by), by=newsroom.members[SECOND_EDITOR])
    publications.correct(row, by=newsroom.members[SECOND_EDITOR])
