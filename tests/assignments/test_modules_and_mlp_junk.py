"""Junk in every place: each check of `modules_and_mlp` ends in a verdict, and none passes."""

from __future__ import annotations

import pytest
import verdicts
from modules_and_mlp_junk import JUNK, PLACES, RIGHT_ALL_THE_SAME, source

HOMEWORK = "modules_and_mlp"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("junk", JUNK)
def test_junk_breaks_no_check_and_passes_none(junk: str, place: str):
    """Whatever comes back from wherever, the check ends with a verdict on the student's side."""
    files = {"homework.py": source(junk, place)}
    result = verdicts.grade_files(HOMEWORK, files, only=PLACES[place][1])
    broken = {v.check: v.message for v in result.verdicts if v.status == "broken"}
    assert broken == {}
    assert result.notes == ()  # nothing of our own source kept it from being executed
    passed = {v.check for v in result.verdicts if v.status == "passed"}
    assert passed <= RIGHT_ALL_THE_SAME
