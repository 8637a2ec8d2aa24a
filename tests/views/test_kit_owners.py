"""What only one file of the views may make: message boxes and push buttons."""

from __future__ import annotations

from pathlib import Path

VIEWS = Path(__file__).resolve().parents[2] / "app" / "views"


def users_of(word: str) -> list[str]:
    return [file.name for file in sorted(VIEWS.rglob("*.py")) if word in file.read_text(encoding="utf-8")]


def test_message_boxes_are_made_in_one_file_only() -> None:
    assert users_of("QMessageBox") == ["dialogs.py"]


def test_every_button_is_one_that_no_enter_reaches() -> None:
    assert users_of("QPushButton(") == []
    assert users_of("(QPushButton)") == ["buttons.py"]
    assert users_of("QToolButton") == users_of("QDialogButtonBox") == []
