"""Tones: what they are made of, and that a PC without sound stays silent and quick."""

from __future__ import annotations

import array
import sys
import time

import pytest

from app.views.kit import sounds
from app.views.kit.sounds import RATE, TONES, Sounds, wave


@pytest.mark.parametrize("tone", TONES)
def test_a_tone_lasts_as_long_as_written_and_fades_at_both_ends(tone: sounds.Tone) -> None:
    samples = array.array("h", wave(tone))
    assert len(samples) == sum(RATE * ms // 1000 for _, ms in TONES[tone])
    assert abs(samples[0]) < 300
    assert abs(samples[-1]) < 300
    assert 15_000 < max(samples) < 32_767


@pytest.mark.parametrize("tone", TONES)
def test_tones_stay_below_what_scanners_beep(tone: sounds.Tone) -> None:
    assert max(hertz for hertz, _ in TONES[tone]) < 1_400


def test_no_two_tones_are_alike() -> None:
    assert len({wave(tone) for tone in TONES}) == len(TONES)


def test_without_sound_it_is_silent_and_never_waits(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    silent = Sounds()
    assert silent.prepare() is False
    begin = time.perf_counter()
    for tone in TONES:
        silent.play(tone)
    assert time.perf_counter() - begin < 0.01
    assert silent.last == "complete"
