"""Rows that are in no chain, compared with what the events say of them, which are.

Each question lists rows that nobody accounts for; none of a sound record. What no event tells, such as the words of a
confidential note, cannot be asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from articles.actions.verification import Problem

WRITING = (
    *("verdict.drafted", "verdict.edited", "evidence.added", "evidence.edited", "evidence.removed"),
    *("claimimage.added", "claimimage.edited", "claimimage.removed"),
    *("reply.added", "reply.edited", "reply.removed"),
)
_TOLD = (
    "EXISTS (SELECT 1 FROM articles_event AS event WHERE event.subject_type = '{kind}' AND event.subject_id = {subject}"
    " AND event.action = '{action}' AND event.actor_id = {actor})"
)


def _orphans(name: str, table: str, key: str, whole: str, column: str) -> tuple[str, str]:
    found = (
        f"SELECT DISTINCT '{name} ' || {key} FROM articles_{table} AS part"
        f" WHERE NOT EXISTS (SELECT 1 FROM articles_{whole} WHERE {column} = part.{key})"
    )
    return "it belongs to no row", found


def _told(kind: str, subject: str, action: str, actor: str = "event.actor_id") -> str:
    return _TOLD.format(kind=kind, subject=subject, action=action, actor=actor)


# The problem, and SQL that selects the names of the rows that have it.
OF_HISTORY = (
    (
        "somebody who wrote on it is not listed as its author",
        "SELECT DISTINCT 'verdict ' || verdict.id || ', member ' || event.actor_id FROM articles_verdict AS verdict"
        " JOIN articles_event AS event ON event.subject_type = 'verdict' AND event.subject_id = verdict.id"
        f" WHERE event.action IN {WRITING} AND event.actor_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM articles_author"
        " WHERE verdict_id = verdict.id AND user_id = event.actor_id)",
    ),
    (
        "who approved it was its author by then",
        "SELECT 'approval ' || approval.id FROM articles_approval AS approval JOIN articles_author AS author"
        " ON author.verdict_id = approval.verdict_id AND author.user_id = approval.approved_by_id"
        " AND author.added_at <= approval.approved_at",
    ),
    (
        "no event says that this member hid it",
        "SELECT 'redaction ' || id FROM articles_redaction AS row"
        f" WHERE NOT {_told('verdict', 'row.verdict_id', 'verdict.hidden', 'row.hidden_by_id')}",
    ),
    (
        "no event says that this member closed it",
        "SELECT 'redaction ' || id FROM articles_redaction AS row WHERE state = 'confirmed'"
        f" AND NOT {_told('verdict', 'row.verdict_id', 'verdict.redacted', 'row.closed_by_id')} OR state = 'lifted'"
        f" AND NOT {_told('verdict', 'row.verdict_id', 'verdict.restored', 'row.closed_by_id')}",
    ),
    (
        "one person hid and erased it",
        "SELECT 'redaction ' || id FROM articles_redaction WHERE state = 'confirmed' AND closed_by_id = hidden_by_id",
    ),
    (
        "no event says that this member looked at it",
        "SELECT 'typo fix ' || id FROM articles_typofix AS row WHERE seen_by_id IS NOT NULL"
        f" AND NOT {_told('typofix', 'row.id', 'typo.seen', 'row.seen_by_id')}",
    ),
    (
        "no events say that two administrators wanted it",
        "SELECT 'account change ' || id FROM articles_accountchange AS row WHERE state = 'confirmed'"
        f" AND NOT ({_told('user', 'row.user_id', 'user.change_requested', 'row.requested_by_id')}"
        f" AND {_told('user', 'row.user_id', 'user.change_confirmed', 'row.closed_by_id')})",
    ),
    (
        "it was destroyed, and has words",
        "SELECT 'note ' || id FROM articles_confidentialnote AS row WHERE destroyed_at IS NULL"
        f" AND {_told('confidentialnote', 'row.id', 'note.destroyed')}",
    ),
    (
        "the row is missing",
        "SELECT DISTINCT 'note ' || subject_id FROM articles_event WHERE subject_type = 'confidentialnote'"
        " AND action = 'note.written' AND NOT EXISTS (SELECT 1 FROM articles_confidentialnote WHERE id = subject_id)",
    ),
    (
        "no event says that it was begun anew",
        "SELECT 'verdict ' || id FROM articles_verdict AS row WHERE restarted_version > 0 AND (restarted_version >"
        " published_version"
        " OR NOT EXISTS (SELECT 1 FROM articles_event AS event WHERE event.subject_type = 'verdict'"
        " AND event.subject_id = row.id AND event.action = 'verdict.restarted'))",
    ),
    (
        "no event says that it was called",
        f"SELECT 'election ' || id FROM articles_election AS row WHERE NOT {_told('election', 'row.id', 'election.called')}",
    ),
    (
        "it is not as the last event about it says",
        "SELECT 'rule of steps ' || id FROM articles_steprule AS row WHERE (scope = 'all') <> COALESCE((SELECT action ="
        " 'steprule.widened' FROM articles_event WHERE subject_type = 'steprule' AND subject_id = row.id"
        " AND action IN ('steprule.widened', 'steprule.narrowed') ORDER BY id DESC LIMIT 1), false)",
    ),
    (
        "no event says that this member gave it",
        "SELECT 'approval ' || id FROM articles_approval AS row WHERE"
        f" step = 'proof' AND NOT {_told('verdict', 'row.verdict_id', 'verdict.proofread', 'row.approved_by_id')}"
        f" OR step = 'legal' AND NOT {_told('verdict', 'row.verdict_id', 'verdict.cleared', 'row.approved_by_id')}",
    ),
    (
        "no event says that this member wrote it",
        "SELECT 'comment ' || id FROM articles_comment AS row"
        f" WHERE NOT {_told('comment', 'row.id', 'comment.written', 'row.author_id')}",
    ),
    (
        "the row is missing",
        "SELECT 'comment ' || subject_id FROM articles_event WHERE subject_type = 'comment'"
        " AND action = 'comment.written' AND NOT EXISTS (SELECT 1 FROM articles_comment WHERE id = subject_id)",
    ),
    (
        "no event says that this member gave it to somebody",
        "SELECT 'assignment ' || id FROM articles_assignment AS row"
        f" WHERE NOT {_told('assignment', 'row.id', 'assignment.made', 'row.assigned_by_id')}",
    ),
    (
        "no event says that this member merged it",
        "SELECT 'merging ' || id FROM articles_claimmerge AS row"
        f" WHERE NOT {_told('claim', 'row.merged_id', 'claim.merged', 'row.merged_by_id')}"
        f" OR undone_by_id IS NOT NULL AND NOT {_told('claim', 'row.merged_id', 'claim.unmerged', 'row.undone_by_id')}",
    ),
    (
        "it is merged, and no merging says so",
        "SELECT 'claim ' || id FROM articles_claim AS row WHERE merged_into_id IS NOT NULL AND NOT EXISTS ("
        "SELECT 1 FROM articles_claimmerge WHERE merged_id = row.id AND into_id = row.merged_into_id"
        " AND undone_at IS NULL)",
    ),
    (
        "no event says that this administrator issued it",
        f"SELECT 'api key ' || id FROM articles_apikey AS row"
        f" WHERE NOT {_told('apikey', 'row.id', 'apikey.issued', 'row.issued_by_id')}",
    ),
    (
        "it was revoked, and is not",
        "SELECT 'api key ' || id FROM articles_apikey AS row WHERE revoked_at IS NULL"
        f" AND {_told('apikey', 'row.id', 'apikey.revoked')}",
    ),
    (
        "it may do something else than events say",
        "SELECT 'api key ' || id FROM articles_apikey AS row WHERE array_to_string(scopes, ', ') <> ("
        "SELECT content->>'reason' FROM articles_event AS event JOIN articles_eventcontent ON event_id = event.id"
        " WHERE subject_type = 'apikey' AND subject_id = row.id AND action IN ('apikey.issued', 'apikey.described')"
        " AND content->>'reason' <> '' ORDER BY event.id DESC LIMIT 1)",
    ),
    (
        "it has more secrets than events say",
        "SELECT 'api key ' || key_id FROM articles_apisecret AS secret GROUP BY key_id HAVING count(*) > ("
        "SELECT count(*) FROM articles_event AS event WHERE event.subject_type = 'apikey'"
        " AND event.subject_id = secret.key_id AND event.action IN ('apikey.issued', 'apikey.secret_added'))",
    ),
    (
        "it is shown to another key than events say",
        "SELECT 'webhook endpoint ' || id FROM articles_webhookendpoint AS row WHERE key_id::text IS DISTINCT FROM ("
        "SELECT nullif(split_part(content->>'reason', ' ', 1), '-')"
        " FROM articles_event AS event JOIN articles_eventcontent ON event_id = event.id"
        " WHERE subject_type = 'webhookendpoint' AND subject_id = row.id AND content->>'reason' <> ''"
        " AND action IN ('webhook.registered', 'webhook.described') ORDER BY event.id DESC LIMIT 1)",
    ),
    (
        "no event says that this key handed it in",
        "SELECT 'text ' || row.revision_id FROM articles_handedin AS row JOIN articles_articlerevision AS revision"
        " ON revision.id = row.revision_id WHERE NOT EXISTS (SELECT 1 FROM articles_event AS event"
        " WHERE event.subject_type = 'article' AND event.subject_id = revision.article_id"
        " AND event.action = 'article.handed_in' AND event.key_id = row.key_id)",
    ),
    (
        "no event says that this key, or a reader, sent it",
        "SELECT 'tip ' || row.id FROM articles_tip AS row WHERE NOT EXISTS (SELECT 1 FROM articles_event AS event"
        " WHERE event.subject_type = 'tip' AND event.subject_id = row.id AND event.action = 'tip.received'"
        " AND event.key_id IS NOT DISTINCT FROM row.key_id AND event.actor_id IS NULL)",
    ),
    (
        "it was erased, and has words",
        "SELECT 'tip ' || id FROM articles_tip AS row WHERE erased_at IS NULL AND EXISTS (SELECT 1 FROM articles_event"
        " WHERE subject_type = 'tip' AND subject_id = row.id AND action = 'tip.redacted')",
    ),
    (
        "they are named to readers, and no event says that they agreed",
        "SELECT 'member ' || number FROM articles_publicmember AS row WHERE name <> ''"
        f" AND NOT {_told('user', 'row.number', 'user.naming_agreed', 'row.number')}",
    ),
    _orphans("event content", "eventcontent", "event_id", "event", "id"),
)
OF_PUBLICATIONS = (
    (
        "the desk's text is not the one that was published",
        "SELECT 'verdict ' || verdict.id FROM articles_verdict AS verdict JOIN articles_publication AS log"
        " ON log.verdict_number = verdict.id AND log.version = verdict.published_version"
        " JOIN articles_publicationcontent AS content ON content.publication_id = log.sequence"
        " WHERE verdict.state = 'published' AND log.kind NOT IN ('redaction', 'restoration') AND ("
        "verdict.headline <> content.snapshot->>'headline'"
        " OR verdict.finding <> coalesce(content.snapshot->>'finding', '') OR verdict.reasoning <> content.snapshot->>'reasoning'"
        " OR verdict.english_claim <> coalesce(content.snapshot#>>'{english,claim}', '')"
        " OR verdict.easy_claim <> coalesce(content.snapshot#>>'{easy_japanese,claim}', '')"
        " OR verdict.rating_id <> content.snapshot#>>'{rating,code}'"
        " OR verdict.published_rating_id IS DISTINCT FROM verdict.rating_id)",
    ),
    (
        "a picture that a version shows is missing or another one",
        "SELECT 'verdict ' || log.verdict_number || ', picture ' || (image->>'sha256')"
        " FROM articles_publication AS log JOIN articles_publicationcontent AS content ON content.publication_id = log.sequence"
        " CROSS JOIN jsonb_array_elements(CASE WHEN content.snapshot ? 'images' THEN content.snapshot->'images' ELSE '[]' END)"
        " AS image WHERE NOT EXISTS (SELECT 1 FROM articles_publishedimage AS kept"
        " WHERE kept.verdict_number = log.verdict_number AND kept.sha256 = image->>'sha256'"
        " AND encode(sha256(kept.content), 'hex') = kept.sha256)",
    ),
    _orphans("publication content", "publicationcontent", "publication_id", "publication", "sequence"),
    _orphans("rendering", "publicationrendering", "publication_id", "publication", "sequence"),
    _orphans("articles of verdict", "publishedarticle", "verdict_number", "publishedverdict", "verdict_number"),
    _orphans("credits of verdict", "publishedcredit", "verdict_number", "publishedverdict", "verdict_number"),
    _orphans("rendition of verdict", "publishedrendition", "verdict_number", "publishedverdict", "verdict_number"),
    _orphans("claimant of verdict", "publishedclaimant", "verdict_number", "publishedverdict", "verdict_number"),
)


def verify(*, of_history: bool = True) -> Iterator[Problem]:
    """The questions about the desk's rows, or those about the publication log and what is derived from it."""
    for problem, rows in OF_HISTORY if of_history else OF_PUBLICATIONS:
        with connection.cursor() as cursor:
            cursor.execute(rows)
            for (row,) in sorted(cursor.fetchall()):
                yield Problem(row, problem)
