"""`claims:search` of Google's Fact Check Tools API, v1alpha1, over our verdicts: a client of theirs changes the host only.

What it takes and answers, errors included, is Google's form, so nothing of /api/v1/ is shared but the bodies.
Source: https://developers.google.com/fact-check/tools/api/reference/rest/v1alpha1/claims/search
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import APIException

from articles import quotas
from articles.api.authentication import key_of, refuse_key_in
from articles.api.base import CORS, take
from articles.api.problems import ScopeMissing, google_failure
from articles.api.read import bodies
from articles.models import ApiKey, PublishedVerdict, Scope
from articles.models.publication import PublishedVerdictQuerySet
from articles.search import public

PAGE_SIZE, MAX_PAGE_SIZE = 10, 100
MAX_QUERY = 5_000  # code points
MOST_FOUND = 1_000  # verdicts for one query, the best
MAX_INT32 = 2**31 - 1
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,8}")
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,100}")
# Parameters that every API of Google takes; a client may send them, and none changes what we answer.
STANDARD = {"$.xgafv", "access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint", "quotaUser"}
STANDARD |= {"uploadType", "upload_protocol", "$alt", "$key", "$fields", "$prettyPrint"}
PARAMETERS = ("query", "languageCode", "reviewPublisherSiteFilter", "maxAgeDays", "pageSize", "pageToken", "offset")


class InvalidArgument(Exception):
    """The message is for the developer of the client, in English as Google's own."""


@dataclass(frozen=True)
class Search:
    """What a client asks for. `offset` is where its page begins, from the token if there is one."""

    query: str
    language: str
    site: str
    max_age_days: int | None
    size: int
    offset: int

    @classmethod
    def of(cls, given: QueryDict) -> Search:
        """Raises InvalidArgument."""
        values = _single(given)
        search = cls(
            query=_query(values.get("query", "")),
            language=_language(values.get("languageCode", "")),
            site=_host(values.get("reviewPublisherSiteFilter", "")),
            max_age_days=_number(values, "maxAgeDays"),
            size=min(_number(values, "pageSize") or PAGE_SIZE, MAX_PAGE_SIZE),
            offset=_number(values, "offset") or 0,
        )
        if not search.query.strip() and not search.site:
            raise InvalidArgument(
                "Request contains an invalid argument: query or reviewPublisherSiteFilter is required."
            )
        token = values.get("pageToken", "")
        return search if not token else search.at(_position(token, search.binding))

    def at(self, offset: int) -> Search:
        return Search(self.query, self.language, self.site, self.max_age_days, self.size, offset)

    @property
    def binding(self) -> str:
        """Ties a token to the search that it continues; the size of a page may change on the way."""
        asked = orjson.dumps([self.query, self.language, self.site, self.max_age_days])
        return hashlib.sha256(asked).hexdigest()[:12]

    @property
    def is_of_ours(self) -> bool:
        """Whether language and publisher leave anything: all that is here is Japanese and from one newsroom."""
        ours = _host(settings.SITE_URL)
        is_site = not self.site or ours == self.site or ours.endswith(f".{self.site}")
        return is_site and self.language in ("", "ja")

    def verdicts(self) -> list[PublishedVerdict]:
        """One page and the row after it, best first; without a query the newest first. Retracted ones review nothing."""
        rows = self._fresh(PublishedVerdict.objects.live())
        page = slice(self.offset, self.offset + self.size + 1)
        if not self.query.strip():
            return list(rows.with_json().newest_first()[page])
        numbers = public.search(self.query, filters={"state": ["live"]}, most=MOST_FOUND).keys
        passing = set(rows.filter(pk__in=numbers).values_list("pk", flat=True))
        shown = [number for number in numbers if number in passing][page]
        found = PublishedVerdict.objects.live().with_json().in_bulk(shown)
        return [found[number] for number in shown if number in found]

    def _fresh(self, rows: PublishedVerdictQuerySet) -> PublishedVerdictQuerySet:
        if self.max_age_days is None:
            return rows
        return rows.filter(updated_at__gte=timezone.now() - timedelta(days=min(self.max_age_days, 36_500)))


@method_decorator(csrf_exempt, name="dispatch")  # reads only, for anybody, and takes no cookie
class ClaimSearch(View):
    """GET; and POST with `X-HTTP-Method-Override: GET`, as Google's client sends what a URL cannot hold."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return _with_cors(HttpResponse(status=204))
        if request.method in ("GET", "HEAD"):
            return self.answer(request.GET)
        if request.method == "POST" and request.headers.get("X-HTTP-Method-Override", "").upper() == "GET":
            return self.answer(request.POST)
        return _failure(405, "Method not supported: use GET.")

    def answer(self, given: QueryDict) -> HttpResponse:
        key, refusal = None, None
        try:
            key = _key(self.request, given)
        except APIException as error:
            refusal = _refused(error)
        use = take(self.request, key, quotas.REQUESTS)
        response = _too_many(use) if use.is_exceeded else refusal or self.found(given)
        for name, value in use.headers.items():
            response[name] = value
        return response

    def found(self, given: QueryDict) -> HttpResponse:
        try:
            search = Search.of(given)
        except InvalidArgument as error:
            return _failure(400, str(error))
        rows = search.verdicts() if search.is_of_ours else []
        answer: dict[str, Any] = {}
        if rows:
            answer["claims"] = [_claim(orjson.loads(bodies.of_row(row))) for row in rows[: search.size]]
        if len(rows) > search.size:
            answer["nextPageToken"] = _token(search.offset + search.size, search.binding)
        return _response(answer)


class Unknown(View):
    """The rest of /v1alpha1/."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _failure(404, "Requested entity was not found: this host has /v1alpha1/claims:search.")


def _key(request: HttpRequest, given: QueryDict) -> ApiKey | None:
    """Raises APIException: one that the rest of our API would answer with."""
    refuse_key_in(given, names=frozenset())  # clients of Google's send `key`, theirs
    key = key_of(request)
    if key is not None and not key.may(Scope.READ):
        raise ScopeMissing(Scope.READ)
    return key


def _refused(error: APIException) -> HttpResponse:
    """A key that may not be used so; whoever sent it is told what to do in the header."""
    said = "Request had invalid authentication credentials: send a valid key as `Authorization: Bearer`, over https."
    response = _failure(error.status_code, said)
    if challenge := getattr(error, "challenge", None):
        response["WWW-Authenticate"] = challenge
    return response


def _too_many(use: quotas.Use) -> HttpResponse:
    response = _failure(429, f"Quota exceeded: {use.quota} requests a minute. Retry after {use.wait} seconds.")
    response["Retry-After"] = str(use.wait)
    return response


def _failure(status: int, message: str) -> HttpResponse:
    return _with_cors(google_failure(status, message))


def _response(body: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(orjson.dumps(body), content_type="application/json; charset=UTF-8")
    response["Cache-Control"] = "public, no-cache"
    return _with_cors(response)


def _with_cors(response: HttpResponse) -> HttpResponse:
    for name, value in CORS.items():
        response[name] = value
    return response


def _claim(verdict: Mapping[str, Any]) -> dict[str, Any]:
    """From the API's body of a verdict. What is not known is left out, as Google does."""
    claim, publisher = verdict["claim"], verdict["publisher"]
    described: dict[str, Any] = {"text": claim["statement"]}
    if claim["claimant"] and claim["claimant"]["id"] is not None:  # who may not be named has no name here either
        described["claimant"] = claim["claimant"]["label"]
    if claim["claimed_date"]:
        described["claimDate"] = f"{claim['claimed_date']}T00:00:00Z"
    review = {
        "publisher": {"name": publisher["name"], "site": _host(publisher["url"])},
        "url": verdict["url"],
        "title": verdict["headline"],
        "reviewDate": verdict["published_at"],
        "textualRating": verdict["rating"]["name"],
        "languageCode": "ja",
    }
    return described | {"claimReview": [review]}


def _single(given: QueryDict) -> dict[str, str]:
    for name in given:
        if name not in PARAMETERS and name not in STANDARD:
            raise InvalidArgument(
                f'Invalid JSON payload received. Unknown name "{name[:50]}": Cannot bind query parameter.'
            )
        if name in PARAMETERS and len(given.getlist(name)) > 1:
            raise InvalidArgument(f"Invalid value at '{name}': it may be given once.")
    return given.dict()  # type: ignore[return-value]  # one string each, once repeated names are refused


def _number(values: Mapping[str, str], name: str) -> int | None:
    text = values.get(name, "")
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,10}", text) or int(text) > MAX_INT32:
        raise InvalidArgument(f"Invalid value at '{name}' (TYPE_INT32): a number from 0 to {MAX_INT32} is expected.")
    return int(text)


def _query(text: str) -> str:
    if len(text) > MAX_QUERY:
        raise InvalidArgument(f"Invalid value at 'query': at most {MAX_QUERY} characters.")
    return text


def _language(text: str) -> str:
    """The language without its region, which Google does not consider either."""
    if text and not LANGUAGE.fullmatch(text):
        raise InvalidArgument("Invalid value at 'languageCode': a BCP-47 code such as ja or en-US is expected.")
    return re.split("[-_]", text)[0].lower()


def _host(site: str) -> str:
    """minato.example of https://www.minato.example/x, or of what is a host already."""
    text = site.strip().lower()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname
    except ValueError as error:
        raise InvalidArgument("Invalid value at 'reviewPublisherSiteFilter': a host name is expected.") from error
    return (host or "").removeprefix("www.")


def _token(offset: int, binding: str) -> str:
    return base64.urlsafe_b64encode(f"{offset}:{binding}".encode()).decode().rstrip("=")


def _position(token: str, binding: str) -> int:
    """The offset in a token of ours for this very search."""
    try:
        if not TOKEN.fullmatch(token):
            raise InvalidArgument("Invalid value at 'pageToken'.")
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise InvalidArgument("Invalid value at 'pageToken'.") from error
    found = re.fullmatch(r"([0-9]{1,9}):([0-9a-f]{12})", text)
    if found is None or found[2] != binding:
        raise InvalidArgument(
            "Invalid value at 'pageToken': it belongs to another search, whose fields must stay as they were."
        )
    return int(found[1])
