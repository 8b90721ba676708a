"""Every macro says what it gives, what it takes, and how it is called."""

from __future__ import annotations

import ast
import re
from typing import Any

SIGNATURE = re.compile(r"\{%[-+]?\s*(?:macro|test)\s+\w+\s*\((.*?)\)\s*[-+]?%\}", re.DOTALL)


def macros_are_described(manifest: dict[str, Any]) -> list[str]:
    """A macro of one engine is reached through one without a prefix, which is described."""
    return [
        f"{macro['name']}: {lack}"
        for macro in manifest["macros"].values()
        if macro["package_name"] == "halo" and not macro["name"].startswith(("duckdb__", "spark__"))
        for lack in lacks(macro)
    ]


def lacks(macro: Any) -> list[str]:
    """What the entry of a macro does not say."""
    if "Example: " not in macro["description"]:
        return ["say in macros/_macros.yml what the macro gives, and show a call after 'Example: '"]
    arguments = arguments_of(macro["macro_sql"])
    if [one["name"] for one in macro["arguments"]] != arguments:
        listed = ", ".join(arguments) or "nothing"
        return [f"list in macros/_macros.yml under arguments, in this order: {listed}"]
    if not all(one["type"] and one["description"] for one in macro["arguments"]):
        return ["give every argument in macros/_macros.yml a type and a description"]
    return []


def arguments_of(macro_sql: str) -> list[str]:
    """The arguments in the first line of a macro; a materialization has none."""
    signature = SIGNATURE.match(macro_sql)
    if signature is None:
        return []
    (function,) = ast.parse(f"def macro({signature[1]}): ...").body
    assert isinstance(function, ast.FunctionDef)
    return [one.arg for one in function.args.args]
