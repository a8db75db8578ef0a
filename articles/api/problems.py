"""Errors as application/problem+json (RFC 9457): a sentence in Japanese for people, `code` for programs."""

from __future__ import annotations

import re
from typing import Any, TypedDict

import orjson
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views import defaults
from pydantic import Field
from rest_framework import exceptions, status

from articles.api.shapes import Shape

CONTENT_TYPE = "application/problem+json"
TYPE = "urn:problem-type:factcheck:"
KEY = re.compile(r"fcd_\w*")  # in a path that somebody put one into; as articles.actions.api_keys makes them
CHALLENGE = 'Bearer realm="api"'

TITLES = {
    status.HTTP_400_BAD_REQUEST: _("要求に誤りがあります"),
    status.HTTP_401_UNAUTHORIZED: _("認証が必要です"),
    status.HTTP_403_FORBIDDEN: _("権限がありません"),
    status.HTTP_404_NOT_FOUND: _("見つかりません"),
    status.HTTP_405_METHOD_NOT_ALLOWED: _("このメソッドは使えません"),
    status.HTTP_406_NOT_ACCEPTABLE: _("この形式では返せません"),
    status.HTTP_409_CONFLICT: _("いまの状態と食い違っています"),
    status.HTTP_410_GONE: _("非表示になりました"),
    status.HTTP_411_LENGTH_REQUIRED: _("長さが要ります"),
    status.HTTP_412_PRECONDITION_FAILED: _("前提と違います"),
    status.HTTP_413_REQUEST_ENTITY_TOO_LARGE: _("大きすぎます"),
    status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: _("この形式は受け取れません"),
    status.HTTP_422_UNPROCESSABLE_ENTITY: _("この内容は受け取れません"),
    status.HTTP_429_TOO_MANY_REQUESTS: _("要求が多すぎます"),
    status.HTTP_500_INTERNAL_SERVER_ERROR: _("サーバーの誤り"),
    status.HTTP_503_SERVICE_UNAVAILABLE: _("ただいま応答できません"),
}

# Source: https://cloud.google.com/apis/design/errors
GOOGLE_STATUSES = {
    status.HTTP_400_BAD_REQUEST: "INVALID_ARGUMENT",
    status.HTTP_401_UNAUTHORIZED: "UNAUTHENTICATED",
    status.HTTP_403_FORBIDDEN: "PERMISSION_DENIED",
    status.HTTP_404_NOT_FOUND: "NOT_FOUND",
    status.HTTP_405_METHOD_NOT_ALLOWED: "UNIMPLEMENTED",
    status.HTTP_429_TOO_MANY_REQUESTS: "RESOURCE_EXHAUSTED",
    status.HTTP_500_INTERNAL_SERVER_ERROR: "INTERNAL",
    status.HTTP_503_SERVICE_UNAVAILABLE: "UNAVAILABLE",
}


class ParameterError(TypedDict):
    parameter: str
    code: str
    detail: str


class ParameterProblem(Shape):
    parameter: str = Field(
        description="Its name; of a member within others, the way to it: `quotes.0.text`.", examples=["limit"]
    )
    code: str = Field(examples=["max_value"])
    detail: str = Field(description="Japanese.", examples=["この値は100以下にしてください。"])


class Problem(Shape):
    """An error (RFC 9457): programs read `code`, people read `detail`."""

    type: str = Field(description="`urn:problem-type:factcheck:` and the code.", examples=[f"{TYPE}invalid-parameters"])
    title: str = Field(description="Japanese.", examples=["要求に誤りがあります"])
    status: int = Field(ge=400, le=599, examples=[400])
    code: str = Field(examples=["invalid_parameters"])
    detail: str = Field(description="Japanese.", examples=["URLのパラメータに誤りがあります。errors を見てください。"])
    instance: str = Field(description="The path that was asked for.", examples=["/api/v1/verdicts/"])
    errors: list[ParameterProblem] = Field(
        description="Which parameters or members, where the code is `invalid_parameters`."
    )


class ParametersInvalid(exceptions.APIException):
    """Query parameters that are unknown, repeated or malformed; `errors` names each."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "invalid_parameters"
    default_detail = _("URLのパラメータに誤りがあります。errors を見てください。")

    def __init__(self, errors: list[ParameterError]) -> None:
        super().__init__()
        self.errors = errors


class BodyInvalid(ParametersInvalid):
    """As a body's members."""

    default_detail = _("本文（JSON）に誤りがあります。errors を見てください。")


class LengthRequired(exceptions.APIException):
    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_code = "length_required"
    default_detail = _(
        "本文の長さが分かりません。Transfer-Encoding: chunked ではなく、Content-Length を付けて送ってください。"
    )


class BodyTooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = _("送られたものが大きすぎます。文を短くするか、分けて送ってください。")


class TooBusy(exceptions.APIException):
    """`wait`: seconds until it may be tried again."""

    default_code = "too_many_requests"
    default_detail = _("要求が多すぎます。Retry-After の秒数だけ待って、もう一度送ってください。")

    def __init__(self, wait: int, status_code: int) -> None:
        super().__init__()
        self.wait, self.status_code = wait, status_code


class KeyInURL(exceptions.APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "key_in_url"
    default_detail = _(
        "APIキーをURLに書かないでください。URLは途中の記録に残ります。Authorization: Bearer のヘッダーで送ってください。"
        "いま送ったキーは漏れたものとみなし、編集部に取り替えを頼んでください。"
    )


class KeyInClear(exceptions.APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "key_in_clear"
    default_detail = _(
        "APIキーは https で送ってください。いま送ったキーは漏れたものとみなし、編集部に取り替えを頼んでください。"
    )


class KeyRefused(exceptions.APIException):
    """`challenge` is the WWW-Authenticate of RFC 6750. It names no error where no key was shown."""

    status_code = status.HTTP_401_UNAUTHORIZED
    default_code = "key_needed"
    default_detail = _("APIキーが要ります。Authorization: Bearer のヘッダーで送ってください。")
    challenge = CHALLENGE


class KeyMalformed(KeyRefused):
    default_code = "key_malformed"
    default_detail = _("Authorization のヘッダーは「Bearer」とAPIキーだけにしてください。")
    challenge = f'{CHALLENGE}, error="invalid_token"'


class KeyInvalid(KeyRefused):
    challenge = f'{CHALLENGE}, error="invalid_token"'

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail, code)


class ScopeMissing(exceptions.APIException):
    status_code = status.HTTP_403_FORBIDDEN
    default_code = "scope_missing"
    default_detail = _("このAPIキーでは、これはできません（%s が要ります）。編集部に頼んでください。")

    def __init__(self, scope: str) -> None:
        super().__init__(self.default_detail % scope)
        self.challenge = f'{CHALLENGE}, error="insufficient_scope", scope="{scope}"'


class Withdrawn(exceptions.APIException):
    """The content was public and is hidden now: a partner who holds a copy deletes it."""

    status_code = status.HTTP_410_GONE
    default_code = "withdrawn"
    default_detail = _("法的理由等により非表示です。手元に写しがあれば削除してください。")


class LogRewound(exceptions.APIException):
    """The log does not hold the row up to which a mirror has applied it: it was restored from an older backup."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "log_rewound"
    default_detail = _(
        "since の行が、公開記録にありません（since が最新より先か、hash が違います）。記録は古いバックアップから復元されています。"
        "写しを空にして、since=0 から取り直してください。"
    )


class PreconditionFailed(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "precondition_failed"
    default_detail = _("If-Match の版は、いまのものではありません。読むだけなら If-None-Match を使ってください。")


class IdempotencyKeyInvalid(exceptions.APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "idempotency_key_invalid"
    default_detail = _("Idempotency-Key は、空白や引用符を含まないASCIIの1〜255文字にしてください。")


class RequestInFlight(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "request_in_flight"
    default_detail = _(
        "同じ Idempotency-Key の要求を処理しています。Retry-After の秒数だけ待って、同じ要求を送ってください。"
    )
    wait = 1


class RequestDiffers(exceptions.APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"
    default_detail = _(
        "この Idempotency-Key は、内容の違う要求に使われています。新しい要求には、新しい値を付けてください。"
    )


class NotTaken(exceptions.APIException):
    """Well-formed, and the desk does not take it; `detail` says why."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "not_taken"
    default_detail = _("この内容は受け取れません。")


class TextWithdrawn(exceptions.APIException):
    """The newsroom erased this very text for legal reasons and keeps no copy: sending it again is of no use."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "text_withdrawn"
    default_detail = _(
        "この本文は、法的理由等によりこちらで消去したものです。取り込みません。もう送らないでください。手元に写しがあれば削除してください。"
    )


class NotHandedIn(exceptions.NotFound):
    default_detail = _("このAPIキーで渡した記事に、この番号のものはありません。")


class TipUnknown(exceptions.NotFound):
    default_detail = _("このURLの情報提供はありません。送ったときに受け取ったURLを、末尾の「/」まで確かめてください。")


class WebhookUnknown(exceptions.NotFound):
    default_detail = _("このAPIキーに見せている届け先に、この番号のものはありません。編集部に確かめてください。")


class Unknown(exceptions.NotFound):
    default_detail = _("この番号のものは公開されていません。")


class DumpUnknown(exceptions.NotFound):
    default_detail = _("このファイルはもうありません。/api/v1/dumps/ で新しい組のURLを見てください。")


class UnknownURL(exceptions.NotFound):
    default_code = "unknown_url"
    default_detail = _("このURLはありません。末尾の「/」まで必要です。一覧は /api/v1/ にあります。")


def handle(exception: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """DRF's EXCEPTION_HANDLER; None leaves an unexpected exception to Django, which logs it."""
    if isinstance(exception, Http404):
        exception = exceptions.NotFound()
    elif isinstance(exception, PermissionDenied):
        exception = exceptions.PermissionDenied()
    if not isinstance(exception, exceptions.APIException):
        return None
    response = _response(
        exception.status_code,
        code=_code(exception),
        detail=_detail(exception),
        instance=KEY.sub("…", context["request"].path),
        errors=exception.errors if isinstance(exception, ParametersInvalid) else [],
    )
    if wait := getattr(exception, "wait", None):
        response["Retry-After"] = str(int(wait))
    if challenge := getattr(exception, "challenge", None):
        response["WWW-Authenticate"] = challenge
    return response


def example(status_code: int) -> dict[str, Any]:
    """Of a problem with this status, for openapi.json."""
    known = (*vars(exceptions).values(), *globals().values())
    kinds = [each for each in known if isinstance(each, type) and issubclass(each, exceptions.APIException)]
    told = {kind.status_code: (kind.default_code, str(kind.default_detail)) for kind in reversed(kinds)}
    code, detail = told.get(status_code, ("too_many_requests", str(TooBusy.default_detail)))
    given = {"type": TYPE + code.replace("_", "-"), "title": str(TITLES[status_code]), "status": status_code}
    errors = Problem.example()["errors"] if code == ParametersInvalid.default_code else []
    return Problem.example() | given | {"code": code, "detail": detail, "errors": errors}


def unavailable(request: HttpRequest) -> HttpResponse:
    return _response(
        status.HTTP_503_SERVICE_UNAVAILABLE,
        code="unavailable",
        detail=str(_("ただいま応答できません。Retry-After の秒数がたってから、もう一度試してください。")),
        instance=request.path,
        errors=[],
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """A problem for a program under /api/ and /v1alpha1/, the page for everyone else."""
    if request.path.startswith("/v1alpha1/"):
        return google_failure(status.HTTP_500_INTERNAL_SERVER_ERROR, "Internal error encountered.")
    if not request.path.startswith("/api/"):
        return defaults.server_error(request)
    return _response(
        status.HTTP_500_INTERNAL_SERVER_ERROR,
        code="server_error",
        detail=str(_("こちらの誤りです。記録されました。しばらくしてからもう一度試してください。")),
        instance=request.path,
        errors=[],
    )


def google_failure(status_code: int, message: str) -> HttpResponse:
    """An error as clients of Google's APIs read it; in English, like theirs."""
    error = {"code": status_code, "message": message, "status": GOOGLE_STATUSES[status_code]}
    response = HttpResponse(orjson.dumps({"error": error}), status=status_code, content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


def _response(status_code: int, *, code: str, detail: str, instance: str, errors: list[ParameterError]) -> HttpResponse:
    problem = Problem(
        type=TYPE + code.replace("_", "-"),
        title=str(TITLES[status_code]),
        status=status_code,
        code=code,
        detail=detail,
        instance=instance,
        errors=[ParameterProblem(**error) for error in errors],
    )
    response = HttpResponse(problem.encoded(), status=status_code, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def _code(exception: exceptions.APIException) -> str:
    codes = exception.get_codes()
    return codes if isinstance(codes, str) else exception.default_code


def _detail(exception: exceptions.APIException) -> str:
    """DRF's own details are sentences, except for validation errors, which are lists or dicts."""
    detail = exception.detail
    return str(detail) if isinstance(detail, str) else str(exception.default_detail)
