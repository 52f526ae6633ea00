"""Read from the source: nothing on screen runs without having asked who is looking."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from charleos.ui.session import own_desk

ROOT = Path(__file__).parents[2]
PAGE_FILES = sorted((ROOT / "pages").glob("*.py"))
SCREEN_FILES = sorted({ROOT / "app.py", *PAGE_FILES, *(ROOT / "charleos/ui").rglob("*.py")})

OWN_DOOR = {"heartbeat", "sign_out_here", "stop_looking"}
"""Of session.py: they look at the connection themselves, and do nothing else."""

CALLBACKS = {"on_click", "on_change", "on_select", "on_dismiss"}
BEHAVIOURS = {"rerun", "ignore"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def name_of(node: ast.expr) -> str:
    """`st.dialog("Title")` is "st.dialog"; a call is named by what is called."""
    return ast.unparse(node.func if isinstance(node, ast.Call) else node)


def functions(tree: ast.Module) -> dict[str, Function]:
    return {node.name: node for node in ast.walk(tree) if isinstance(node, Function)}


ALL_FUNCTIONS = {name: node for file in SCREEN_FILES for name, node in functions(parsed(file)).items()}


def asks(function: Function) -> bool:
    return any(name_of(decorator) == "own_desk" for decorator in function.decorator_list)


def opens_a_desk(callback: ast.expr) -> bool:
    """`own_desk(page)(write)`: a method that is given its desk where it is handed over."""
    return isinstance(callback, ast.Call) and name_of(callback).startswith("own_desk(")


def touches_business(function: Function, tree: ast.Module) -> bool:
    """Whether it uses anything that was imported from a read, an action, a desk, or the database."""
    guarded = ("charleos.reads", "charleos.actions", "charleos.desk", "charleos.store", "charleos.exports")
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(guarded)
        for alias in node.names
    } | {"current_seat", "front_desk", "database"}
    used = {node.id for statement in function.body for node in ast.walk(statement) if isinstance(node, ast.Name)}
    return bool(imported & used)


def only_names_things(node: ast.stmt) -> bool:
    """An import, a docstring, or a constant that calls nothing."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Assign | ast.AnnAssign) and not any(isinstance(one, ast.Call) for one in ast.walk(node))


def callbacks(tree: ast.Module) -> Iterator[ast.expr]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            for keyword in call.keywords:
                is_behaviour = isinstance(keyword.value, ast.Constant) and keyword.value.value in BEHAVIOURS
                if keyword.arg in CALLBACKS and not is_behaviour:
                    yield keyword.value


@pytest.mark.parametrize("file", PAGE_FILES, ids=lambda file: file.stem)
def test_a_page_opens_its_desk_before_anything_else(file: Path) -> None:
    first = next(node for node in parsed(file).body if not only_names_things(node))
    assert ast.unparse(first) in ("desk = open_desk(__file__)", "open_desk(__file__)")


@pytest.mark.parametrize("file", SCREEN_FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_fragment_dialog_and_callback_opens_its_own_desk(file: Path) -> None:
    tree = parsed(file)
    for function in functions(tree).values():
        marks = [name_of(decorator) for decorator in function.decorator_list]
        for mark in ("st.fragment", "st.dialog"):
            if mark in marks and function.name not in OWN_DOOR:
                assert marks[marks.index(mark) + 1 :][:1] == ["own_desk"], f"{function.name} must open its own desk"
    for callback in callbacks(tree):
        if opens_a_desk(callback):
            continue
        name = ast.unparse(callback)
        called = ALL_FUNCTIONS.get(name)
        assert called is not None, f"the callback {name} cannot be looked up; make it a plain function"
        assert asks(called) or name in OWN_DOOR or not touches_business(called, tree), f"{name} must open its own desk"


@pytest.mark.parametrize("file", SCREEN_FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_is_made_at_the_click_for_one_who_is_still_signed_in(file: Path) -> None:
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Call) and name_of(node).endswith(".download_button"):
            data = [keyword.value for keyword in node.keywords if keyword.arg == "data"] or node.args[1:2]
            assert [name_of(one) for one in data] == ["at_click"]


def test_own_desk_is_for_a_page_that_exists() -> None:
    with pytest.raises(KeyError):
        own_desk("nowhere")


@pytest.mark.parametrize("file", SCREEN_FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_desk_outlives_its_run(file: Path) -> None:
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Assign):
            kept = [target for target in node.targets if ast.unparse(target).startswith("st.session_state")]
            assert not kept or ast.unparse(node.value) != "desk"
        if isinstance(node, ast.Call) and name_of(node).endswith((".cache_data", ".cache_resource")):
            raise AssertionError("nothing is cached over viewers")


def test_the_rules_above_see_what_they_are_about() -> None:
    """A fragment, a dialog and a callback that forgot: each is found."""
    forgot = ast.parse(
        "import streamlit as st\n"
        "from charleos.actions.time import log_time\n"
        "@st.dialog('Log')\n"
        "def dialog(desk): ...\n"
        "def callback(): log_time(None)\n"
        "st.button('Log', on_click=callback)\n"
    )
    (dialog, callback) = functions(forgot).values()
    assert not asks(dialog)
    assert touches_business(callback, forgot)
    assert [ast.unparse(one) for one in callbacks(forgot)] == ["callback"]
    assert not any(map(opens_a_desk, callbacks(forgot)))
    assert opens_a_desk(ast.parse("own_desk(self.page)(self._write)", mode="eval").body)
    assert len(SCREEN_FILES) > 20
