"""The state machines that the documentation shows are those that the services obey."""

from pathlib import Path

from deploy.states import DOCUMENT, machines, written

SERVICES = Path(__file__).resolve().parent.parent.parent / "services"


def test_the_committed_diagrams_are_what_the_tables_say():
    assert DOCUMENT.read_text() == written(), "run `make openapi` and commit docs/states.md"


def test_no_state_machine_is_left_out():
    declared = sum(path.read_text().count(" = Workflow(") for path in SERVICES.rglob("*.py"))
    assert declared == len(machines())
