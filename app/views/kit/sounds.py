"""Tones that tell what became of a scan, synthesised. Silent where there is no sound; knows no scanner.

All lie below 1.4 kHz and differ in rhythm: a scanner itself beeps at 2 to 4 kHz when it reads, so "read" and
"understood" can't be confused. One tone at a time, the newest wins; nothing ever waits for a tone.
"""

from __future__ import annotations

import array
import io
import logging
import math
import shutil
import sys
import tempfile
import wave as wave_file
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QProcess

from app.views.kit.tasks import Tasks

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioSink

Tone = Literal["ok", "look", "unknown", "refused", "undone", "complete"]
RATE, FADE_MS, LEVEL = 22_050, 5, 0.6
TONES: dict[Tone, tuple[tuple[int, int], ...]] = {  # (Hz, ms); 0 Hz = silence
    "ok": ((1047, 70),),
    "look": ((784, 70), (0, 60), (784, 70)),
    "unknown": ((330, 180), (0, 80), (330, 180)),
    "refused": ((196, 450),),
    "undone": ((1047, 60), (784, 60)),
    "complete": ((784, 70), (1047, 70), (1319, 70)),
}
# Of PipeWire, PulseAudio and ALSA: they play a file where Qt's multimedia is missing, as in the bundle for Linux.
PLAYERS = ("pw-play", "paplay", "aplay")
log = logging.getLogger(__name__)


@cache
def wave(tone: Tone) -> bytes:
    """The tone as signed 16-bit mono samples at 22,050 a second; each part fades in and out over 5 ms."""
    samples = array.array("h")
    for hertz, ms in TONES[tone]:
        count, fade = RATE * ms // 1000, RATE * FADE_MS // 1000
        for i in range(count):
            swell = min(1.0, i / fade, (count - 1 - i) / fade)
            samples.append(round(32_767 * LEVEL * swell * math.sin(2 * math.pi * hertz * i / RATE)))
    return samples.tobytes()


class Kept(Protocol):
    """The workstation's memory, as far as sounds need it."""

    def get(self, key: str) -> Any: ...


class Sounds(QObject):
    """Plays tones if the PC can. Volume (0 to 100) and mute are the workstation's settings, looked up for each tone."""

    def __init__(self, memory: Kept | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._memory: Kept = memory if memory is not None else {}
        self.last: Tone | None = None  # what was asked for last, heard or not
        self.ready = False  # a device is being looked for, or was
        self._mouth: _Windows | _Player | _Sink | None = None

    @property
    def level(self) -> int:
        """0 (muted) to 100."""
        volume = self._memory.get("sounds.volume")
        if self._memory.get("sounds.muted"):
            return 0
        return max(0, min(100, volume)) if isinstance(volume, int) else 80

    def prepare(self, tasks: Tasks) -> None:
        """Looks for a sound device in the background: that takes up to 0.2 s. Until then, and without one, silence."""
        self.ready = True
        tasks.run_aside(lambda _task: _device(), self._found, owner=self)

    def _found(self, device: Any) -> None:
        if device == "windows":
            self._mouth = _Windows()
        elif isinstance(device, str):
            self._mouth = _Player(device, self)
        elif device is not None:
            self._mouth = _Sink(device, self)

    def play(self, tone: Tone) -> None:
        """Starts a tone and returns at once; a tone still sounding is cut off."""
        self.last = tone
        level = self.level
        if self._mouth is not None and level:
            self._mouth.say(tone, level)


def _device() -> Any:
    """What can sound here: "windows", Qt's device, the path of a player, or None."""
    for tone in TONES:
        wave(tone)
    if sys.platform == "win32":  # pragma: no cover
        return "windows"
    try:
        from PySide6.QtMultimedia import QMediaDevices
    except ImportError as reason:  # libpulse is missing, or a bundle without Qt's multimedia
        log.info("No sound by Qt: %s", reason)
        return next(filter(None, map(shutil.which, PLAYERS)), None)
    device = QMediaDevices.defaultAudioOutput()
    if device.isNull():
        log.info("No sound: the PC has no output device")
        return None
    return device


class _Sink:
    """Qt's way: the samples from memory into the device."""

    def __init__(self, device: Any, parent: QObject) -> None:
        from PySide6.QtMultimedia import QAudioFormat, QAudioSink

        form = QAudioFormat()
        form.setSampleRate(RATE)
        form.setChannelCount(1)
        form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._sink: QAudioSink = QAudioSink(device, form, parent)
        self._buffer = QBuffer(parent)
        self._bytes = QByteArray()

    def say(self, tone: Tone, level: int) -> None:
        """Cuts off what sounds and begins anew."""
        self._sink.stop()
        self._buffer.close()
        self._bytes = QByteArray(wave(tone))
        self._buffer.setBuffer(self._bytes)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._sink.setVolume(level / 100)
        self._sink.start(self._buffer)


def wav(tone: Tone, level: int) -> bytes:
    """The tone as a WAV file, already as loud as it shall be."""
    samples = array.array("h", wave(tone))
    loud = array.array("h", (sample * level // 100 for sample in samples))
    file = io.BytesIO()
    with wave_file.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(loud.tobytes())
    return file.getvalue()


class _Files:
    """Tones as files, each written when it is first asked for."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="counterpart-tones-", ignore_cleanup_errors=True)
        self._files: dict[tuple[Tone, int], Path] = {}

    def file(self, tone: Tone, level: int) -> Path:
        """The file of a tone."""
        file = self._files.get((tone, level))
        if file is None:
            file = self._files[tone, level] = Path(self._folder.name) / f"{tone}-{level}.wav"
            file.write_bytes(wav(tone, level))
        return file


class _Player:
    """A program of the system that plays files. One that still plays is ended before the next tone begins."""

    def __init__(self, program: str, parent: QObject) -> None:
        self._files, self._next = _Files(), ""
        self._process = QProcess(parent)
        self._process.setProgram(program)
        self._process.finished.connect(self._begin)

    def say(self, tone: Tone, level: int) -> None:
        """Begins a tone, or cuts off the one that sounds: its end begins this one."""
        self._next = str(self._files.file(tone, level))
        if self._process.state() == QProcess.ProcessState.NotRunning:
            self._begin()
        else:
            self._process.kill()

    def _begin(self) -> None:
        if self._next:
            self._process.setArguments([self._next])
            self._next = ""
            self._process.start()


class _Windows(_Files):
    """Windows' own way, without Qt's multimedia in the bundle: files that it plays in the background, newest wins."""

    def say(self, tone: Tone, level: int) -> None:
        """Begins a tone; one that sounds is cut off by Windows."""
        file = self.file(tone, level)
        if sys.platform == "win32":  # pragma: no cover
            import winsound

            try:
                winsound.PlaySound(str(file), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)
            except RuntimeError as reason:
                log.info("No sound: %s", reason)
