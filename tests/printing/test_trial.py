"""What a new printer is tried with: everything stands there, within the edges, and the codes can be read."""

from __future__ import annotations

import pytest

from app.printing import trial
from tests.printing import golden, reading, samples
from tests.printing.test_golden import assert_tidy


@pytest.mark.parametrize("language", golden.LANGUAGES)
def test_the_trial_sheet_and_label_are_whole(language: str) -> None:
    sheet, label = trial.sheet(samples.imprint(language)), trial.label(language)
    for pdf in (sheet, label):
        assert_tidy(pdf)
        assert trial.NUMBER in reading.text(pdf)
        assert trial.NUMBER in reading.scan(pdf)
    assert "¥88.00" in reading.text(sheet)
