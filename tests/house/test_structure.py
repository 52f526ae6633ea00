"""The house rules that a reader would otherwise have to check by eye."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from charleos.ui.glossary import GLOSSARY
from charleos.ui.nav import PAGES as DECLARED
from tests.house.code import (
    APP,
    EVERYTHING,
    PAGES,
    PRODUCT,
    ROOT,
    Function,
    functions,
    imports,
    is_of,
    length,
    name_of,
    parsed,
    uses,
)


def allowed(file: Path) -> int:
    return 60 if file == APP else 80 if file in PAGES else 300


@pytest.mark.parametrize("file", EVERYTHING, ids=name_of)
def test_a_file_is_short_enough_to_read(file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert lines <= allowed(file)


@pytest.mark.parametrize("file", EVERYTHING, ids=name_of)
def test_a_function_has_one_idea(file: Path) -> None:
    long = {f"{one.name} has {length(one)} lines" for one in functions(file) if length(one) > 25}
    assert not long


# ---- who may import what


@pytest.mark.parametrize("file", [*PAGES, APP], ids=name_of)
def test_a_page_reaches_no_database(file: Path) -> None:
    forbidden = ("sqlalchemy", "charleos.store", "charleos.desk", "psycopg", "sqlite3")
    assert [module for module in imports(file) if is_of(module, *forbidden)] == []


def _may_show(file: Path) -> bool:
    return file in (*PAGES, APP) or name_of(file).startswith(("charleos/ui/", "charleos/bench/"))


@pytest.mark.parametrize("file", EVERYTHING, ids=name_of)
def test_only_screens_import_what_draws(file: Path) -> None:
    drawing = [module for module in imports(file) if is_of(module, "streamlit", "plotly", "pandas")]
    assert not drawing or _may_show(file)


BANNED = {
    "st.cache_data": "it is shared by all users",
    "streamlit.cache_data": "it is shared by all users",
    "plotly.express": "it is thirty times slower than graph objects",
    "px": "it is thirty times slower than graph objects",
    "pd.read_sql": "it goes around the viewer's scope",
    "pd.read_csv": "it guesses types",
}


@pytest.mark.parametrize("file", EVERYTHING, ids=name_of)
def test_nothing_banned_is_used(file: Path) -> None:
    assert [(name, line) for name, line in uses(file) if name in BANNED] == []
    keywords = {
        keyword.arg for node in ast.walk(parsed(file)) if isinstance(node, ast.Call) for keyword in node.keywords
    }
    assert "use_container_width" not in keywords


@pytest.mark.parametrize(
    "file", [file for file in EVERYTHING if not name_of(file).startswith("charleos/store/")], ids=name_of
)
def test_only_the_store_goes_round_the_mapped_classes(file: Path) -> None:
    found = []
    for name, line in uses(file):
        last = name.rpartition(".")[2]
        raw = last in ("__table__", "exec_driver_sql") or name in ("sa.text", "sqlalchemy.text", "sa.literal_column")
        if raw or (last == "connection" and "." in name):
            found.append(f"{name} in line {line}")
    assert not found
    assert "sqlalchemy.text" not in set(imports(file))


CLOCKS = {"charleos/ui/ground.py", "charleos/ui/session.py"}


@pytest.mark.parametrize("file", EVERYTHING, ids=name_of)
def test_the_clock_is_read_at_the_door_only(file: Path) -> None:
    read = [
        f"{name} in line {line}"
        for name, line in uses(file)
        if name in ("date.today", "datetime.now", "datetime.utcnow", "datetime.today", "dt.date.today", "time.time")
    ]
    assert not read or name_of(file) in CLOCKS or name_of(file).startswith("charleos/cli/")


# ---- reads and actions


@pytest.mark.parametrize("file", [file for file in PRODUCT if file.parent.name in ("reads", "actions")], ids=name_of)
def test_every_read_and_action_states_what_it_needs(file: Path) -> None:
    doors = [one for one in parsed(file).body if isinstance(one, Function) and _is_public_door(one)]
    assert [door.name for door in doors if not _states_needs(door)] == []


def _is_public_door(function: Function) -> bool:
    """Its first parameter is a desk; what takes a session first works inside another's transaction."""
    first = function.args.args[:1]
    return not function.name.startswith("_") and bool(first) and first[0].arg == "desk"


def _states_needs(function: Function) -> bool:
    return any(isinstance(one, ast.Call) and ast.unparse(one.func) == "needs" for one in function.decorator_list)


def test_roles_are_named_only_where_rights_are_given_or_kept() -> None:
    """Everywhere else asks for capabilities."""
    comparing = [
        f"{name_of(file)}:{node.lineno}"
        for file in EVERYTHING
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.Compare) and re.search(r"\bRole\.[A-Z]+", ast.unparse(node))
    ]
    allowed_in = ("charleos/rules/", "charleos/imports/", "charleos/reads/clients.py", "charleos/actions/")
    assert [place for place in comparing if not place.startswith(allowed_in)] == []


# ---- pages, words, documents


def test_every_page_is_declared_and_every_declared_page_is_there() -> None:
    assert {file.stem for file in PAGES} == set(DECLARED)


def test_every_word_that_asks_for_help_is_in_the_glossary() -> None:
    asked = {
        node.args[0].value
        for file in EVERYTHING
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] == "help"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert asked
    assert asked <= set(GLOSSARY)


def test_every_link_in_the_documents_leads_somewhere() -> None:
    links = [
        (document, target)
        for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8"))
        if "://" not in target
    ]
    assert [f"{name_of(document)} -> {target}" for document, target in links if not _leads(document, target)] == []


def _leads(document: Path, target: str) -> bool:
    return (document.parent / target).exists()


def test_the_lock_holds_exact_versions_and_no_addresses() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    odd = [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+", line)]
    assert lines
    assert not odd


def test_every_example_in_a_docstring_is_run() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    assert "--doctest-modules" in options["addopts"]
    assert "charleos" in options["testpaths"]
    ignored = [one.removeprefix("--ignore=") for one in options["addopts"] if one.startswith("--ignore")]
    silent = [name_of(file) for file in PRODUCT if ">>>" in file.read_text(encoding="utf-8") and _is_in(file, ignored)]
    assert not silent


def _is_in(file: Path, folders: list[str]) -> bool:
    return any(name_of(file).startswith(f"{folder}/") for folder in folders)
