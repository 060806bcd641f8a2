"""Rendering: strict, deterministic, and in step with what is committed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from generator import catalog, render, terraform, write
from tests.conftest import MODULE, ROOT


def test_render_is_what_is_committed() -> None:
    """The committed module is, byte for byte and file for file, what the catalog and the templates give."""
    assert write.difference(MODULE, render.render(catalog.load())) == ""


def test_render_is_the_same_twice() -> None:
    """Two renders of one catalog are equal."""
    loaded = catalog.load()
    assert render.render(loaded) == render.render(loaded)


def test_render_needs_no_format(tmp_path: Path) -> None:
    """`terraform fmt` finds nothing to change in the raw rendering, and says so of a file that is not formatted."""
    for name, text in render.render(catalog.load()).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    terraform.check_format(tmp_path)
    (tmp_path / "crooked.tf").write_text("locals {\na=1\n}\n")
    with pytest.raises(terraform.TerraformError, match="not as terraform fmt writes it; mend the templates"):
        terraform.check_format(tmp_path)


def test_render_says_where_its_templates_are(tmp_path: Path) -> None:
    """Outside a checkout, as where the package is installed, one line says where to render."""
    with pytest.raises(FileNotFoundError, match="templates: no such folder here; render in a checkout, with `make"):
        render.render(catalog.load(), tmp_path / "templates")


def test_render_stops_at_a_missing_value(tmp_path: Path) -> None:
    """A template that names what no argument gives stops the render, with the file and the line."""
    shutil.copytree(render.FOLDER, tmp_path / "templates")
    (tmp_path / "templates" / "extra.tf.j2").write_text("# one\n# {{ nobody_gives_this }}\n")
    with pytest.raises(
        render.TemplateError, match=r"^templates/extra\.tf\.j2:2: 'nobody_gives_this' is undefined; fix"
    ):
        render.render(catalog.load(), tmp_path / "templates")


def test_render_names_the_line_of_a_template_that_is_none(tmp_path: Path) -> None:
    """A fault of syntax has its file and line, too."""
    shutil.copytree(render.FOLDER, tmp_path / "templates")
    (tmp_path / "templates" / "extra.tf.j2").write_text("# one\n{% for %}\n")
    with pytest.raises(render.TemplateError, match=r"^templates/extra\.tf\.j2:2: "):
        render.render(catalog.load(), tmp_path / "templates")


@pytest.mark.parametrize("damage", [b"", b"[]", b"\x00" * 40])
def test_render_compiles_a_damaged_template_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    """Whatever stands in the cache, the module comes out whole, and the entry is replaced."""
    monkeypatch.setattr(render, "CACHE", tmp_path)
    wanted = render.render(catalog.load())
    for entry in tmp_path.iterdir():
        entry.write_bytes(damage or entry.read_bytes()[:-20] + b"x" * 20)
    assert render.render(catalog.load()) == wanted
    assert all(entry.read_bytes() != damage for entry in tmp_path.iterdir())


def test_render_has_a_template_for_each_file() -> None:
    """Templates and the module's files match one to one; names that start with an underscore are no files."""
    folder = ROOT / "templates"
    templates = {path.relative_to(folder) for path in folder.rglob("*.j2") if path.name[0] != "_"}
    files = {path.relative_to(MODULE) for path in MODULE.rglob("*") if path.is_file()}
    assert {Path(template).with_suffix("") for template in templates} == files


def test_render_writes_each_reason_over_its_statement() -> None:
    """Every statement's reason stands in the HCL, whole, as a comment."""
    files = render.render(catalog.load())
    text = "".join(text for name, text in files.items() if "policies_" in name)
    text = " ".join(text.replace("  # ", "").split())
    for feature in catalog.load().features:
        for statement in [*feature.deployer, *feature.role]:
            assert statement.why in text, statement.sid
            assert f'sid = "{statement.sid}"' in text
        for trust in feature.trust:
            assert trust.why in text, trust.sid
            assert f'Service = "{trust.service}"' in text


def test_render_gives_each_wildcard_a_document_of_its_own() -> None:
    """A statement on `*` stands in a document whose skip is its reason, with no scoped statement beside it."""
    for principal in ("deployer", "role"):
        for document in render.documents(catalog.load(), principal):
            wild = {block.resources == '["*"]' for block in document.statements}
            assert wild == {document.name.endswith("_wildcard")}
            assert bool(document.skips) == document.name.endswith("_wildcard")


def test_module_names_no_partition_of_its_own() -> None:
    """No ARN in the module's HCL has a literal partition, but for the examples in descriptions and messages."""
    for path in MODULE.rglob("*.tf"):
        lines = re.findall(r'(?<!\\)(?<!example  = )"arn:aws:.*', path.read_text())
        assert not lines, path.name
