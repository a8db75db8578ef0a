from pathlib import Path

from django.core.files.storage import FileSystemStorage

from factcheck.style_sheets import StaticFilesStorage


def test_our_style_sheets_go_out_without_comments_and_others_with_theirs(tmp_path: Path) -> None:
    source, collected = tmp_path / "source", tmp_path / "collected"
    sheet = "/* why\n * it is so */\n.stamp { color: red } /* 判定 */ .b { background: url(seal.svg) }\n"
    for folder in (source, collected):  # as collectstatic has copied them
        for name, text in (("articles/a.css", sheet), ("vendor/a.css", sheet)):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
            (folder / name).with_name("seal.svg").write_text("<svg/>", encoding="utf-8")
    storage = StaticFilesStorage(location=collected, base_url="/static/")
    paths = {path.relative_to(source).as_posix(): None for path in source.rglob("*.*")}

    for _run in range(2):  # nothing is new at the second
        found = {name: (FileSystemStorage(source), name) for name in paths}
        processed = {name: hashed for name, hashed, _is_new in storage.post_process(found)}

    ours, theirs = ((collected / processed[name]).read_text() for name in ("articles/a.css", "vendor/a.css"))
    seal = Path(processed["articles/seal.svg"]).name
    assert ours == f'.stamp {{ color: red }}  .b {{ background: url("{seal}") }}\n'
    assert theirs.startswith("/* why\n * it is so */\n.stamp")
    assert (source / "articles/a.css").read_text(encoding="utf-8") == sheet
