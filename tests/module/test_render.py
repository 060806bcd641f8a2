"""Rendering: strict, deterministic, and in step with what is committed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import MODULE, ROOT
from zappa_iam import catalog
from zappa_iam.files import jinja, write
from zappa_iam.files.jinja import TemplateError
from zappa_iam.module import render, terraform, terraform_checks


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
    terraform_checks.check_format(tmp_path)
    (tmp_path / "crooked.tf").write_text("locals {\na=1\n}\n")
    with pytest.raises(terraform.TerraformError, match="not as terraform fmt writes it; fix the templates"):
        terraform_checks.check_format(tmp_path)


def test_render_says_where_its_templates_are(tmp_path: Path) -> None:
    """Outside a checkout, as where the package is installed, one line says where to render."""
    with pytest.raises(FileNotFoundError, match="templates: no such folder here; render in a checkout, with `make"):
        render.render(catalog.load(), tmp_path / "templates")


def test_render_stops_at_a_missing_value(tmp_path: Path) -> None:
    """A template that names what no argument gives stops the render, with the file and the line."""
    shutil.copytree(render.FOLDER, tmp_path / "templates")
    (tmp_path / "templates" / "extra.tf.j2").write_text("# one\n# {{ nobody_gives_this }}\n")
    with pytest.raises(TemplateError, match=r"^templates/extra\.tf\.j2:2: 'nobody_gives_this' is undefined; fix"):
        render.render(catalog.load(), tmp_path / "templates")


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("_macros.j2", "{% macro", "{% macroe", r"^templates/_macros[.]j2:\d+: "),
        (
            "_macros.j2",
            "%}\n",
            "%}\n{{ nobody_gives_this }}\n",
            r"^templates/_macros[.]j2:\d+: 'nobody_gives_this' is u",
        ),
        (
            "statements.tf.j2",
            "\n",
            "\n{{ granted.nothing }}\n",
            r"^templates/statements[.]tf[.]j2:2: '.*' has no attribute",
        ),
        ("iam.tf.j2", "\n", "\n{% include 'nothing.j2' %}\n", r"^templates/iam[.]tf[.]j2:2: '?nothing[.]j2"),
    ],
    ids=["syntax", "macro", "attribute", "include"],
)
def test_a_fault_of_a_template_names_its_file_and_line(
    tmp_path: Path, name: str, old: str, new: str, message: str
) -> None:
    """In what other templates take in, too: macros, the features' statements, what is included."""
    shutil.copytree(render.FOLDER, tmp_path / "templates")
    path = tmp_path / "templates" / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(TemplateError, match=message):
        render.render(catalog.load(), tmp_path / "templates")


def test_a_fault_of_another_rooms_template_does_too(tmp_path: Path) -> None:
    """The roots that `init` writes, and what `adopt` adds, are read the same way."""
    (tmp_path / "main.tf.j2").write_text("{{ one }}\n{{ two }}\n")
    message = rf"^{tmp_path.name}/main[.]tf[.]j2:2: 'two' is undefined; fix"
    with pytest.raises(TemplateError, match=message), jinja.faults_placed(tmp_path):
        jinja.environment(tmp_path).get_template("main.tf.j2").render(one=1)


def test_render_names_the_line_of_a_template_that_is_none(tmp_path: Path) -> None:
    """A fault of syntax has its file and line, too."""
    shutil.copytree(render.FOLDER, tmp_path / "templates")
    (tmp_path / "templates" / "extra.tf.j2").write_text("# one\n{% for %}\n")
    with pytest.raises(TemplateError, match=r"^templates/extra\.tf\.j2:2: "):
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
    """Templates and the module's files match; names that start with an underscore are no files."""
    folder = ROOT / "templates"
    templates = [path.relative_to(folder).with_suffix("") for path in folder.rglob("*.j2") if path.name[0] != "_"]
    assert sorted(templates) == sorted(path.relative_to(MODULE) for path in MODULE.rglob("*") if path.is_file())


def test_render_writes_each_reason_over_its_statement() -> None:
    """Every statement's reason, and that of its wildcard, is right over it under its feature's name, whole."""
    found = render.render(catalog.load())["statements.tf"]
    sections = dict(re.findall(r"(?ms)^    # (\w+): (.*?)^    } if ", found))
    assert sorted(sections) == sorted(feature.name for feature in catalog.load().features)
    for feature in catalog.load().features:
        text = re.sub(r"\n *# ", " ", sections[feature.name])
        for statement in feature.all_grants:
            over, _, _ = text.partition(f'\n          Sid    = "{statement.sid}"\n')
            comment = over.splitlines()[-2]
            assert statement.why in comment, statement.sid
            assert statement.wildcard is None or f'On "*": {statement.wildcard}' in comment, statement.sid
            assert all(source in comment for source in statement.source), statement.sid
        for trust in feature.trust:
            assert trust.why in text, trust.sid
            assert f'Service = "{trust.service}"' in text


def test_features_that_are_added_come_last() -> None:
    """Policies are filled with what is always on, then with the defaults, then with the rest by their names."""
    names = [feature.name for feature in render.placed(catalog.load())]
    assert names[:5] == ["core", "s3_bucket", "bucket_kms_key", "apigateway", "events"]
    assert names[5:] == sorted(names[5:])
    assert len(names) == len(catalog.load().features)


def test_module_names_no_partition_of_its_own() -> None:
    """No ARN in the module's HCL has a literal partition, but for the examples in descriptions and messages."""
    for path in MODULE.rglob("*.tf"):
        lines = re.findall(r'(?<!\\)(?<!example  = )"arn:aws:.*', path.read_text())
        assert not lines, path.name
