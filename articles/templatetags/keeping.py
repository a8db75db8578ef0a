"""What a form of the desk needs so that nothing typed into it is lost."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.actions import unsaved_texts

register = template.Library()


@register.simple_tag(takes_context=True)
def kept_form(context: template.Context, kind: str, *parts: object) -> SafeString:
    """Attributes of a <form> or of an element in it; its key is kind, number and name: `{% kept_form "verdict" row.pk "note" %}`.

    The page also needs `{% keeping_script %}` in its head.
    """
    form = ":".join([kind, *(str(part) for part in parts if part not in ("", None))])
    assert unsaved_texts.is_form(form), form
    request = context["request"]
    before = request.POST.get("unsaved", "").split()[1:]  # of the page that this one answers, saving nothing
    return format_html(
        'data-kept="{}" data-kept-at="{}" data-kept-by="{}" data-kept-pages="{}" data-kept-erasure="{}"{}',
        form,
        reverse("unsaved"),
        request.user.pk,
        " ".join(before),
        unsaved_texts.newest_erasure(form),
        SafeString(" data-kept-nowhere-else") if unsaved_texts.is_confidential(form) else "",
    )


@register.inclusion_tag("desk/_keeping.html")
def keeping_script() -> dict[str, object]:
    """The script, and its words in the editor's language."""
    return {}


@register.simple_tag
def present_at(kind: str, *parts: object) -> SafeString:
    """Attributes of an element that says who else has a form open: `<p role="status" {% present_at "verdict" row.pk %}></p>`."""
    form = ":".join([kind, *(str(part) for part in parts)])
    return format_html('data-presence="{}" data-presence-at="{}"', form, reverse("presence"))
