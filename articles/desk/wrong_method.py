"""What somebody sees who opens an address that is only for sending a form to: not an empty page, but the way back."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers


class WrongMethodMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.desk = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_at_the_desk = request.path_info.startswith(self.desk)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET" or not is_at_the_desk:
            return response
        page = render(request, "desk/wrong_method.html", {"back": page_above(request)}, status=response.status_code)
        page.headers["Allow"] = response.headers["Allow"]
        add_never_cache_headers(page)
        return page


def page_above(request: HttpRequest) -> str:
    """The nearest address above this one that leads somewhere; the desk's own page at the latest."""
    desk, path = reverse("admin:index"), request.path_info
    while path != desk:
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if leads_somewhere(path):
            break
    return path


def leads_somewhere(path: str) -> bool:
    try:
        return resolve(path).url_name is not None
    except Resolver404:
        return False
