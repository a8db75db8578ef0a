from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError

from django.utils.translation import gettext as _

from articles.doctor.findings import Finding, error, fine, warning
from articles.japanese import loader, pipeline


def findings() -> Iterator[Finding]:
    """By the metadata of its packages: loading it would cost two seconds and half a gigabyte."""
    remedy = _("requirements.txt を入れ直してください（.venv/bin/pip install -r requirements.txt）。")
    try:
        versions = loader.versions()
    except PackageNotFoundError as missing:
        yield error("model.missing", _("抽出に要る部品がありません：%(name)s") % {"name": missing.name}, remedy)
        return
    listed = "、".join(f"{name} {version}" for name, version in versions.items())
    if pipeline.is_known(versions):
        yield fine("model", _("抽出のモデル：%(list)s") % {"list": listed})
    else:
        message = _("抽出のモデルの版が、確かめたものと違います：%(list)s。遅い標準の方法で読みます。")
        yield warning("model.versions", message % {"list": listed}, remedy)
