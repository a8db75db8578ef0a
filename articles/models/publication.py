"""The publication log and what is derived from it: all that the public wing may read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.models import Case, Expression, F, Q, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .append_only import append_only, erasable, refuse_delete_and_truncate
from .chain import chained
from .published_entry import PublishedEntry
from .row_comparison import compared


class PublicationCounter(models.Model):
    """The head of the log: the last sequence number given out and the hash of its row.

    One row, taken with UPDATE … RETURNING by the publishing transaction.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    value = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_counter")]
        triggers = [
            pgtrigger.Trigger(
                name="counts_up",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                IF NEW.value NOT IN (OLD.value, OLD.value + 1) THEN
                    RAISE EXCEPTION 'the counter counts up by one' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            *refuse_delete_and_truncate(),
        ]

    def __str__(self) -> str:
        return str(self.value)


# PL/pgSQL that puts into the record {found} which version the URL of verdict {number} shows, and whether it is in sight.
SHOWN_VERSION = """
SELECT log.version, content.hidden_at IS NOT NULL OR content.redacted_at IS NOT NULL AS is_gone,
    content.redacted_at IS NOT NULL AS is_erased
    INTO {found}
    FROM articles_publication AS log JOIN articles_publicationcontent AS content ON content.publication_id = log.sequence
    WHERE log.verdict_number = {number} AND log.kind NOT IN ('redaction', 'restoration')
    ORDER BY log.version DESC LIMIT 1;
"""


EDITION = """
SELECT sequence, hash, (SELECT max(changed_at) FROM articles_publicmember)
FROM articles_publication ORDER BY sequence DESC LIMIT 1
"""


class Edition(NamedTuple):
    """What all that the public may see changes with, for ETags: the newest row of the log, and who may be named."""

    sequence: int
    hash: str
    people: str

    def __str__(self) -> str:
        return f"{self.sequence}-{self.hash[:16]}-{self.people}"


class Head(NamedTuple):
    """What partners keep as witnesses: a later log that does not hold it has been rewritten."""

    sequence: int
    hash: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"


class PublicationQuerySet(models.QuerySet["Publication"]):
    def of(self, verdict_number: int) -> PublicationQuerySet:
        return self.filter(verdict_number=verdict_number)

    def with_content(self) -> PublicationQuerySet:
        return self.select_related("content")

    def with_outline(self) -> PublicationQuerySet:
        """With what lists show instead of the whole snapshot: `headline`, `slug`, `note`; None where it is hidden."""
        return (
            self.select_related("content")
            .defer("content__salt", "content__snapshot")
            .annotate(
                headline=_while_visible(KeyTextTransform("headline", "content__snapshot")),
                slug=_while_visible(KeyTextTransform("slug", "content__snapshot")),
                note=_while_visible(KeyTextTransform("note", KeyTransform("correction", "content__snapshot"))),
            )
        )

    def texts(self) -> PublicationQuerySet:
        """Without the rows of redactions, which carry no text."""
        return self.exclude(kind__in=Publication.NOTICES)

    def changes_for_readers(self) -> PublicationQuerySet:
        """Everything that happened to verdicts after their first publication, redactions included."""
        return self.exclude(kind=Publication.Kind.PUBLISHED)

    def after(self, sequence: int) -> PublicationQuerySet:
        """The log from there on, in order."""
        return self.filter(sequence__gt=sequence).order_by("sequence")

    def with_json(self) -> PublicationQuerySet:
        """With what the API shows: `content` without its snapshot, `rendering.json` where there is a rendering.

        `named_versions` is the list of versions that a notice is about.
        """
        return (
            self.select_related("content", "rendering")
            .defer("content__salt", "content__snapshot", "rendering__html", "rendering__claim_review")
            .annotate(named_versions=F("content__snapshot__versions"))
        )

    def identity(self) -> str:
        """The hash of the first row, which no other log has; "" while the log is empty."""
        return self.filter(sequence=1).values_list("hash", flat=True).first() or ""

    def holds(self, sequence: int, hash: str) -> bool:
        """Whether the row of that number has that hash: a log restored from an older backup gives the number to another row."""
        return self.filter(sequence=sequence, hash=hash).exists()

    def head(self) -> Head:
        """The newest row's number and hash, which vouch for every row before it."""
        newest = self.order_by("-sequence").values_list("sequence", "hash").first()
        return Head(*newest) if newest else Head(0, "")

    def edition(self) -> Edition:
        """One query, in SQL: every answer asks it, and making the SQL took longer than the answer."""
        with connection.cursor() as cursor:
            cursor.execute(EDITION)
            sequence, hash, people = cursor.fetchone() or (0, "", None)
        return Edition(sequence, hash, stamp_of(people))


def _people_changed_at() -> models.Subquery:
    return models.Subquery(PublicMember.objects.order_by("-changed_at", "number").values("changed_at")[:1])


def stamp_of(moment: datetime | None) -> str:
    """The time of a change as a part of an ETag, "0" where there was none."""
    return f"{int(moment.timestamp() * 1_000_000):x}" if moment else "0"


def _while_visible(expression: Expression) -> Case:
    return Case(When(content__hidden_at=None, content__redacted_at=None, then=expression))


class Publication(models.Model):
    """A log row: immutable, gap-free in `sequence`, without a foreign key into the desk wing.

    `content_hash` is SHA-256 over salt‖content of the content row, so that the row can be verified while the content
    exists and betrays nothing about it once salt and content are erased. `hash` chains the rows: it covers the hash of
    the row before and every column of this one, the end of the desk's history at that moment among them, so that who
    keeps the head of this log witnesses the history too.
    """

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("公開")
        ADDITION = "addition", _("追記")
        AMENDMENT = "amendment", _("修正")
        CORRECTION = "correction", _("訂正")
        RATING_CHANGE = "rating_change", _("判定変更")
        RETRACTION = "retraction", _("取り消し")
        REDACTION = "redaction", _("非表示")
        RESTORATION = "restoration", _("非表示の解除")

    NOTICES = (Kind.REDACTION, Kind.RESTORATION)  # log rows that name versions and carry no text of their own
    CORRECTIONS = (Kind.ADDITION, Kind.AMENDMENT, Kind.CORRECTION, Kind.RATING_CHANGE)

    sequence = models.PositiveBigIntegerField(_("通し番号"), primary_key=True)
    verdict_number = models.PositiveBigIntegerField(_("検証記事番号"))
    version = models.PositiveIntegerField(_("版"))
    kind = models.CharField(_("種別"), max_length=20, choices=Kind)
    published_at = models.DateTimeField(_("公開日時"))
    content_hash = models.CharField(_("ハッシュ"), max_length=64)
    history_position = models.PositiveBigIntegerField(_("履歴の位置"), default=0)
    history_hash = models.CharField(_("履歴のハッシュ"), max_length=64, blank=True, default="")
    hash = models.CharField(_("連鎖のハッシュ"), max_length=64)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("公開記録")
        verbose_name_plural = pgettext_lazy("plural", "公開記録")
        indexes = [
            models.Index(fields=["kind", "-sequence"], name="publication_by_kind"),
            # Of thousands of publications the few that readers are told of in the log of corrections.
            models.Index(fields=["-sequence"], condition=~Q(kind="published"), name="publication_changes"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["verdict_number", "version"], name="version_is_unique_in_verdict"),
            models.CheckConstraint(condition=Q(sequence__gte=1, version__gte=1), name="numbers_start_at_one"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="withdrawn_stays_withdrawn",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("withdrawn", "record")],
                func=f"""
                IF NEW.kind IN ('redaction', 'restoration') THEN
                    RETURN NEW;
                END IF;
                {SHOWN_VERSION.format(number="NEW.verdict_number", found="withdrawn")}
                IF FOUND AND withdrawn.is_gone AND NOT EXISTS (SELECT 1 FROM articles_verdict
                        WHERE id = NEW.verdict_number AND restarted_version >= withdrawn.version) THEN
                    RAISE EXCEPTION 'what was hidden or erased is not published again'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,  # noqa: S608 - SQL of our own
            ),
            *append_only(),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.verdict_number}/{self.version}"

    def chained_to(self, previous: str) -> str:
        """The hash this row has where the row before has the hash `previous`."""
        return chained(
            previous,
            self.sequence,
            self.verdict_number,
            self.version,
            self.kind,
            self.published_at,
            self.content_hash,
            self.history_position,
            self.history_hash,
        )


class PublicationContentQuerySet(models.QuerySet["PublicationContent"]):
    def shown_of(self, verdict_number: int) -> PublicationContent | None:
        """The content row of the version that the verdict's own URL shows, hidden or not."""
        return (
            self.filter(publication__verdict_number=verdict_number)
            .exclude(publication__kind__in=Publication.NOTICES)
            .select_related("publication")
            .order_by("publication__version")
            .last()
        )


class PublicationContent(models.Model):
    """The erasable half: the salt and a snapshot of everything the public may see, as plain structured data.

    The snapshot's shape is articles.models.snapshot; `hidden_at` takes it out of sight without erasing it.
    """

    publication = models.OneToOneField(Publication, models.DO_NOTHING, primary_key=True, related_name="content")
    salt = models.BinaryField(max_length=32, null=True)
    snapshot = models.JSONField(null=True)
    hidden_at = models.DateTimeField(_("非表示日時"), null=True)
    redacted_at = models.DateTimeField(_("消去日時"), null=True)

    objects = PublicationContentQuerySet.as_manager()

    class Meta:
        triggers = erasable("salt", "snapshot", key="publication_id")

    def __str__(self) -> str:
        return str(self.publication_id)

    @property
    def is_visible(self) -> bool:
        return self.hidden_at is None and self.redacted_at is None


class PublicationRendering(models.Model):
    """A cache: one version rendered. Every row can be deleted and built again from its snapshot."""

    publication = models.OneToOneField(Publication, models.DO_NOTHING, primary_key=True, related_name="rendering")
    html = models.TextField(help_text="the <article> of the verdict page")
    json = models.TextField(help_text="the API's representation")
    claim_review = models.TextField(blank=True, help_text="JSON-LD, escaped for <script>; empty where there is none")
    seal = models.CharField(max_length=64, default="", help_text="keyed hash of the row; empty: to be rendered anew")

    def __str__(self) -> str:
        return str(self.publication_id)


def _of_the_version_shown(column: str) -> models.Subquery:
    """A column of the rendering that a row of the index stands for; NULL where the cache lacks it."""
    shown = PublicationRendering.objects.filter(
        publication__verdict_number=models.OuterRef("verdict_number"),
        publication__version=models.OuterRef("version"),
    )
    return models.Subquery(shown.values(column))


class PublishedVerdictQuerySet(models.QuerySet["PublishedVerdict"]):
    def live(self) -> PublishedVerdictQuerySet:
        return self.filter(state=PublishedVerdict.State.LIVE)

    def visible(self) -> PublishedVerdictQuerySet:
        return self.exclude(state=PublishedVerdict.State.HIDDEN)

    def with_snapshot(self) -> PublishedVerdictQuerySet:
        """Annotate `snapshot`: that of the version readers see."""
        shown = PublicationContent.objects.filter(
            publication__verdict_number=models.OuterRef("verdict_number"),
            publication__version=models.OuterRef("version"),
            hidden_at=None,
            redacted_at=None,
        )
        return self.annotate(snapshot=models.Subquery(shown.values("snapshot")[:1]))

    def with_json(self) -> PublishedVerdictQuerySet:
        """Annotate `json`: the API's text of the version readers see, None where the cache lacks it."""
        return self.annotate(json=_of_the_version_shown("json"))

    def with_claim_review(self) -> PublishedVerdictQuerySet:
        """Annotate `claim_review`: JSON-LD of the version readers see, None where the cache lacks it, "" where there is none."""
        return self.annotate(claim_review=_of_the_version_shown("claim_review"))

    def rated(self, code: str) -> PublishedVerdictQuerySet:
        return self.filter(rating_code=code)

    def about(self, topic_slug: str) -> PublishedVerdictQuerySet:
        return self.filter(topic_slugs__contains=[topic_slug])

    def about_any(self, topic_slugs: list[str]) -> PublishedVerdictQuerySet:
        return self.filter(topic_slugs__overlap=topic_slugs)

    def first_published(self, since: datetime, until: datetime) -> PublishedVerdictQuerySet:
        """From one moment on, before the other."""
        return self.filter(first_published_at__gte=since, first_published_at__lt=until)

    def of_claimant(self, number: int) -> PublishedVerdictQuerySet:
        return self.filter(claimant_number=number)

    def by_person(self, person: PublicMember, part: str) -> PublishedVerdictQuerySet:
        """What somebody who is named wrote, or approved."""
        credits = PublishedCredit.objects.filter(part=part).filter(
            Q(number=person.number, name="") | Q(number=0, name=person.name)
        )
        return self.filter(pk__in=credits.values("verdict_number"))

    def newest_first(self) -> PublishedVerdictQuerySet:
        return self.order_by("-first_published_at", "-verdict_number")

    def older_than(self, first_published_at: datetime, verdict_number: int) -> PublishedVerdictQuerySet:
        """Rows after the given one in `newest_first`."""
        place = (first_published_at, verdict_number)
        return self.filter(compared(("first_published_at", "verdict_number"), "<", place))


class PublishedTopic(NamedTuple):
    """As the verdict published last names it, and how many live verdicts are about it."""

    slug: str
    name: str
    verdicts: int


def published_topics() -> list[PublishedTopic]:
    """In the order of their slugs."""
    rows = PublishedEntry.objects.topics().order_by("key")
    return [PublishedTopic(*row) for row in rows.values_list("key", "name", "verdicts")]


class PublishedVerdict(models.Model):
    """Index row of the newest visible version of a verdict; a hidden one keeps its number and nothing else."""

    class State(models.TextChoices):
        LIVE = "live", _("公開中")
        RETRACTED = "retracted", _("取り消し")
        HIDDEN = "hidden", _("非表示")

    verdict_number = models.PositiveBigIntegerField(primary_key=True)
    sequence = models.PositiveBigIntegerField(unique=True, help_text="the newest publication of this verdict")
    version = models.PositiveIntegerField(help_text="the version readers see at the verdict's own URL")
    state = models.CharField(max_length=10, choices=State)
    change = models.CharField(
        max_length=20, blank=True, default="", help_text="the kind of change its titles lead with: articles.public.face"
    )
    slug = models.CharField(max_length=80, blank=True)
    headline = models.CharField(max_length=200, blank=True)
    claim_number = models.PositiveBigIntegerField(null=True, unique=True)
    statement = models.TextField(blank=True)
    claimant_number = models.PositiveBigIntegerField(null=True)
    claimant_label = models.CharField(max_length=200, blank=True)
    rating_code = models.CharField(max_length=30, blank=True)
    finding = models.CharField(max_length=100, blank=True, default="", help_text="the facts in one sentence")
    topics = models.JSONField(default=list, help_text="[{slug, name}]")
    topic_slugs = ArrayField(models.CharField(max_length=60), default=list)
    first_published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    seal = models.CharField(
        max_length=64,
        default="",
        help_text="keyed hash of this row and the verdict's other index rows; empty: to be made",
    )

    objects = PublishedVerdictQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["topic_slugs"], name="published_verdict_topics"),
            models.Index(fields=["-first_published_at", "-verdict_number"], name="published_verdict_newest"),
            models.Index(fields=["rating_code", "-first_published_at"], name="published_verdict_by_rating"),
            models.Index(fields=["claimant_number", "-first_published_at"], name="published_verdict_by_claimant"),
            models.Index(fields=["-updated_at"], name="published_verdict_by_update"),
            models.Index(
                fields=["-first_published_at", "-verdict_number"],
                condition=Q(state="retracted"),
                name="published_verdict_retracted",
            ),
        ]

    def __str__(self) -> str:
        return self.headline


class OncePerVerdictQuerySet(models.QuerySet[Any]):
    """Rows that stand once per number and verdict."""

    def newest_of_each_number(self) -> OncePerVerdictQuerySet:
        """One row per number, highest number first: the one of the newest publication."""
        return self.order_by("-number", "-sequence").distinct("number")

    def below(self, number: int) -> OncePerVerdictQuerySet:
        return self.filter(number__lt=number)


class PublishedClaimant(models.Model):
    """A nameable claimant as one verdict shows it; one row per claimant and verdict, gone with the verdict."""

    verdict_number = models.PositiveBigIntegerField()
    sequence = models.PositiveBigIntegerField()
    number = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    affiliation = models.CharField(max_length=200, blank=True)
    wikidata_id = models.CharField(max_length=20, blank=True)

    objects = OncePerVerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "verdict_number"], name="published_claimant_once_per_verdict"),
            models.CheckConstraint(
                condition=Q(kind__in=["public_figure", "organisation"]), name="published_claimant_is_nameable"
            ),
        ]
        indexes = [models.Index(fields=["verdict_number"], name="published_claimant_by_verdict")]

    def __str__(self) -> str:
        return self.name


class PublishedCredit(models.Model):
    """That somebody wrote the version that readers see of a verdict, or approved it; shown of who may be named.

    Versions of before members were numbered in them give a `name` and the number 0.
    """

    class Part(models.TextChoices):
        AUTHOR = "author", _("執筆")
        APPROVER = "approver", pgettext_lazy("credit", "承認")

    verdict_number = models.PositiveBigIntegerField()
    sequence = models.PositiveBigIntegerField()
    number = models.PositiveBigIntegerField()
    name = models.CharField(max_length=150, blank=True, default="")
    part = models.CharField(max_length=10, choices=Part)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["verdict_number", "part", "number", "name"], name="credited_once_for_a_part"
            )
        ]
        indexes = [models.Index(fields=["part", "number", "name"], name="published_credit_by_person")]

    def __str__(self) -> str:
        return f"{self.verdict_number} {self.part} {self.number}"


class PublishedArticle(models.Model):
    """An article as one verdict shows it: where the claim appeared and the passage quoted, never the full text."""

    verdict_number = models.PositiveBigIntegerField()
    sequence = models.PositiveBigIntegerField()
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=500, blank=True)
    outlet = models.CharField(max_length=100, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    published_at = models.DateTimeField(null=True)

    objects = OncePerVerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "verdict_number"], name="published_article_once_per_verdict")
        ]
        indexes = [models.Index(fields=["verdict_number"], name="published_article_by_verdict")]

    def __str__(self) -> str:
        return self.title


class PublishedImage(models.Model):
    """A picture that versions of a verdict show, named by its hash in their snapshots; it goes when the last is erased."""

    verdict_number = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=20)
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["verdict_number", "sha256"], name="published_image_once_in_a_verdict")
        ]
        triggers = [pgtrigger.Protect(name="refuse_update", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.verdict_number} {self.sha256}"


class PublicMemberQuerySet(models.QuerySet["PublicMember"]):
    def named(self) -> PublicMemberQuerySet:
        return self.exclude(name="")


class PublicMember(models.Model):
    """What readers may know of a member of the newsroom: name and role of who agreed to it, of others nothing.

    Of who withdrew it number and time stay, without a name: every page is another since.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=20, blank=True)
    changed_at = models.DateTimeField()

    objects = PublicMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name="") | Q(role=""), name="nothing_is_known_of_who_is_not_named")
        ]

    def __str__(self) -> str:
        return self.name or str(self.number)


class WithheldFiguresQuerySet(models.QuerySet["WithheldFigures"]):
    def on(self, day: date) -> frozenset[int]:
        """Numbers of the claimants of whom no figures are shown on a day; one query."""
        return frozenset(self.filter(first_date__lte=day, last_date__gte=day).values_list("claimant_number", flat=True))


class WithheldFigures(models.Model):
    """That no figures of a claimant are shown between two days: how many of their claims were checked, how they were rated.

    An election is on (articles/models/election.py); this is what the public wing may know of it.
    """

    election_number = models.PositiveBigIntegerField()
    claimant_number = models.PositiveBigIntegerField()
    first_date = models.DateField()
    last_date = models.DateField()

    objects = WithheldFiguresQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election_number", "claimant_number"], name="figures_withheld_once")
        ]

    def __str__(self) -> str:
        return f"{self.claimant_number} {self.first_date}–{self.last_date}"
