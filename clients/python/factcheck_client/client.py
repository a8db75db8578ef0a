"""The API, operation by operation."""

from __future__ import annotations

import hashlib
import json
import threading
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

from factcheck_client.problems import DumpDamaged, NotFound, Withdrawn
from factcheck_client.shapes import (
    Article,
    ArticleBody,
    Candidate,
    ChangePage,
    Claim,
    Claimant,
    CountedTopic,
    Dump,
    DumpFile,
    ExtractBody,
    Extracted,
    ExtractionStatus,
    HandedIn,
    MatchAnswer,
    RevisionBody,
    Scale,
    TipBody,
    TipStatus,
    Verdict,
    VerdictVersion,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookReplay,
    WebhookStanding,
)
from factcheck_client.transport import Answer, Transport, chunks, origin_of

AGENT = "factcheck-client/1.0"
REMEMBERED_BYTES = 256 * 1024  # of one answer; larger pages are asked for whole


class Client:
    """One site's API, for as many threads as you like.

    `patience`: the longest that one request may take in all, in seconds, with what is waited for because the server said so
    (Retry-After) or did not answer; then the error is raised. `remembered`: of how many answers the body is kept, to be
    used again when the server says that nothing changed (304).
    """

    def __init__(
        self,
        site: str,
        key: str | None = None,
        *,
        timeout: float = 30,
        patience: float = 300,
        remembered: int = 128,
        agent: str = AGENT,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        headers = {"User-Agent": agent} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._transport = Transport(origin_of(site), headers, timeout, patience, clock, sleep)
        self._remembered = remembered
        self._kept: dict[str, tuple[str, bytes]] = {}
        self._lock = threading.Lock()

    def verdicts(self, **filters: str | int) -> Iterator[Verdict]:
        """Newest first, live and retracted: look at `state`. Filters: q, rating, topic, claimant, state, updated_since."""
        return self.all("verdicts/", **filters)

    def verdict(self, number: int) -> Verdict:
        """Raises NotFound, Withdrawn."""
        return cast(Verdict, self.get(f"verdicts/{number}/"))

    def verdict_version(self, number: int, version: int) -> VerdictVersion:
        """Its text, and of today its `state` and `current_version`. Raises NotFound, Withdrawn."""
        return cast(VerdictVersion, self.get(f"verdicts/{number}/versions/{version}/"))

    def claims(self, **filters: str | int) -> Iterator[Claim]:
        """Filters as for `verdicts`."""
        return self.all("claims/", **filters)

    def claim(self, number: int) -> Claim:
        """Raises NotFound."""
        return cast(Claim, self.get(f"claims/{number}/"))

    def articles(self) -> Iterator[Article]:
        return self.all("articles/")

    def article(self, number: int) -> Article:
        """Raises NotFound."""
        return cast(Article, self.get(f"articles/{number}/"))

    def claimants(self) -> Iterator[Claimant]:
        return self.all("claimants/")

    def claimant(self, number: int) -> Claimant:
        """Raises NotFound."""
        return cast(Claimant, self.get(f"claimants/{number}/"))

    def ratings(self) -> list[Scale]:
        return list(self.all("ratings/"))

    def topics(self) -> list[CountedTopic]:
        return list(self.all("topics/"))

    def match(self, text: str, *, date: str | None = None, limit: int | None = None) -> MatchAnswer:
        """Was this checked? The server neither stores nor logs `text`."""
        asked = {"text": text, "date": date, "limit": limit}
        return cast(
            MatchAnswer, self._asked("match/", {name: each for name, each in asked.items() if each is not None})
        )

    def extract(self, text: ExtractBody) -> Extracted:
        """What is worth checking in a text that the server keeps nothing of. Scope `extract`."""
        return cast(Extracted, self._asked("extract/", text))

    def hand_in(self, article: ArticleBody, *, idempotency_key: str | None = None) -> HandedIn:
        """Give the newsroom a text. Scope `articles:write`."""
        return cast(HandedIn, self.post("articles/", article, idempotency_key=idempotency_key))

    def revise(self, number: int, revision: RevisionBody, *, idempotency_key: str | None = None) -> HandedIn:
        """A newer text of an article that this key handed in. Scope `articles:write`."""
        return cast(HandedIn, self.post(f"articles/{number}/revisions/", revision, idempotency_key=idempotency_key))

    def extraction(self, number: int) -> ExtractionStatus:
        """How the extraction of an article that this key handed in is doing. Scope `candidates:read`."""
        return cast(ExtractionStatus, self.get(f"articles/{number}/extraction/"))

    def candidates(self, number: int) -> Iterator[Candidate]:
        """What was found in it, in the order of the text. Scope `candidates:read`."""
        return self.all(f"articles/{number}/candidates/")

    def send_tip(self, tip: TipBody, *, idempotency_key: str | None = None) -> TipStatus:
        """Tell the newsroom what should be checked. Scope `tips:write`."""
        return cast(TipStatus, self.post("tips/", tip, idempotency_key=idempotency_key))

    def tip(self, status_url: str) -> TipStatus:
        """What became of a tip, by the address that `send_tip` answered."""
        return cast(TipStatus, self.get(status_url))

    def webhooks(self) -> list[WebhookEndpoint]:
        """The endpoints that the newsroom showed to this key. Scope `webhooks`, as all of the following."""
        return list(self.all("webhooks/"))

    def webhook(self, number: int) -> WebhookEndpoint:
        """Raises NotFound."""
        return cast(WebhookEndpoint, self.get(f"webhooks/{number}/"))

    def deliveries(self, number: int, **filters: str | int) -> Iterator[WebhookDelivery]:
        """What became of each call of an endpoint, newest first. Filter: state."""
        return self.all(f"webhooks/{number}/deliveries/", **filters)

    def replay(self, number: int, from_sequence: int, *, idempotency_key: str | None = None) -> WebhookReplay:
        """Have the log sent again, from this row on."""
        asked = {"from_sequence": from_sequence}
        path = f"webhooks/{number}/replay/"
        return cast(WebhookReplay, self.post(path, asked, idempotency_key=idempotency_key))

    def test_webhook(self, number: int) -> WebhookDelivery:
        """Have `webhook.test` sent; its `webhook_id` is among `deliveries` when it was."""
        return cast(WebhookDelivery, self.post(f"webhooks/{number}/test/", {}))

    def enable_webhook(self, number: int) -> WebhookStanding:
        """Have an endpoint called again that was disabled, or rests after failures."""
        return cast(WebhookStanding, self.post(f"webhooks/{number}/enable/", {}))

    def changes(self, since: int = 0, hash: str = "", *, limit: int = 100) -> ChangePage:
        """The log after the row `since`. Raises LogRewound where that row is not in the log, or has another hash."""
        told: dict[str, str | int] = {"since": since, "limit": limit}
        return cast(ChangePage, self.get("changes/", **told, **({"hash": hash} if hash else {})))

    def dumps(self) -> list[Dump]:
        """At most one set of files; none while the next is being made."""
        return list(self.all("dumps/"))

    def download(self, file: DumpFile, target: Path) -> None:
        """A file of a dump, at `target` once it is whole and the one that was told. Raises DumpDamaged, NotFound."""
        self._transport.retried(lambda: self._download(file, target))

    def get(self, path: str, **parameters: str | int) -> Any:
        """The JSON at `path`, which is below /api/v1/ or an address that the server gave; sent again only if it changed."""
        request = self._transport.request(path, parameters, headers={"Accept-Encoding": "gzip"})
        with self._lock:
            etag, body = self._kept.get(request.full_url, ("", b""))
        if etag:
            request.add_header("If-None-Match", etag)
        try:
            answer = self._sent(request)
        except (NotFound, Withdrawn):
            self._remember(request.full_url, None)
            raise
        if answer.is_unchanged:
            return json.loads(body)
        self._remember(request.full_url, answer)
        return answer.json

    def all(self, path: str, **parameters: str | int) -> Iterator[Any]:
        """The items of a list, page after page."""
        page = self.get(path, **parameters)
        yield from page["results"]
        while page["next"]:
            page = self.get(page["next"])
            yield from page["results"]

    def post(self, path: str, body: Any, *, idempotency_key: str | None = None) -> Any:
        """Hand something in: once, however often it has to be sent. With a key of your own also across a restart of yours."""
        told = {"Content-Type": "application/json", "Idempotency-Key": idempotency_key or str(uuid.uuid4())}
        return self._sent(self._transport.request(path, data=json.dumps(body).encode(), headers=told)).json

    def _asked(self, path: str, body: object) -> Any:
        """A question whose text is in no URL; nothing comes of it, so it may be asked again."""
        told = {"Content-Type": "application/json"}
        return self._sent(self._transport.request(path, data=json.dumps(body).encode(), headers=told)).json

    def _sent(self, request: Any) -> Answer:
        answer = self._transport.sent(request)
        if since := answer.headers.get("Deprecation"):
            end = answer.headers.get("Sunset", "not said")
            warnings.warn(
                f"{request.full_url} is deprecated ({since}), its end: {end}", DeprecationWarning, stacklevel=3
            )
        return answer

    def _download(self, file: DumpFile, target: Path) -> None:
        unfinished, digest = target.with_name(f"{target.name}.part"), hashlib.sha256()
        with self._transport.opened(self._transport.request(file["url"])) as response, unfinished.open("wb") as out:
            for chunk in chunks(response):
                digest.update(chunk)
                out.write(chunk)
        if (unfinished.stat().st_size, digest.hexdigest()) != (file["size"], file["sha256"]):
            unfinished.unlink()
            raise DumpDamaged(file["url"])
        unfinished.replace(target)

    def _remember(self, address: str, answer: Answer | None) -> None:
        with self._lock:
            self._kept.pop(address, None)
            if answer and (etag := answer.headers.get("ETag")) and len(answer.body) <= REMEMBERED_BYTES:
                self._kept[address] = (etag, answer.body)
            while len(self._kept) > self._remembered:
                del self._kept[next(iter(self._kept))]
