"""What the system says of a failure, in the words of people."""

from __future__ import annotations

import errno

import pytest

from app.core import i18n
from app.core.errors import why
from app.core.i18n import tr


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TimeoutError(), "no answer came in time"),
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError(errno.EXDEV, "Invalid cross-device link"), "Invalid cross-device link"),
        (ValueError("odd"), "odd"),
        (ValueError(), "ValueError"),
    ],
)
def test_a_failure_is_said_in_words_we_know_or_as_the_system_says_it(error: Exception, said: str) -> None:
    with i18n.language("en"):
        assert tr(why(error)) == said
    with i18n.language("zh_CN"):
        assert tr(why(OSError(errno.ENOSPC, ""))) == "磁盘已满"
