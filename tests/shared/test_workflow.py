"""State machines: what a reason may stand in for, what is signed, and how a table is drawn."""

from enum import StrEnum

import pytest

from shared.workflow import (
    Excusable,
    Guard,
    ReasonRequired,
    Right,
    SignatureRequired,
    Step,
    TransitionNotAllowed,
    Workflow,
)


class Status(StrEnum):
    DRAFT = "draft"
    SENT = "sent"


MINE = Right("not_yours", "Only its author sends it.")
STAMPED = Guard("no_stamp", "It needs a stamp.", "/stamp")
SEALED = Excusable("not_sealed", "Seal it, or say why not.", "/sealed")
LETTER = Workflow(
    {
        "write": Step({Status.DRAFT}, None, (MINE,)),
        "send": Step({Status.DRAFT}, Status.SENT, (MINE, STAMPED, SEALED), signed="authored"),
        "recall": Step({Status.SENT}, Status.DRAFT, (MINE,), needs_reason=True),
    }
)


def test_a_reason_stands_in_for_what_is_excusable_and_nothing_else():
    assert LETTER.after(Status.DRAFT, "send", [SEALED], "No wax", "authored") is Status.SENT
    with pytest.raises(ReasonRequired) as silent:
        LETTER.after(Status.DRAFT, "send", [SEALED], " ", "authored")
    assert [(error.pointer, error.code) for error in silent.value.errors] == [("/reason", "not_sealed")]
    with pytest.raises(TransitionNotAllowed):
        LETTER.after(Status.DRAFT, "send", [STAMPED], "No stamps left", "authored")


@pytest.mark.parametrize("signature", [None, "approved"])
def test_a_signed_step_is_signed_with_its_own_meaning(signature):
    with pytest.raises(SignatureRequired) as unsigned:
        LETTER.after(Status.DRAFT, "send", signature=signature)
    assert unsigned.value.errors[0].pointer == "/signature"


def test_what_is_excusable_leaves_a_step_allowed_and_asks_for_a_reason():
    send, recall = LETTER.explain(Status.DRAFT, [SEALED])
    assert (send["allowed"], send["needs_reason"], send["signature"], send["guards"]) == (True, True, "authored", [])
    assert (recall["allowed"], recall["signature"]) == (False, None)
    assert not LETTER.explain(Status.DRAFT, [])[0]["needs_reason"]


def test_the_diagram_shows_each_transition_with_what_it_needs():
    assert LETTER.diagram().splitlines() == [
        "stateDiagram-v2",
        "    draft --> sent: send (s) [not_yours, no_stamp, not_sealed]",
        "    sent --> draft: recall (r) [not_yours]",
    ]
