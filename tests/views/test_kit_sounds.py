"""Tones: what they are made of, and that a PC without sound stays silent and quick."""

from __future__ import annotations

import array
import io
import sys
import time
import wave as wave_file
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.views.kit import sounds
from app.views.kit.sounds import RATE, TONES, Sounds, wave
from app.views.kit.tasks import Tasks


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


def test_without_sound_it_is_silent_and_never_waits(
    qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    monkeypatch.setenv("PATH", "")
    silent = Sounds()
    silent.prepare(tasks)
    qtbot.waitUntil(lambda: not tasks.busy())
    begin = time.perf_counter()
    for tone in TONES:
        silent.play(tone)
    assert time.perf_counter() - begin < 0.01
    assert silent.last == "complete"


def test_a_player_of_the_system_sounds_where_qt_has_no_multimedia(
    qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As in the bundle for Linux. The newest tone wins: the one before is ended."""
    if sys.platform == "win32":
        return
    player = tmp_path / "paplay"
    player.write_text(f'#!/bin/sh\nbasename "$1" >> {tmp_path}/heard\nexec sleep 30\n', encoding="utf-8")
    player.chmod(0o755)
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(sounds, "PLAYERS", ("pw-play-nobody-has", "paplay"))
    sounding = Sounds({"sounds.volume": 30})
    sounding.prepare(tasks)
    qtbot.waitUntil(lambda: not tasks.busy())
    heard = tmp_path / "heard"
    for tone, wanted in (("ok", ["ok-30.wav"]), ("refused", ["ok-30.wav", "refused-30.wav"])):
        sounding.play(tone)  # type: ignore[arg-type]
        qtbot.waitUntil(lambda wanted=wanted: heard.exists() and heard.read_text().split() == wanted, timeout=60_000)
    assert isinstance(sounding._mouth, sounds._Player)
    sounding._mouth._process.kill()
    sounding._mouth._process.waitForFinished()
    sounding._mouth._files._folder.cleanup()


def test_whatever_device_this_pc_has_it_never_raises_nor_waits(qtbot: QtBot, tasks: Tasks) -> None:
    """Most test machines have none; one that has some plays what it is asked for last."""
    sounding = Sounds({"sounds.volume": 1})
    sounding.prepare(tasks)
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=60_000)
    begin = time.perf_counter()
    for tone in TONES:
        sounding.play(tone)
    assert time.perf_counter() - begin < 0.3


@pytest.mark.parametrize(
    ("kept", "level"),
    [({}, 80), ({"sounds.volume": 30}, 30), ({"sounds.volume": 300}, 100), ({"sounds.volume": "x"}, 80),
     ({"sounds.muted": True, "sounds.volume": 30}, 0)],
)  # fmt: skip
def test_volume_and_mute_are_the_workstations(kept: dict[str, object], level: int) -> None:
    assert Sounds(kept).level == level


def test_a_wav_file_is_as_loud_as_asked(tmp_path: Path) -> None:
    def loudest(level: int) -> int:
        with wave_file.open(io.BytesIO(sounds.wav("ok", level))) as made:
            assert (made.getframerate(), made.getnchannels(), made.getsampwidth()) == (RATE, 1, 2)
            return max(array.array("h", made.readframes(made.getnframes())))

    assert loudest(100) == max(array.array("h", wave("ok")))
    assert abs(loudest(50) * 2 - loudest(100)) < 4


def test_on_windows_each_tone_is_a_file_written_once() -> None:
    mouth = sounds._Windows()
    for tone in (*TONES, *TONES):
        mouth.say(tone, 0)  # not heard where Windows plays it
    assert {tone: file.read_bytes() for (tone, _level), file in mouth._files.items()} == {
        tone: sounds.wav(tone, 0) for tone in TONES
    }  # fmt: skip
    mouth._folder.cleanup()
