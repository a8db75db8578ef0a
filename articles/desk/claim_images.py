"""The pictures of a claim, on a page of their own: a file that is refused takes nothing with it that was typed elsewhere."""

from __future__ import annotations

import base64
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from articles import permissions
from articles.actions import claim_images, pictures
from articles.actions.errors import Refused
from articles.desk.requests import member
from articles.desk.steps import page_of
from articles.models import ClaimImage, Verdict


class DescriptionForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted at run time
    class Meta:
        model = ClaimImage
        fields = ("alt", "caption")
        widgets = {"alt": forms.Textarea(attrs={"rows": 3})}


class AddForm(DescriptionForm):
    file = forms.FileField(
        label=gettext_lazy("画像のファイル"),
        help_text=gettext_lazy("PNG、JPEG、WebP。10MB、2000万画素まで。撮影場所などの情報は取り除いて保存します。"),
        error_messages={"required": gettext_lazy("画像のファイルを選んでください。")},
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    field_order = ["file", "alt", "caption"]

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if upload.size > pictures.MOST_BYTES:
            raise forms.ValidationError(pictures.PictureTooHeavy.message)
        return bytes(upload.read())


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """POST `add`, or `describe` or `remove` with the number of a picture."""
    verdict = get_object_or_404(Verdict.objects.select_related("claim"), pk=pk)
    if request.method != "POST":
        return _shown(request, verdict)
    permissions.require(permissions.can_edit_verdict(member(request), verdict))
    if "add" in request.POST:
        return _add(request, verdict)
    number = request.POST.get("describe") or request.POST.get("remove") or ""
    image = get_object_or_404(verdict.claim_images, pk=int(number) if number.isascii() and number.isdigit() else 0)
    if "remove" in request.POST:
        claim_images.remove(image, by=member(request))
        return _done(request, verdict, _("画像を外しました。"))
    form = DescriptionForm(request.POST, instance=image, prefix=f"image-{image.pk}")
    if not form.is_valid():
        return _shown(request, verdict, described=form)
    claim_images.describe(image, **form.cleaned_data, by=member(request))
    return _done(request, verdict, _("保存しました。"))


@require_safe
@never_cache
def picture(request: HttpRequest, pk: int, image: int) -> HttpResponse:
    row = get_object_or_404(ClaimImage, pk=image, verdict=pk)
    return HttpResponse(bytes(row.content), content_type=row.media_type)


def inlined(html: str, verdict: Verdict) -> str:
    """The article of a version with the pictures themselves in the place of addresses that readers cannot open yet."""
    for row in verdict.claim_images.all():
        address = reverse("public:claim-image", args=[verdict.number, row.sha256])
        data = f"data:{row.media_type};base64,{base64.b64encode(bytes(row.content)).decode()}"
        html = html.replace(f'src="{address}"', f'src="{data}"')
    return html


def _add(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    form = AddForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            claim_images.add(verdict, **form.cleaned_data, by=member(request))
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            return _done(request, verdict, _("画像を加えました。"))
    return _shown(request, verdict, added=form)


def _done(request: HttpRequest, verdict: Verdict, told: str) -> HttpResponse:
    messages.success(request, told)
    return HttpResponseRedirect(reverse("verdict-images", args=[verdict.pk]))


def _shown(
    request: HttpRequest, verdict: Verdict, *, added: AddForm | None = None, described: DescriptionForm | None = None
) -> HttpResponse:
    rows = [_form(row, described) for row in verdict.claim_images.defer("content").order_by("pk")]
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("主張の画像"),
        "verdict": verdict,
        "verdict_url": page_of(verdict),
        "rows": rows,
        "form": added or AddForm(),
        "may_write": permissions.can_edit_verdict(member(request), verdict),
        "may_add": len(rows) < claim_images.MOST,
    }
    return TemplateResponse(request, "desk/claim_images.html", context)


def _form(row: ClaimImage, sent: DescriptionForm | None) -> DescriptionForm:
    return sent if sent and sent.instance.pk == row.pk else DescriptionForm(instance=row, prefix=f"image-{row.pk}")
