"""Pages about the newsroom from its Markdown files, with what stands in their place while there are none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.test import Client

from articles.public import newsroom_pages, prose, system_checks

pytestmark = pytest.mark.django_db
NAMES = ["about", "funding", "privacy", "contact"]


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.NEWSROOM_PAGES, settings.DEMO = tmp_path, False
    return tmp_path


def test_demo_has_all_of_them(client: Client) -> None:
    assert [name for name in NAMES if not newsroom_pages.text_of(name)] == []
    for name in NAMES:
        page = client.get(f"/{name}/").content.decode()
        assert f'<link rel="canonical" href="http://127.0.0.1:8000/{name}/">' in page
        assert "まだ書かれていません" not in page
        assert page.count(f'href="/{name}/"') == 1  # in the list of pages


def test_page_is_what_the_file_says_without_a_restart(client: Client, folder: Path) -> None:
    file = folder / "about.md"
    file.write_text(
        "﻿前書き\n\n## 体制\n\n**黒田**が<script>alert(1)</script>です。\n\n### 細目\n\n![x](y)", encoding="utf-8"
    )
    first = client.get("/about/")
    file.write_text("## 体制\n\n変わりました。", encoding="utf-8")
    second = client.get("/about/", headers={"if-none-match": first.headers["ETag"]})
    third = client.get("/about/", headers={"if-none-match": second.headers["ETag"]})

    page = first.content.decode()
    assert "<strong>黒田</strong>が&lt;script&gt;alert(1)&lt;/script&gt;です。" in page
    assert ("<h2>体制</h2>" in page, "<h3>細目</h3>" in page, "<img" in page) == (True, True, False)
    assert (second.status_code, "変わりました。" in second.content.decode()) == (200, True)
    assert (third.status_code, third.headers["Cache-Control"]) == (304, "public, no-cache")


def test_unwritten_page_says_so_and_is_not_offered(client: Client, folder: Path) -> None:
    (folder / "funding.md").write_bytes("日本語".encode("shift_jis"))  # no UTF-8: as if it were not there

    found = {name: client.get(f"/{name}/").content.decode() for name in NAMES}
    sitemap = client.get("/sitemap-pages-1.xml").content.decode()

    unwritten = [name for name in NAMES if "まだ書かれていません" in found[name]]
    assert unwritten == ["about", "funding"]
    assert [name for name in NAMES if 'content="noindex"' in found[name]] == unwritten
    assert [name for name in NAMES if f"/{name}/</loc>" not in sitemap] == unwritten
    assert [name for name in NAMES if f'href="/{name}/"' not in client.get("/").content.decode()] == unwritten


def test_contact_says_what_the_settings_know(client: Client, folder: Path, settings: Any) -> None:
    settings.CORRECTIONS_EMAIL, settings.CORRECTIONS_FORM_URL = "teisei@hohama.example", ""
    settings.CONTACT_EMAIL, settings.SECURITY_CONTACT = "info@hohama.example", ["mailto:sec@hohama.example"]
    known = client.get("/contact/").content.decode()
    settings.CORRECTIONS_EMAIL, settings.CONTACT_EMAIL, settings.SECURITY_CONTACT = "", "", []
    unknown = client.get("/contact/").content.decode()

    for address in ("teisei@hohama.example", "info@hohama.example", "sec@hohama.example"):
        assert (f'href="mailto:{address}"' in known, address in unknown) == (True, False)
    assert "窓口は準備中です。" in unknown


def test_deployment_is_warned_of_what_is_not_written(folder: Path, settings: Any) -> None:
    (folder / "about.md").write_text("私たち", encoding="utf-8")
    [warning] = system_checks.newsroom_pages_are_written(None)
    assert (warning.id, warning.level) == ("articles.W001", checks.WARNING)
    assert "funding.md、privacy.md、contact.md" in warning.msg

    for name in NAMES:
        (folder / f"{name}.md").write_text("書いた", encoding="utf-8")
    assert system_checks.newsroom_pages_are_written(None) == []
    settings.NEWSROOM_PAGES = None
    assert "about.md、funding.md、privacy.md、contact.md" in system_checks.newsroom_pages_are_written(None)[0].msg
    assert system_checks.newsroom_pages_are_written in checks.registry.registry.deployment_checks


def test_text_is_parted_at_its_headings() -> None:
    text = "前\n\n# 一**つ**\n\n本文\n\n```\n## 見出しではない\n```\n\n> ## 引用の見出し\n\n## 二つ\n\n- 項目"

    found = [(section.heading, section.html) for section in prose.sections(text)]

    assert [heading for heading, _html in found] == ["", "一つ", "二つ"]
    assert found[0][1] == "<p>前</p>\n"
    assert "## 見出しではない" in found[1][1]
    assert found[2][1] == "<ul>\n<li>項目</li>\n</ul>\n"
    assert prose.sections("") == prose.sections("\n \n") == []


@pytest.mark.timeout(60)
def test_hostile_text_is_parted_in_time() -> None:
    for sign in ("# ", "## a\n", "[^1]", "*", "|a", "\n#", "> "):
        prose.sections(sign * 20_000)
