"""What somebody with the database in hand may try, with the triggers on and off: refused, or found and named.

Found back to the last head that was delivered outside: a tail that is cut off together with everything that counts it
is seen by who kept a head, and by nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from articles.actions import api_keys, notes, public_index, redactions, webhooks
from articles.actions.verification import Head, Problem, history, publications, sleeping_triggers
from articles.models import AccountChange, Event, HistoryHead, Publication, Scope, StepRule
from tests import factories

pytestmark = pytest.mark.django_db

CUT = """
    DELETE FROM articles_publicationrendering WHERE publication_id = 4;
    DELETE FROM articles_publicationcontent WHERE publication_id = 4;
    DELETE FROM articles_publication WHERE sequence = 4;
"""
FOREIGN = "SET LOCAL session_replication_role = replica; {}; SET LOCAL session_replication_role = origin"
REWRITTEN = "jsonb_set(snapshot, '{headline}', '\"すり替えた見出し\"')"

# name: (SQL, the row that is named). {v}: the verdict of rows 1, 2 and 4; {e}: an event; {a}: an approval; {w}: a user
# who wrote; {p}: the last place in the history
PUBLICATIONS = {
    "the last row cut": (CUT, "sequence 4"),
    "the last row cut and the counter set back": (
        CUT
        + "UPDATE articles_publicationcounter SET value = 3, hash = (SELECT hash FROM articles_publication"
        + " WHERE sequence = 3)",
        "verdict {v}",
    ),
    "a row cut out of the middle": (CUT.replace("4", "2"), "sequence 2"),
    "the kind changed": ("UPDATE articles_publication SET kind = 'addition' WHERE sequence = 2", "2: {v}/2"),
    "the time changed": (
        "UPDATE articles_publication SET published_at = published_at - interval '1 day' WHERE sequence = 2",
        "2: {v}/2",
    ),
    "the number of the verdict changed": (
        "UPDATE articles_publication SET verdict_number = 999 WHERE sequence = 2",
        "2: 999/2",
    ),
    "the version changed": ("UPDATE articles_publication SET version = 9 WHERE sequence = 2", "2: {v}/9"),
    "the last row changed together with its hash": (
        "UPDATE articles_publication SET kind = 'addition', hash = repeat('0', 64) WHERE sequence = 4",
        "counter",
    ),
    "two rows swapped": (
        "UPDATE articles_publication AS one SET verdict_number = other.verdict_number, version = other.version + 100,"
        " kind = other.kind, published_at = other.published_at, content_hash = other.content_hash, hash = other.hash"
        " FROM articles_publication AS other WHERE one.sequence + other.sequence = 5 AND one.sequence IN (2, 3)",
        "2: {o}/101",
    ),
    "the content rewritten": (
        f"UPDATE articles_publicationcontent SET snapshot = {REWRITTEN} WHERE publication_id = 2",
        "2: {v}/2",
    ),
    "the content rewritten together with its hash": (
        f"UPDATE articles_publicationcontent SET salt = '\\x00', snapshot = {REWRITTEN} WHERE publication_id = 2;"
        "UPDATE articles_publication SET content_hash = (SELECT encode(sha256('\\x00'::bytea || convert_to("
        "snapshot::text, 'UTF8')), 'hex') FROM articles_publicationcontent WHERE publication_id = 2) WHERE sequence = 2",
        "2: {v}/2",
    ),
    "the content row taken away": ("DELETE FROM articles_publicationcontent WHERE publication_id = 3", "3: {o}/1"),
    "hidden without a redaction": (
        "UPDATE articles_publicationcontent SET hidden_at = now() WHERE publication_id = 3",
        "3: {o}/1",
    ),
    "blanked without a redaction": (
        "UPDATE articles_publicationcontent SET salt = NULL, snapshot = NULL, redacted_at = now()"
        " WHERE publication_id = 3",
        "3: {o}/1",
    ),
    "blanked without a word": (
        "UPDATE articles_publicationcontent SET salt = NULL, snapshot = NULL WHERE publication_id = 3",
        "3: {o}/1",
    ),
    "shown again without a restoration": (
        "UPDATE articles_publicationcontent SET hidden_at = NULL WHERE publication_id = 1",
        "{v}/1",
    ),
    "the redaction taken away": ("DELETE FROM articles_redaction", "1: {v}/1"),
    "the counter set forward": ("UPDATE articles_publicationcounter SET value = 9", "sequence 5–9"),
    "the counter set forward beyond all bounds": (
        "UPDATE articles_publicationcounter SET value = 1000000000000000",
        "sequence 5–1000000000000000",
    ),
    "a row with a number beyond all bounds": (
        "INSERT INTO articles_publication (sequence, verdict_number, version, kind, published_at, content_hash,"
        " history_position, history_hash, hash) SELECT 1000000000000000, verdict_number, version + 100, kind, published_at,"
        " content_hash, history_position, history_hash, repeat('0', 64) FROM articles_publication WHERE sequence = 4",
        "sequence 5–999999999999999",
    ),
    "a time that is none": ("UPDATE articles_publication SET published_at = 'infinity' WHERE sequence = 2", "2: {v}/2"),
    "a time before the common era": (
        "UPDATE articles_publication SET published_at = '0044-03-15 BC' WHERE sequence = 2",
        "2: {v}/2",
    ),
    "hidden at a time that is none": (
        "UPDATE articles_publicationcontent SET hidden_at = 'infinity' WHERE publication_id = 3",
        "3: {o}/1",
    ),
    "a notice without versions": (
        "UPDATE articles_publicationcontent SET snapshot = '{{\"versions\": 5}}' WHERE publication_id = 4",
        "4: {v}/3",
    ),
    "a notice whose versions are none": (
        "UPDATE articles_publicationcontent SET snapshot = '{{\"versions\": [[1], null]}}' WHERE publication_id = 4",
        "4: {v}/3",
    ),
    "a content that Python cannot read": (
        "UPDATE articles_publicationcontent SET snapshot = '{{\"a\": 1e400}}' WHERE publication_id = 2",
        "2: {v}/2",
    ),
    "a content nested too deeply": (
        "UPDATE articles_publicationcontent SET snapshot = (repeat('[', 2000) || repeat(']', 2000))::jsonb"
        " WHERE publication_id = 2",
        "2: {v}/2",
    ),
    "a time of the index that is none": (
        "UPDATE articles_publishedverdict SET updated_at = 'infinity' WHERE verdict_number = {v}",
        "verdict {v}",
    ),
    "topics of the index nested too deeply": (
        "UPDATE articles_publishedverdict SET topics = (repeat('[', 2000) || repeat(']', 2000))::jsonb"
        " WHERE verdict_number = {o}",
        "verdict {o}",
    ),
    "topics of the index that Python cannot write": (
        "UPDATE articles_publishedverdict SET topics = '[1e400]' WHERE verdict_number = {o}",
        "verdict {o}",
    ),
    "a seal of the index in other letters": (
        "UPDATE articles_publishedverdict SET seal = '偽' WHERE verdict_number = {o}",
        "verdict {o}",
    ),
    "a seal of a rendering in other letters": (
        "UPDATE articles_publicationrendering SET seal = '偽' WHERE publication_id = 3",
        "3: {o}/1",
    ),
    "an article in the index of no verdict": (
        "INSERT INTO articles_publishedarticle (verdict_number, sequence, number, kind, title, outlet, url, published_at)"
        " VALUES (9999, 9, 1, 'news', '偽', '', 'https://evil.example/', now())",
        "articles of verdict 9999",
    ),
    "a claimant in the index of no verdict": (
        "INSERT INTO articles_publishedclaimant (verdict_number, sequence, number, name, kind, affiliation, wikidata_id)"
        " VALUES (9999, 9, 1, '偽', 'organisation', '', '')",
        "claimant of verdict 9999",
    ),
    "a content of no row": (
        FOREIGN.format("INSERT INTO articles_publicationcontent (publication_id, snapshot) VALUES (77, '{{}}')"),
        "publication content 77",
    ),
    "the desk's text of a published verdict rewritten": (
        "UPDATE articles_verdict SET headline = '別の見出し' WHERE id = {o}",
        "verdict {o}",
    ),
    "the desk's rating of a published verdict changed": (
        "UPDATE articles_verdict SET rating_id = 'fij-accurate', published_rating_id = 'fij-accurate' WHERE id = {o}",
        "verdict {o}",
    ),
    "the counter set back": ("UPDATE articles_publicationcounter SET value = 2", "counter"),
    "the hash of the counter changed": ("UPDATE articles_publicationcounter SET hash = repeat('0', 64)", "counter"),
    "a rendering changed": (
        "UPDATE articles_publicationrendering SET html = replace(html, '誤り', '正確') WHERE publication_id = 3",
        "3: {o}/1",
    ),
    "the API's body changed": (
        "UPDATE articles_publicationrendering SET json = replace(json, '誤り', '正確') WHERE publication_id = 3",
        "3: {o}/1",
    ),
    "the renderings of two versions exchanged": (
        "UPDATE articles_publicationrendering AS one SET html = other.html, json = other.json, seal = other.seal"
        " FROM articles_publicationrendering AS other WHERE one.publication_id <> other.publication_id"
        " AND one.publication_id = 3",
        "3: {o}/1",
    ),
    "a rendering of a hidden version put back": (
        "INSERT INTO articles_publicationrendering (publication_id, html, json, claim_review, seal)"
        " SELECT 1, html, json, claim_review, seal FROM articles_publicationrendering WHERE publication_id = 2",
        "1: {v}/1",
    ),
    "the index changed": (
        "UPDATE articles_publishedverdict SET headline = '別' WHERE verdict_number = {o}",
        "verdict {o}",
    ),
    "what search keeps changed": (
        "UPDATE articles_publishedsearch SET description = description - 'text' WHERE verdict_number = {o}",
        "verdict {o}",
    ),
    "the vector changed": (
        "UPDATE articles_publishedsearch SET vector = keys WHERE verdict_number = {o}",
        "verdict {o}",
    ),
    "the index row taken away": ("DELETE FROM articles_publishedverdict WHERE verdict_number = {o}", "verdict {o}"),
    "a name in the index changed": ("UPDATE articles_publishedclaimant SET name = '別の市'", "verdict {o}"),
    "what the row saw of the history changed": (
        "UPDATE articles_publication SET history_hash = repeat('0', 64) WHERE sequence = 3",
        "3: {o}/1",
    ),
}
UNSEEN = "DELETE FROM articles_eventcontent WHERE event_id = {e}; DELETE FROM articles_event WHERE id = {e};"
HISTORY = {
    "a step given in somebody's name": (
        "INSERT INTO articles_approval (verdict_id, round, step, approved_by_id, approved_at, seal)"
        " VALUES ({v}, 1, 'proof', {x}, now(), repeat('0', 64))",
        "approval {last}",
    ),
    "a rule of steps changed": (
        "UPDATE articles_steprule SET scope = 'all', version = version + 1 WHERE id = {s}",
        "rule of steps {s}",
    ),
    "an event taken away": (UNSEEN, "event {e}"),
    "an event taken away with its link": (
        UNSEEN + "DELETE FROM articles_historylink WHERE kind = 'event' AND row_id = {e}",
        "position {q}",
    ),
    "the last link taken away": ("DELETE FROM articles_historylink WHERE position = {p}", "head"),
    "the links cut and the head set back before a publication": (
        "DELETE FROM articles_historylink WHERE position > 3; UPDATE articles_historyhead SET position = 3,"
        " hash = (SELECT hash FROM articles_historylink WHERE position = 3)",
        "position {w3}",
    ),
    "words of no event": (
        FOREIGN.format("INSERT INTO articles_eventcontent (event_id, content) VALUES (99999, '{{}}')"),
        "event content 99999",
    ),
    "an event put in": (
        "INSERT INTO articles_event (at, action, subject_type, subject_id, content_hash)"
        " VALUES (now() - interval '1 year', 'verdict.approved', 'verdict', {v}, repeat('0', 64))",
        "event {n}",
    ),
    "an event put in with words that match its hash, dated back": (
        "INSERT INTO articles_event (at, action, subject_type, subject_id, content_hash) SELECT at - interval '1 year',"
        " action, subject_type, subject_id, content_hash FROM articles_event WHERE id = {e};"
        "INSERT INTO articles_eventcontent (event_id, salt, content) SELECT {n}, salt, content FROM articles_eventcontent"
        " WHERE event_id = {e}",
        "event {n}",
    ),
    "the action of an event changed": (
        "UPDATE articles_event SET action = 'verdict.sent_back' WHERE id = {e}",
        "event {e}",
    ),
    "the actor of an event changed": ("UPDATE articles_event SET actor_id = 1 WHERE id = {e}", "event {e}"),
    "an event said to be a key's": (
        "UPDATE articles_event SET actor_id = NULL, key_id = 1 WHERE id = {e}",
        "event {e}",
    ),
    "a revoked key brought back": ("UPDATE articles_apikey SET revoked_at = NULL", "api key {k}"),
    "a key given more to do": ("UPDATE articles_apikey SET scopes = '{{read,webhooks}}'", "api key {k}"),
    "an endpoint shown to another key": (
        "UPDATE articles_webhookendpoint SET key_id = {k}",
        "webhook endpoint {h}",
    ),
    "a secret put in": (
        "INSERT INTO articles_apisecret (key_id, prefix, digest, slot, issued_at)"
        " SELECT key_id, 'another', digest, 2, issued_at FROM articles_apisecret WHERE key_id = {k}",
        "api key {k}",
    ),
    "the time of an event changed": (
        "UPDATE articles_event SET at = now() + interval '1 day' WHERE id = {e}",
        "event {e}",
    ),
    "the subject of an event changed": ("UPDATE articles_event SET subject_id = 999 WHERE id = {e}", "event {e}"),
    "two events exchanged": (
        "UPDATE articles_historylink SET row_id = -row_id WHERE position IN (2, 3);"
        "UPDATE articles_historylink AS one SET row_id = -other.row_id FROM articles_historylink AS other"
        " WHERE one.position + other.position = 5 AND one.position IN (2, 3)",
        "event {second}",
    ),
    "the words of an event changed": (
        "UPDATE articles_eventcontent SET content = jsonb_set(content, '{{reason}}', '\"別\"') WHERE event_id = {e}",
        "event {e}",
    ),
    "the words of an event changed together with the hash": (
        "UPDATE articles_event SET content_hash = repeat('0', 64) WHERE id = {e}",
        "event {e}",
    ),
    "the words of an event taken away": ("DELETE FROM articles_eventcontent WHERE event_id = {e}", "event {e}"),
    "the words of an event blanked": (
        "UPDATE articles_eventcontent SET salt = NULL, content = NULL, redacted_at = now() WHERE event_id = {e}",
        "event {e}",
    ),
    "the approver changed": ("UPDATE articles_approval SET approved_by_id = {w} WHERE id = {a}", "approval {a}"),
    "what was approved changed": ("UPDATE articles_approval SET seal = repeat('0', 64) WHERE id = {a}", "approval {a}"),
    "an approval taken away": ("DELETE FROM articles_approval WHERE id = {a}", "approval {a}"),
    "an approval put in": (
        "INSERT INTO articles_approval (verdict_id, round, step, approved_by_id, approved_at, seal)"
        " SELECT verdict_id, 99, step, approved_by_id, approved_at, seal FROM articles_approval WHERE id = {a}",
        "approval {last}",
    ),
    "an event at a time that is none": ("UPDATE articles_event SET at = 'infinity' WHERE id = {e}", "event {e}"),
    "an event with words that Python cannot read": (
        "UPDATE articles_eventcontent SET content = '{{\"a\": 1e400}}' WHERE event_id = {e}",
        "event {e}",
    ),
    "an approval in a year that Python has not": (
        "UPDATE articles_approval SET approved_at = '20000-01-01' WHERE id = {a}",
        "approval {a}",
    ),
    "a link at a place beyond all bounds": (
        "UPDATE articles_historylink SET position = 1000000000000000 WHERE position = {p}",
        "position {p}–999999999999999",
    ),
    "an author taken away": (
        "DELETE FROM articles_author WHERE verdict_id = {v} AND user_id = {w}",
        "verdict {v}, member {w}",
    ),
    "an author exchanged": (
        "UPDATE articles_author SET user_id = {x} WHERE verdict_id = {v} AND user_id = {w}",
        "verdict {v}, member {w}",
    ),
    "who approved made its author before": (
        "INSERT INTO articles_author (verdict_id, user_id, added_at) SELECT verdict_id, approved_by_id,"
        " approved_at - interval '1 day' FROM articles_approval WHERE id = {a}",
        "approval {a}",
    ),
    "another one is said to have hidden it": ("UPDATE articles_redaction SET hidden_by_id = {w}", "redaction {r}"),
    "closed without an event": (
        "UPDATE articles_redaction SET state = 'confirmed', closed_by_id = {w}, closed_at = now()",
        "redaction {r}",
    ),
    "a change of an account put in as confirmed": (
        "INSERT INTO articles_accountchange (id, user_id, roles, reactivates, password, sets_password, state, requested_by_id,"
        " requested_at, closed_by_id, closed_at)"
        " VALUES ({c}, {w}, '{{管理者}}', false, '', false, 'confirmed', {w}, now(), {x}, now())",
        "account change {c}",
    ),
    "a verdict begun anew without an event": (
        "UPDATE articles_verdict SET restarted_version = 99 WHERE id = {v}",
        "verdict {v}",
    ),
    "a destroyed note brought back": (
        "UPDATE articles_confidentialnote SET ciphertext = '\\x00', destroyed_at = NULL, destroyed_by_id = NULL",
        "note {note}",
    ),
    "a note taken away": (
        "DELETE FROM articles_confidentialnote_readers; DELETE FROM articles_confidentialnote",
        "note {note}",
    ),
    "the head of the history changed": (
        "UPDATE articles_historyhead SET hash = repeat('0', 64), position = position",
        "head",
    ),
}
TABLES = (
    *("publication", "publicationcontent", "publicationcounter", "redaction", "event", "eventcontent"),
    *("approval", "historylink", "historyhead", "author", "accountchange", "confidentialnote", "verdict", "steprule"),
    *("apikey", "apisecret", "handedin", "tip"),
)


def settle() -> None:
    """Give links their places, as each commit does."""
    connection.check_constraints()


@pytest.fixture
def places(db: None) -> dict[str, object]:
    """A log of four rows: a verdict, its correction, another verdict, and the hiding of the first version."""
    verdict = factories.published_verdict()
    settle()
    verdict = factories.corrected(verdict, headline="直した見出し")
    settle()
    other = factories.published_verdict(factories.claim(claimant=factories.claimant()))
    settle()
    redaction = redactions.hide(verdict, versions=[1], reason="決定", by=factories.desk_editor())
    note = notes.write(other, source="匿名の職員", by=factories.reporter())
    notes.destroy(note, by=factories.desk_editor())
    hook = webhooks.register(
        name="みなと放送",
        url="https://hooks.minato.example/",
        kinds=[],
        key=factories.api_key(Scope.WEBHOOKS).key,
        by=factories.administrator(),
    )
    key = api_keys.revoke(factories.api_key(Scope.READ).key, by=factories.administrator())
    settle()
    event = Event.objects.get(action="verdict.published", subject_id=verdict.pk)
    links = dict(history.HistoryLink.objects.filter(kind="event").values_list("row_id", "position"))
    by_position = {position: row for row, position in links.items()}
    seen = list(Publication.objects.order_by("sequence").values_list("history_position", flat=True))
    return {
        "v": verdict.pk,
        "o": other.pk,
        "e": event.pk,
        "q": links[event.pk],
        "n": Event.objects.order_by("-pk")[0].pk + 1,
        "a": verdict.approvals.order_by("pk")[0].pk,
        "last": history.Approval.objects.order_by("-pk")[0].pk + 1,
        "w": verdict.authors.order_by("pk")[0].user_id,
        "p": HistoryHead.objects.get().position,
        "second": by_position[2],
        "x": factories.reporter().pk,
        "r": redaction.pk,
        "s": StepRule.objects.get(step="proof").pk,
        "note": note.pk,
        "k": key.pk,
        "h": hook.endpoint.pk,
        "c": 1 + max(AccountChange.objects.values_list("pk", flat=True), default=0),
        "w3": min(position for position in seen if position > 3),
    }


@contextmanager
def switched_off() -> Iterator[None]:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE articles_{table} DISABLE TRIGGER USER")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE articles_{table} ENABLE TRIGGER USER")


def tamper(statement: str, places: dict[str, object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(**places) if "jsonb_set(snapshot" not in statement else statement)


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_tampering_with_the_publication_log_is_found(name: str, places: dict[str, object]) -> None:
    statement, row = PUBLICATIONS[name]
    assert list(publications.verify()) == []

    with switched_off():
        tamper(statement, places)

    assert row.format(**places) in [problem.row for problem in publications.verify()]


@pytest.mark.parametrize("name", HISTORY)
def test_tampering_with_the_history_is_found(name: str, places: dict[str, object]) -> None:
    statement, row = HISTORY[name]
    assert list(history.verify()) == []

    with switched_off():
        tamper(statement, places)

    assert row.format(**places) in [problem.row for problem in history.verify()]


@pytest.mark.parametrize("name", [*PUBLICATIONS, *HISTORY])
def test_tampering_past_the_application_is_refused_or_found(name: str, places: dict[str, object]) -> None:
    statement, row = (PUBLICATIONS | HISTORY)[name]
    verify = publications.verify if name in PUBLICATIONS else history.verify

    try:
        with transaction.atomic():
            tamper(statement, places)
            settle()
    except DatabaseError:
        assert list(verify()) == []
    else:
        assert row.format(**places) in [problem.row for problem in verify()]


def test_triggers_switched_off_are_named(places: dict[str, object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_publication DISABLE TRIGGER USER")

    found = [(problem.row, problem.problem) for problem in sleeping_triggers()]
    assert {row for row, _problem in found} == {"articles_publication"}
    assert len(found) > 1


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("DROP TRIGGER {trigger} ON articles_event", "the trigger {trigger} is missing"),
        (
            "CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "the trigger {trigger} does not do what it was made for",
        ),
    ],
)
def test_triggers_taken_away_or_emptied_are_named(statement: str, problem: str, db: None) -> None:
    assert list(sleeping_triggers()) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_refuse_update%%' AND tgrelid = %s::regclass",
            ["articles_event"],
        )
        (trigger,) = cursor.fetchone()
        cursor.execute(statement.format(trigger=trigger))

    assert list(sleeping_triggers()) == [Problem("articles_event", problem.format(trigger=trigger))]


def test_log_is_the_continuation_of_a_head_that_was_kept(places: dict[str, object]) -> None:
    kept = Publication.objects.head()
    factories.published_verdict()

    assert list(publications.verify(against=Head(*kept))) == []
    assert [str(problem) for problem in publications.verify(against=Head(kept.sequence, "0" * 64))] == [
        f"sequence {kept.sequence}: the log does not hold the head it is verified against"
    ]


def test_tail_cut_with_everything_that_counts_it_is_seen_by_who_kept_the_head(places: dict[str, object]) -> None:
    kept, seen = Publication.objects.head(), HistoryHead.objects.get()
    cut = PUBLICATIONS["the last row cut and the counter set back"][0]
    with switched_off():
        tamper(cut, places)
        tamper("UPDATE articles_verdict SET published_version = 2 WHERE id = {v}", places)
        tamper(
            "DELETE FROM articles_redaction; UPDATE articles_publicationcontent SET hidden_at = NULL;"
            "DELETE FROM articles_eventcontent WHERE event_id = {n} - 1; DELETE FROM articles_event WHERE id = {n} - 1;"
            "DELETE FROM articles_historylink WHERE position = {p}; UPDATE articles_historyhead SET (position, hash) ="
            " (SELECT position, hash FROM articles_historylink ORDER BY position DESC LIMIT 1)",
            places,
        )
    public_index.rebuild()

    assert list(publications.verify()) == []
    assert list(history.verify()) == []
    assert [p.row for p in publications.verify(against=Head(*kept))] == [f"sequence {kept.sequence}"]
    assert [p.row for p in history.verify(against=Head(seen.position, seen.hash))] == [f"position {seen.position}"]
