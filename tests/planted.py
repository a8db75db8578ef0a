"""What a newsroom holds beside what it publishes, in every column of the desk that takes words: for tests/test_wings.py.

`WORDS` are looked for in whatever leaves the house. `UNPLANTED` says of each other column of text why nothing is planted in it.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils import timezone

from articles.actions import (
    api_keys,
    articles,
    backups,
    candidates,
    claim_images,
    claim_merges,
    claims,
    elections,
    evidence,
    extractions,
    handing_in,
    idempotency,
    invitations,
    outlets,
    publications,
    redactions,
    replies,
    review_steps,
    tips,
    unsaved_texts,
    verdicts,
    webhooks,
)
from articles.extraction.results import ClaimSpan, Extraction, Reason
from articles.models import (
    AccountChange,
    ArticleRevision,
    Claim,
    Delivery,
    DeskSession,
    Evidence,
    Notice,
    Passkey,
    RatingScale,
    RightOfReply,
    ScheduledPublication,
    User,
    Verdict,
)
from tests import factories
from tests.actions.test_extractions import extraction_of

DRAFT = {
    "finding": "まだ誰も読んでいない事実の一文",
    "summary": "まだ誰も読んでいない三行の要約",
    "reasoning": "まだ誰も読んでいない理由づけの段落",
    "selection_reason": "まだ誰も読んでいない選定の事情",
    "intent_reason": "知っていたと考える社内の根拠",
    "no_reply_reason": "当事者に連絡しない社内の事情",
    "correction_note": "公開前の訂正の説明文",
    "english_claim": "An unpublished claim about the harbour",
    "english_finding": "An unpublished finding about the harbour",
    "english_summary": "An unpublished summary about the harbour",
    "easy_claim": "まだ出《だ》していないやさしい主張《しゅちょう》",
    "easy_finding": "まだ出《だ》していないやさしい事実《じじつ》",
    "easy_summary": "まだ出《だ》していないやさしい要約《ようやく》",
    "precedent_note": "前例と違えた社内の説明",
}
EVIDENCE = {
    "title": "入手経路を伏せた内部資料",
    "source_name": "港湾局の非公開の担当係",
    "source_position": "非公開の係の係長代理",
    "quoted_passage": "公開の許しをまだ得ていない引用",
    "locator": "未公開資料の七枚目",
    "url": "https://leak.example/harbour-papers",
    "archive_url": "https://archive.example/harbour-papers-copy",
    "source_interest": "未公開の利害のいきさつ",
}
ARTICLE = {
    "title": "誰も取り上げなかった港の記事",
    "url": "https://unused.example/harbour-story",
    "account": "@unused_harbour",
    "byline": "未使用記者・桐生",
}
TEXT = (
    "誰も取り上げなかった本文の書き出し。港の工事は予定の三倍の費用だと釜石沢氏が述べた。"
    "この行はどの検証にも使われていない本文の結び。"
)
CANDIDATE = "港の工事は予定の三倍の費用だ"
HANDED_IN = {
    "text": "提携先が預けた未公開の原稿の全文。",
    "title": "提携先の未公開の見出し",
    "url": "https://cms.example/embargoed-manuscript",
    "byline": "提携先の記者・白鳥沢",
    "account": "@partner_embargoed",
    "outlet": "提携先だけが知る媒体",
}
TIP = {
    "text": "匿名の読者が知らせてきた港の噂",
    "url": "https://sns.example/tipped-rumour",
    "contact": "tipster.of.the.harbour@mail.example",
}
WORDS = {
    **{f"{name} of a draft": words for name, words in DRAFT.items()},
    **{f"{name} of a draft's evidence": words for name, words in EVIDENCE.items()},
    **{f"{name} of an article that nobody took up": words for name, words in ARTICLE.items()},
    **{f"{name} of what a partner handed in": words for name, words in HANDED_IN.items()},
    **{f"{name} of a tip": words for name, words in TIP.items()},
    "further address of an article": "https://unused.example/harbour-story-amp",
    "first sentence of an article that nobody took up": "誰も取り上げなかった本文の書き出し",
    "last sentence of an article that nobody took up": "この行はどの検証にも使われていない本文の結び",
    "rejected candidate": CANDIDATE,
    "speaker of a candidate": "釜石沢氏",
    "via of a candidate": "未使用通信",
    "candidate reworded": "（港湾の）工事費は当初の三倍である",
    "reason of a score": "社内の採点の理由書き",
    "failed extraction": "抽出が落ちた社内の記録",
    "outlet that nobody took up": "誰も読まない港新報",
    "outlet's address": "https://unused.example/newsroom-only",
    "outlet's other name": "港新報の社内の呼び名",
    "claimant of a draft": "未公開港湾協会",
    "claimant's alias": "未公開港協",
    "claimant's affiliation": "未公開の業界団体",
    "claimant's Wikidata": "Q904417731",
    "claim that was merged": "統合されて消えた港の言い回し",
    "party of a draft's reply": "未公開港湾協会広報室",
    "answer of a draft's reply": "公開前に届いた当事者の回答",
    "picture of a draft": "公開前の画像の代わりの文",
    "picture's caption": "公開前の画像の説明書き",
    "anonymous source's reason": "名を出すと処分を受けるため（社内）",
    "reason why a redaction was lifted": "抗告審で仮処分が取り消された",
    "reason of a retraction, not approved": "二人目を待つ取り消しの理由",
    "what kept a scheduled publication back": "予約の公開を止めた社内の事情",
    "proofreader's note": "校閲が書いた社内の申し送り",
    "election": "未公開の港町長選",
    "why an election ends early": "無投票と社内で聞いたため",
    "contact of a key": "keyholder@partner.example",
    "why a key was revoked": "契約違反の疑いという社内の理由",
    "name of a request": "partner-request-4711-embargoed",
    "first name": "Kotonoha-Private",
    "last name": "Narahara-Private",
    "mail of a member who is named": "ichiro.minato@desk.example",
    "approver who is not named": "承認者・鷹匠ゆい",
    "mail of somebody invited": "invited.member@desk.example",
    "mail that waits for a second administrator": "new.address@desk.example",
    "browser of a session": "PrivateBrowser 7 of the desk",
    "network of a session": "198.18.77.0/24",
    "key of a session": "sessionkey0of0a0desk0editor00000",
    "passkey": "二階の机の青い鍵",
    "delivery that failed": "smtp-refused-by-mail.desk.example",
    "backup": "factcheck-secret-place.dump",
    "why a backup failed": "バックアップ先の社内の道筋",
    "text that was not saved": "保存せずに閉じた書きかけの段落",
}

UNPLANTED = {
    "articles_accountchange.password": "a hash",
    "articles_accountchange.roles": "names of roles",
    "articles_apikey.scopes": "names of scopes",
    "articles_apisecret.prefix": "the beginning of a token, which is looked for whole",
    "articles_apisecret.digest": "a hash",
    "articles_user.password": "a hash",
    "articles_article.screenshot_sha256": "a hash",
    "articles_article.url_keys": "hashes",
    "articles_articlerevision.sha256": "a hash",
    "articles_historyhead.hash": "a hash",
    "articles_historylink.hash": "a hash",
    "articles_publicationcounter.hash": "a hash, which is public",
    "articles_approval.seal": "a hash",
    "articles_approval.salt": "random",
    "articles_backup.sha256": "a hash",
    "articles_extractionrun.ruleset": "an id of ours",
    "articles_extractionrun.versions": "versions of packages",
    "articles_candidatescore.incomplete": "codes of ours",
    "articles_candidatescore.quantities": "offsets and numbers",
    "articles_candidatescore.dates": "offsets and numbers",
    "articles_candidatescore.entities": "offsets and labels",
    "articles_candidatescore.attributions": "offsets and labels",
    "articles_claimimage.content": "bytes, asked for by their hash in test_no_public_url_tells_a_secret",
    "articles_claimimage.media_type": "of a picture",
    "articles_claimimage.sha256": "a hash",
    "articles_claimimage.source_sha256": "a hash",
    "articles_claimmerge.candidates": "numbers",
    "articles_evidence.snapshot_sha256": "a hash, public beside what is published",
    "articles_confidentialnote.ciphertext": "sealed; what is in it is planted",
    "articles_claimsearch.vector": "numbers",
    "articles_claimsearch.keys": "hashes",
    "articles_candidatesearch.vector": "numbers",
    "articles_candidatesearch.bands": "hashes",
    "articles_textfingerprint.bands": "hashes",
    "articles_event.action": "words of ours",
    "articles_event.subject_type": "words of ours",
    "articles_event.content_hash": "a hash",
    "articles_eventcontent.salt": "random",
    "articles_handedin.url_key": "a hash",
    "articles_idempotentanswer.request_digest": "a hash",
    "articles_idempotentanswer.location": "a path",
    "articles_idempotentanswer.body": "numbers and states",
    "articles_notice.key": "numbers",
    "articles_delivery.key": "numbers",
    "articles_redaction.versions": "numbers",
    "articles_scheduledpublication.seen": "a hash",
    "articles_authenticatorapp.secret": "sealed",
    "articles_passkey.credential_id": "public by its nature",
    "articles_passkey.credential": "a public key",
    "articles_recoverycode.code_hash": "a hash",
    "articles_signinlimit.key": "a hash",
    "articles_unsavedtext.form": "the name of a form",
    "articles_unsavedtext.subject_type": "the name of a model",
    "articles_unsavedtext.ciphertext": "sealed; what is in it is planted",
    "articles_presence.form": "the name of a form",
    "articles_tip.sending": "a hash",
    "articles_webhookendpoint.kinds": "names of kinds",
    "articles_webhookendpoint.secret": "sealed; it is looked for itself",
    "articles_webhookendpoint.former_secret": "sealed",
    "articles_webhookdelivery.message_id": "a hash, which its receiver has",
    "articles_withdrawalkey.mark": "a hash",
    "articles_withdrawalkey.sealed": "sealed",
    "articles_withdrawntext.addresses": "hashes",
    "articles_withdrawntext.bands": "hashes",
    "articles_withdrawntext.key_mark": "a hash",
    "articles_withdrawntext.passages": "hashes",
    "articles_withdrawntext.text": "a hash",
}


def plant(live: Verdict, *, reporter: User, desk: User, second: User) -> dict[str, str]:
    """Write all WORDS down around a published verdict; returns those secrets that nobody chooses."""
    administrator = factories.administrator()
    draft = _draft(reporter)
    _articles(live.claim, reporter)
    _after_publication(reporter, desk, second)
    _people(reporter, administrator)
    _machine(draft, reporter)
    return _partners(administrator)


def _draft(reporter: User) -> Verdict:
    """About a claim that another one was merged into; not handed in."""
    claimant = factories.claimant(
        name=WORDS["claimant of a draft"],
        aliases=[WORDS["claimant's alias"]],
        affiliation=WORDS["claimant's affiliation"],
        wikidata_id=WORDS["claimant's Wikidata"],
    )
    claim = claims.word(statement="港の工事についての未公開の主張", claimant=claimant, by=reporter)
    verdict = verdicts.edit(verdicts.draft(claim, by=reporter), by=reporter, headline="未公開", **DRAFT)
    evidence.add(verdict, kind=Evidence.Kind.DOCUMENT, by=reporter, **EVIDENCE)
    anonymous = {"is_on_record": False, "anonymity_reason": WORDS["anonymous source's reason"]}
    evidence.add(verdict, title="港の取材", kind=Evidence.Kind.INTERVIEW, by=reporter, **anonymous)
    replies.add(
        verdict,
        party=WORDS["party of a draft's reply"],
        asked_at=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
        outcome=RightOfReply.Outcome.ANSWERED,
        answer=WORDS["answer of a draft's reply"],
        answered_at=datetime(2026, 3, 3, 1, 0, tzinfo=UTC),
        by=reporter,
    )
    told = {"alt": WORDS["picture of a draft"], "caption": WORDS["picture's caption"]}
    claim_images.add(verdict, file=factories.picture(colour="#004488"), by=reporter, **told)
    return verdict


def _articles(live: Claim, reporter: User) -> None:
    """One that nobody took up, read by the machine; and a claim merged into the one that is published."""
    outlet = outlets.register(
        name=WORDS["outlet that nobody took up"],
        url=WORDS["outlet's address"],
        aliases=[WORDS["outlet's other name"]],
        by=reporter,
    )
    revision = factories.revision(TEXT, outlet=outlet, by=reporter, **ARTICLE)
    articles.add_address(revision.article, url=WORDS["further address of an article"], by=reporter)
    run = extractions.request(revision, by=reporter)
    extractions.record(run, _extraction(revision))
    found = revision.candidates.get()
    candidates.reject(found, reason="opinion", by=reporter)
    merged = factories.claim(statement=WORDS["claim that was merged"], by=reporter)
    factories.appearance(merged, title="統合された出どころ")
    claim_merges.merge(merged, into=live, by=reporter)
    failed = extractions.request(factories.revision(), by=reporter)
    extractions._fail(failed, WORDS["failed extraction"])


def _extraction(revision: ArticleRevision) -> Extraction:
    start = revision.text.index(CANDIDATE)
    span = ClaimSpan(start, start + len(CANDIDATE), CANDIDATE, WORDS["candidate reworded"])
    extraction = extraction_of(revision)
    sentence = replace(
        extraction.sentences[0],
        speaker=WORDS["speaker of a candidate"],
        via=WORDS["via of a candidate"],
        claims=(span,),
        reasons=(Reason("numeric", 0.5, WORDS["reason of a score"]),),
    )
    return replace(extraction, sentences=(sentence,))


def _after_publication(reporter: User, desk: User, second: User) -> None:
    """Verdicts that are out, and what was written about them that is not."""
    known = {"rating": "fij-fabricated", "intent_reason": "市の担当者が誤りを認めていたため。"}
    about = factories.claim(statement="港の利用者は三割減った", by=reporter)
    draft = factories.complete_draft(about, by=reporter, headline="港の利用者を数えた", **known)
    verdict = verdicts.submit(draft, by=reporter)
    review_steps.proofread(verdict, note=WORDS["proofreader's note"], by=factories.proofreader())
    verdict = verdicts.approve(factories.stepped(verdict), by=second)
    publications.publish(verdict, by=desk)
    publications.retract(verdict, note=WORDS["reason of a retraction, not approved"], by=desk)
    shown = factories.published_verdict(factories.claim(statement="港に灯台はない"), headline="港の灯台を数えた")
    lifted = redactions.hide(shown, reason="仮処分", by=desk)
    redactions.lift(lifted, reason=WORDS["reason why a redaction was lifted"], by=second)
    today = timezone.localdate()
    election = elections.call(
        name=WORDS["election"],
        first_date=today,
        last_date=today + timedelta(days=20),
        scale=RatingScale.objects.order_by("pk")[0],
        claimants=[factories.claimant()],
        by=desk,
    )
    elections.ask_early_end(election, last_date=today, reason=WORDS["why an election ends early"], by=desk)
    approved = factories.approved_verdict(factories.claim(statement="港の橋は一本だけだ"), headline="港の橋を数えた")
    held = ScheduledPublication(verdict=approved, publish_at=timezone.now(), scheduled_by=desk)
    held.state, held.refusal = ScheduledPublication.State.REFUSED, WORDS["what kept a scheduled publication back"]
    held.save()


def _people(reporter: User, administrator: User) -> None:
    invitations.invite(
        username="invited", display_name="招待", email=WORDS["mail of somebody invited"], roles=[], by=administrator
    )
    AccountChange.objects.create(
        user=reporter, email=WORDS["mail that waits for a second administrator"], requested_by=administrator
    )
    DeskSession.objects.create(
        user=reporter,
        session_key=WORDS["key of a session"],
        browser=WORDS["browser of a session"],
        network=WORDS["network of a session"],
        began_at=timezone.now(),
        seen_at=timezone.now(),
    )
    Passkey.objects.create(user=reporter, name=WORDS["passkey"], credential_id=b"1", credential=b"2")


def _machine(draft: Verdict, reporter: User) -> None:
    notice = Notice.objects.create(recipient=reporter, kind=Notice.Kind.MENTION, claim=draft.claim, key="planted")
    Delivery.objects.create(
        notice=notice, channel=Delivery.Channel.EMAIL, key="planted", error=WORDS["delivery that failed"]
    )
    file = backups.File(WORDS["backup"], 1, "0" * 64, 0, was_checked=True)
    backups.record_made(file, started_at=timezone.now())
    backups.record_failed(WORDS["why a backup failed"], started_at=timezone.now())
    fields = {"headline": [WORDS["text that was not saved"]]}
    unsaved_texts.keep(f"verdict:{draft.pk}", uuid.uuid4(), fields, by=reporter)


def _partners(administrator: User) -> dict[str, str]:
    key, token = factories.api_key(contact=WORDS["contact of a key"], by=administrator)
    handing_in.hand_in(by=key, **HANDED_IN)
    taken = {"text": "同じ住所の別の文。", "url": ARTICLE["url"]}
    handing_in.hand_in(by=key, **taken)
    tip = tips.receive(by=key, **TIP)
    answer = idempotency.Answer(201, b"{}")
    name = WORDS["name of a request"]
    idempotency.once(name, operation="POST /x/", request=b"{}", by=key, perform=lambda: answer)
    revoked = factories.api_key(by=administrator).key
    api_keys.revoke(revoked, reason=WORDS["why a key was revoked"], by=administrator)
    endpoint = webhooks.register(
        name="提携先の受け口", url="https://hooks.example/x", kinds=["verdict.published"], by=administrator
    )
    return {"token of a key": token, "secret of an endpoint": endpoint.secret, "address of a tip": tip.token}


def columns() -> Iterator[tuple[str, str]]:
    """(table, column) of all that may hold words or bytes, but for those with a list of choices."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField, ArrayField)
    for model in apps.get_app_config("articles").get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, kinds) and not field.choices:
                yield model._meta.db_table, field.column


def holds_one_of(words: list[str], table: str, column: str) -> bool:
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {quoted(column)}::text FROM {quoted(table)} WHERE {quoted(column)} IS NOT NULL")
        return any(word in said for (said,) in cursor.fetchall() for word in words)


def forms_of(words: str) -> list[str]:
    """The words, and what they read as inside of something that was encoded in base64, wherever they begin in it."""
    forms = [words]
    for before in range(3):
        whole = bytes(before) + words.encode()
        plain = base64.b64encode(whole[: len(whole) // 3 * 3]).decode()[4 if before else 0 :]
        forms += [plain, plain.replace("+", "-").replace("/", "_")]
    return forms
