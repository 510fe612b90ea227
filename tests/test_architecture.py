"""The tree says how data flow; these tests keep it true."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "pipeline"
FLOW = [
    "errors",
    "paths",
    "standards",
    "records",
    "extract",
    "detect",
    "grade",
    "store",
    "review",
    "learn",
    "night",
    "cli",
    "__main__",
]
KERNEL = [
    "pipeline.records.staff",
    "pipeline.extract",
    "pipeline.detect.engine",
    "pipeline.detect.rules",
    "pipeline.detect.clones",
]


def _imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return {name.split(".")[1] for name in names if name.startswith("pipeline.")}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_from_the_left(path: Path) -> None:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    if parts == ("__init__",):
        return
    place = FLOW.index(parts[0])
    assert {name for name in _imports(path) if FLOW.index(name) > place} == set()


@pytest.mark.parametrize("module", KERNEL)
def test_the_kernel_imports_with_numpy_alone(module: str) -> None:
    heavy = [
        "pydantic",
        "pandas",
        "spacy",
        "sklearn",
        "scipy",
        "torch",
        "sqlalchemy",
        "typer",
        "rich",
        "pyarrow",
        "jinja2",
    ]
    code = f"import sys\nfor name in {heavy}: sys.modules[name] = None\nimport {module}\nfrom pipeline.detect.rules import all_rules\nall_rules()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
