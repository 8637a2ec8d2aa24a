"""The one style sheet, as a template over the tokens and sizes of theme.py. It knows no colour of its own.

`{ink}` is a token, `{s32}` 32 px at the zoom in force, `{r_card}` a radius, `{marks}` the folder of small pictures.
Focus rings take the place of the border plus one pixel of padding, so that nothing moves when the focus comes.
"""

from __future__ import annotations

SHEET = """
* {{ outline: 0; }}
QWidget {{ color: {ink}; font-size: {s14}; }}
QToolTip {{ background: {ink}; color: {surface}; border: 0; padding: 4px 8px; }}
QMainWindow, QFrame[kind="canvas"], QWidget[kind="canvas"] {{ background: {canvas}; }}
QFrame[kind="topbar"] {{ background: {chrome}; border: 0; border-bottom: 1px solid {line}; }}
QFrame[kind="rail"] {{ background: {chrome}; border: 0; border-right: 1px solid {line}; }}
QFrame[kind="keyline"] {{ background: {chrome}; border: 0; border-top: 1px solid {line}; }}
QFrame[kind="card"] {{ background: {surface}; border: 1px solid {line}; border-radius: {r_card}; }}
QFrame[kind="sunken"] {{ background: {sunken}; border: 1px solid {line}; border-radius: {r_card}; }}
QFrame[kind="hero"] {{ background: {surface}; border: 1px solid {line}; border-left: 4px solid {bad};
    border-radius: {r_card}; }}
QFrame[kind="popup"] {{ background: {surface}; border: 1px solid {edge}; border-radius: {r_popup}; }}
QFrame[kind="sidesheet"] {{ background: {surface}; border: 0; border-left: 1px solid {edge}; }}
QFrame[kind="toast"] {{ background: {ink}; border: 0; border-radius: {r_popup}; }}
QFrame[kind="toast"] QLabel {{ color: {surface}; }}
QFrame[kind="rule"] {{ background: {line}; border: 0; max-height: 1px; min-height: 1px; }}
QFrame[kind="vrule"] {{ background: {line}; border: 0; max-width: 1px; min-width: 1px; }}
QFrame[kind="box"] {{ background: {surface}; border: 1px solid {edge}; border-radius: {r_control}; }}
QFrame[kind="box"][here="true"] {{ border: 2px solid {accent_ink}; }}

QLabel {{ background: transparent; border: 0; }}
QLabel[role="caption"], QLabel[role="label"] {{ font-size: {s12}; color: {ink2}; }}
QLabel[role="caption_bold"] {{ font-size: {s12}; font-weight: 700; }}
QLabel[role="muted"] {{ color: {ink2}; }}
QLabel[role="strong"], QLabel[role="section"] {{ font-weight: 700; }}
QLabel[role="title"] {{ font-size: {s20}; font-weight: 700; }}
QLabel[role="figure"] {{ font-size: {s28}; font-weight: 700; }}
QLabel[role="scan"] {{ font-size: {s22}; }}
QLabel[role="scan_bold"] {{ font-size: {s22}; font-weight: 700; }}
QLabel[role="far"] {{ font-size: {s44}; font-weight: 700; }}
QLabel[tone="ink2"] {{ color: {ink2}; }} QLabel[tone="ink3"] {{ color: {ink3}; }}
QLabel[tone="ok"] {{ color: {ok}; }} QLabel[tone="warn"] {{ color: {warn}; }} QLabel[tone="bad"] {{ color: {bad}; }}
QLabel[tone="wait"] {{ color: {wait}; }} QLabel[tone="accent"] {{ color: {accent_ink}; }}
QLabel[tone="struck"] {{ color: {ink2}; text-decoration: line-through; }}
QLabel[kind="keycap"] {{ background: {surface}; color: {ink2}; border: 1px solid {edge}; border-radius: 3px;
    padding: 0 4px; font-size: {s12}; min-height: {s16}; }}

QPushButton {{ background: {surface}; color: {ink}; border: 1px solid {edge}; border-radius: {r_control};
    padding: 0 {s12}; min-height: {s30}; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:focus {{ border: 2px solid {accent_ink}; padding: 0 {s11}; min-height: {s28}; }}
QPushButton:disabled, QPushButton[off="true"] {{ color: {ink3}; border: 1px dashed {edge}; background: transparent; }}
QPushButton[off="true"]:focus {{ border: 2px dashed {accent_ink}; }}
QPushButton[kind="primary"] {{ background: {accent}; color: {on_accent}; border: 1px solid {accent}; font-weight: 700;
    padding: 0 {s16}; }}
QPushButton[kind="primary"]:hover {{ background: {accent_hover}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {ink}; padding: 0 {s15}; }}
QPushButton[kind="primary"][scale="big"] {{ min-height: {s54}; font-size: {s20}; }}
QPushButton[kind="quiet"] {{ background: transparent; border: 1px solid transparent; padding: 0 {s8}; color: {ink2}; }}
QPushButton[kind="quiet"]:hover {{ background: {hover}; }}
QPushButton[kind="quiet"]:focus {{ border: 2px solid {accent_ink}; padding: 0 {s7}; }}
QPushButton[kind="link"] {{ background: transparent; border: 1px solid transparent; padding: 0 {s2};
    color: {accent_ink}; min-height: {s20}; text-align: left; }}
QPushButton[kind="link"]:focus {{ border: 2px solid {accent_ink}; padding: 0 1px; min-height: {s18}; }}
QPushButton[kind="danger"] {{ color: {bad}; border-color: {bad}; }}
QPushButton[kind="view"] {{ background: transparent; border: 2px solid transparent; border-radius: 0; padding: 0 {s2};
    color: {ink2}; }}
QPushButton[kind="view"]:hover {{ color: {ink}; }}
QPushButton[kind="view"]:checked {{ color: {accent_ink}; border-bottom: 2px solid {accent_ink}; font-weight: 700; }}
QPushButton[kind="view"]:focus {{ border: 2px solid {accent_ink}; border-radius: {r_control}; padding: 0 {s2};
    min-height: {s30}; }}
QPushButton[kind="seg"] {{ padding: 0 {s8}; }}
QPushButton[kind="seg"]:checked {{ background: {accent_soft}; border: 2px solid {accent_ink}; color: {accent_ink};
    font-weight: 700; padding: 0 {s7}; min-height: {s28}; }}
QPushButton[kind="seg"]:focus {{ border: 2px solid {accent_ink}; padding: 0 {s7}; min-height: {s28}; }}
QPushButton[kind="seg"]:checked:focus {{ border: 2px solid {ink}; }}
QPushButton[kind="big"] {{ min-height: {s54}; font-size: {s20}; font-weight: 700; }}
QPushButton[kind="big"]:focus {{ min-height: {s52}; }}
QPushButton[kind="pad"] {{ min-height: {s60}; font-size: {s28}; font-weight: 700;
    border: 1px solid {line}; padding: 0; }}
QPushButton[kind="pad"]:hover {{ border: 1px solid {edge}; }}
QPushButton[kind="pad"]:focus {{ border: 2px solid {accent_ink}; min-height: {s58}; }}
QPushButton[kind="pad"][scale="word"] {{ font-size: {s14}; }}
QPushButton[kind="pad"][low="true"] {{ min-height: {s46}; font-size: {s20}; }}
QPushButton[kind="pad"][low="true"][scale="word"] {{ font-size: {s14}; }}
QPushButton[kind="drop"] {{ text-align: left; padding: 0 {s28} 0 {s8}; }}
QPushButton[kind="drop"]:focus {{ padding: 0 {s27} 0 {s7}; }}
QPushButton[kind="tile"] {{ border: 1px solid {line}; border-radius: {r_card}; padding: 0; text-align: left;
    min-height: {s82}; }}
QPushButton[kind="tile"][low="true"] {{ min-height: {s54}; }}
QPushButton[kind="tile"]:disabled {{ border: 1px dashed {edge}; background: transparent; }}
QPushButton[kind="tile"]:checked {{ background: {accent_soft}; border: 2px solid {accent_ink}; }}
QPushButton[kind="tile"]:focus {{ border: 2px solid {accent_ink}; }}
QPushButton[kind="tile"]:checked:focus {{ border: 2px solid {ink}; }}
QPushButton[kind="tile"]:checked, QPushButton[kind="tile"]:focus {{ min-height: {s80}; }}
QPushButton[kind="tile"][low="true"]:checked, QPushButton[kind="tile"][low="true"]:focus {{ min-height: {s52}; }}
QPushButton[kind="rail"] {{ background: transparent; border: 0; padding: 0; }}
QPushButton[kind="chip"] {{ background: {accent_soft}; color: {accent_ink}; border: 1px solid {accent_soft};
    text-align: left; padding: 0 {s8}; min-height: {s22}; }}
QPushButton[kind="chip"]:focus {{ border: 2px solid {accent_ink}; padding: 0 {s7}; min-height: {s20}; }}
QPushButton[kind="missing"] {{ background: {warn_soft}; color: {warn}; border: 1px solid {warn_soft};
    font-weight: 700; padding: 0 {s8}; min-height: {s26}; }}
QPushButton[kind="missing"]:focus {{ border: 2px solid {accent_ink}; padding: 0 {s7}; min-height: {s24}; }}
QPushButton[kind="toast"] {{ background: transparent; border: 1px solid {surface}; color: {surface};
    min-height: {s26}; }}
QPushButton[kind="toast"]:focus {{ border: 2px solid {surface}; min-height: {s24}; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}

QLineEdit, QPlainTextEdit, QComboBox {{ background: {surface}; border: 1px solid {edge}; border-radius: {r_control};
    padding: 0 {s8}; min-height: {s30}; selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit:focus, QComboBox:focus {{ border: 2px solid {accent_ink}; padding: 0 {s7}; min-height: {s28}; }}
QLineEdit[state="warn"], QPlainTextEdit[state="warn"] {{ border: 2px solid {warn}; background: {warn_soft};
    padding: 0 {s7}; min-height: {s28}; }}
QLineEdit[state="bad"], QPlainTextEdit[state="bad"] {{ border: 2px solid {bad}; background: {bad_soft};
    padding: 0 {s7}; min-height: {s28}; }}
QLineEdit[state="warn"]:focus, QLineEdit[state="bad"]:focus {{ border: 2px solid {accent_ink}; }}
QLineEdit[kind="bare"] {{ background: transparent; border: 0; padding: 0; min-height: {s28}; }}
QLineEdit[kind="cell"] {{ border: 2px solid {accent_ink}; border-radius: 0; padding: 0 {s6}; min-height: {s22}; }}
QLineEdit:read-only {{ background: transparent; border: 1px solid transparent; padding: 0; }}
QLineEdit:read-only:focus {{ border: 2px solid {accent_ink}; }}
QPlainTextEdit {{ padding: {s4} {s6}; }}
QPlainTextEdit:focus {{ border: 2px solid {accent_ink}; padding: {s3} {s5}; }}
QTextBrowser {{ background: transparent; border: 2px solid transparent; }}
QTextBrowser:focus {{ border: 2px solid {accent_ink}; border-radius: {r_control}; }}
QComboBox::drop-down {{ border: 0; width: {s24}; }}
QComboBox::down-arrow {{ image: url({marks}/chevron-down-{theme}.svg); width: {s16}; height: {s16}; }}

QTableView, QListView {{ background: {surface}; border: 2px solid transparent; gridline-color: {line};
    selection-background-color: {select}; selection-color: {ink}; }}
QTableView:focus, QListView:focus {{ border: 2px solid {accent_ink}; border-radius: {r_control}; }}
QListView::item {{ min-height: {s32}; padding: 0 {s8}; border: 0; }}
QListView::item:hover {{ background: {hover}; }}
QListView::item:selected {{ background: {select}; color: {ink}; }}
QHeaderView {{ background: {surface}; border: 0; }}
QHeaderView::section {{ background: {surface}; color: {ink2}; font-size: {s12}; border: 0;
    border-bottom: 1px solid {edge}; padding: 0 {s8}; height: {s32}; }}
QHeaderView::up-arrow {{ image: url({marks}/arrow-up-{theme}.svg); width: {s12}; height: {s12};
    subcontrol-position: center right; right: 1px; }}
QHeaderView::down-arrow {{ image: url({marks}/arrow-down-{theme}.svg); width: {s12}; height: {s12};
    subcontrol-position: center right; right: 1px; }}

QScrollBar:vertical {{ background: transparent; width: {s10}; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {s10}; margin: 0; }}
QScrollBar::handle:vertical {{ background: {edge}; border-radius: 2px; min-height: {s32}; margin: 2px 3px; }}
QScrollBar::handle:horizontal {{ background: {edge}; border-radius: 2px; min-width: {s32}; margin: 3px 2px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent;
    height: 0; width: 0; }}
QCheckBox, QRadioButton {{ spacing: {s8}; min-height: {s28}; background: transparent; padding: 0 {s4};
    border: 2px solid transparent; border-radius: {r_control}; }}
QCheckBox[low="true"] {{ min-height: {s22}; }}
QCheckBox:focus, QRadioButton:focus {{ border: 2px solid {accent_ink}; }}
QCheckBox::indicator {{ width: {s16}; height: {s16}; border: 1px solid {edge}; border-radius: 3px;
    background: {surface}; }}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; image: url({marks}/check.svg); }}
QCheckBox:disabled {{ color: {ink3}; }}
QRadioButton::indicator {{ width: {s16}; height: {s16}; border: 1px solid {edge}; border-radius: {s9};
    background: {surface}; }}
QRadioButton::indicator:checked {{ background: {accent}; border-color: {accent}; image: url({marks}/dot.svg); }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: 0; }}
QScrollArea:focus {{ border: 2px solid {accent_ink}; border-radius: {r_control}; }}
QMenu {{ background: {surface}; border: 1px solid {edge}; padding: {s4} 0; }}
QMenu::item {{ padding: {s6} {s24} {s6} {s12}; }}
QMenu::item:selected {{ background: {select}; color: {ink}; }}
QMenu::item:disabled {{ color: {ink3}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: {s4} 0; }}
QMenu::icon {{ padding-left: {s8}; }}
QSplitter::handle {{ background: transparent; }}
QCalendarWidget QAbstractItemView {{ selection-background-color: {accent}; selection-color: {on_accent}; }}
"""


def family_rules(family: str, ink: str, soft: str) -> str:
    """What a message bar, a boxed remark or a dot of this state family wears."""
    remark = f"background: {soft}; border: 1px solid {ink}; border-radius: 4px;"
    return (
        f'QFrame[kind="remark"][family="{family}"] {{ {remark} }}\n'
        f'QFrame[kind="message"][family="{family}"] {{ {remark} border-left: 4px solid {ink}; }}\n'
    )
