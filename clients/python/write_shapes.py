"""Writes factcheck_client/shapes.py from the released contract. `make contract` runs it."""

from __future__ import annotations

import json
import keyword
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CONTRACT = HERE.parent.parent / "docs" / "openapi" / "v1.json"
SHAPES = HERE / "factcheck_client" / "shapes.py"
OPENING = '''"""What the server answers, as openapi.json describes it. Written by `write_shapes.py`: change nothing here."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict
'''
SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
Schema = dict[str, Any]


def source(contract: dict[str, Any]) -> str:
    """The module, as `ruff format` leaves it."""
    schemas: dict[str, Schema] = contract["components"]["schemas"]
    shapes = [_declared(name, schemas) for name in sorted(schemas) if _is_shape(schemas[name])]
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(SHAPES), "-"]
    text = "\n\n".join([OPENING, *shapes])
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def _is_shape(schema: Schema) -> bool:
    """What is no object goes by no name: it is said where it is used."""
    return schema.get("type") == "object" and "properties" in schema


def _declared(name: str, schemas: dict[str, Schema]) -> str:
    schema, members = schemas[name], list(_members(schemas[name], schemas))
    if all(member.isidentifier() and not keyword.iskeyword(member) for member, _type in members):
        said = [f'    """{schema["description"]}"""\n'] if schema.get("description") else []
        return "\n".join([f"class {name}(TypedDict):", *said, *(f"    {member}: {kind}" for member, kind in members)])
    inside = ", ".join(f'"{member}": {kind!r}' for member, kind in members)
    return f'{name} = TypedDict("{name}", {{{inside}}})\n'


def _members(schema: Schema, schemas: dict[str, Schema]) -> Iterator[tuple[str, str]]:
    for name, member in schema["properties"].items():
        kind = type_of(member, schemas)
        yield name, kind if name in schema.get("required", ()) else f"NotRequired[{kind}]"


def type_of(schema: Schema, schemas: dict[str, Schema]) -> str:
    """As an annotation; what is not described further is `Any`."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return name if _is_shape(schemas[name]) else type_of(schemas[name], schemas)
    for several in ("allOf", "oneOf", "anyOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(type_of(each, schemas) for each in schema[several]))
    if "enum" in schema:
        return f"Literal[{', '.join(repr(value) for value in schema['enum'])}]"
    if isinstance(schema.get("type"), list):
        return " | ".join(type_of(schema | {"type": kind}, schemas) for kind in schema["type"])
    if schema.get("type") == "array":
        return f"list[{type_of(schema.get('items', {}), schemas)}]"
    if schema.get("type") == "object":
        return "dict[str, Any]"
    return SIMPLE.get(schema.get("type", ""), "Any")


if __name__ == "__main__":
    SHAPES.write_text(source(json.loads(CONTRACT.read_text(encoding="utf-8"))), encoding="utf-8")
