"""Tones that tell what became of a scan, synthesised at start. Silent where there is no sound; knows no scanner.

All lie below 1.4 kHz and differ in rhythm: a scanner itself beeps at 2 to 4 kHz when it reads, so "read" and
"understood" can't be confused. One tone at a time, the newest wins; nothing ever waits for a tone.
"""

from __future__ import annotations

import array
import logging
import math
from functools import cache
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject

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


class Sounds(QObject):
    """Plays tones if the PC can. `volume` from 0 to 100 and `muted` are the workstation's settings."""

    def __init__(self, parent: QObject | None = None, *, muted: bool = False, volume: int = 80) -> None:
        super().__init__(parent)
        self.muted, self.volume = muted, volume
        self.last: Tone | None = None  # what was asked for last, heard or not
        self.ready = False  # opened, or known that there is no sound here
        self._sink: QAudioSink | None = None
        self._buffer = QBuffer(self)
        self._bytes = QByteArray()

    def prepare(self) -> bool:
        """Opens the sound device (up to 100 ms: call it once the window stands). False = this PC stays silent."""
        self.ready = True
        try:
            from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices
        except ImportError as reason:  # libpulse is missing on Linux
            log.info("No sound: %s", reason)
            return False
        device = QMediaDevices.defaultAudioOutput()
        if device.isNull():
            log.info("No sound: the PC has no output device")
            return False
        form = QAudioFormat()
        form.setSampleRate(RATE)
        form.setChannelCount(1)
        form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._sink = QAudioSink(device, form, self)
        for tone in TONES:
            wave(tone)
        return True

    def play(self, tone: Tone) -> None:
        """Starts a tone and returns at once; a tone still sounding is cut off."""
        self.last = tone
        if self._sink is None or self.muted:
            return
        self._sink.stop()
        self._buffer.close()
        self._bytes = QByteArray(wave(tone))
        self._buffer.setBuffer(self._bytes)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._sink.setVolume(self.volume / 100)
        self._sink.start(self._buffer)
