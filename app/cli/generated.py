"""Writes docs/generated: rulebook, workflows, permissions, settings, command line. Reads declarations, keeps none."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.cli import rulebook
from app.core.desk import REGISTRY
from app.core.settings import Setting
from app.core.workflow import Workflow
from app.services.kinds import KINDS
from app.services.roles import GRANTS, SHIPPED

_MARK = "<!-- Written by “python3 dev.py docs”; edits are lost. -->\n\n"
_RULE = re.compile(r"\b(?:R\d{1,3}|SD\d{1,2})\b")


def pages(tests: Path | None, parser: argparse.ArgumentParser) -> dict[str, str]:
    """File name → text of every generated page. `tests` is the folder of the tests, where there is one."""
    return {
        "rulebook.md": _MARK + _rulebook(tests),
        "workflows.md": _MARK + _workflows(),
        "permissions.md": _MARK + _permissions(),
        "settings.md": _MARK + _settings(),
        "cli.md": _MARK + _cli(parser),
    }


def _carried() -> dict[str, list[str]]:
    """Rule → the steps, use-cases and kinds that carry it out."""
    found: dict[str, list[str]] = {}
    for kind in KINDS:
        for rule in kind.rules:
            found.setdefault(rule, []).append(f"{kind.name}")
        for step in kind.workflow.steps if kind.workflow else ():
            for rule in step.rules:
                found.setdefault(rule, []).append(f"{kind.name}: {step.name}")
    for name, case in sorted(REGISTRY.items()):
        for rule in case.rules:
            found.setdefault(rule, []).append(name)
    for name, setting in _registered().items():
        if setting.rule:
            found.setdefault(setting.rule, []).append(f"setting {name}")
    return found


def _registered() -> dict[str, Setting[Any]]:
    from app.services.settings import registered

    return registered()


def proofs(tests: Path | None) -> dict[str, list[str]]:
    """Rule → tests that name it, by file and function: in the name, the docstring or the body."""
    found: dict[str, list[str]] = {}
    for file in sorted(tests.rglob("test_*.py")) if tests else ():
        if file.parent.name == "house":
            continue
        for part in re.split(r"(?m)^(?=(?:async )?def test_|    def test_)", file.read_text(encoding="utf-8"))[1:]:
            name = part.split("def ", 1)[1].split("(", 1)[0]
            for rule in dict.fromkeys(_RULE.findall(part)):
                found.setdefault(rule, []).append(f"{file.stem}::{name}")
    return found


def _rulebook(tests: Path | None) -> str:
    carried, proven = _carried(), proofs(tests)

    def row(rule: str, english: str, chinese: str) -> str:
        said = proven.get(rule, [])
        more = f" and {len(said) - 3} more" if len(said) > 3 else ""
        named = ", ".join(f"`{t}`" for t in said[:3]) + more
        return f"| {rule} | {english} | {chinese} | {', '.join(carried.get(rule, [])) or '–'} | {named or '–'} |"

    lines = ["# Rulebook → step → test", "", "A dash: the part of the program that carries it out is not built yet."]
    head = ["", "| Rule | What | 内容 | Carried out by | Tests |", "|---|---|---|---|---|"]
    for english, chinese, rules in rulebook.chapters():
        lines += ["", f"## {english} {chinese}", *head, *(row(*rule) for rule in rules)]
    lines += ["", "## Separation of duties 职责分离", *head]
    lines += [row(rule, *titles) for rule, titles in rulebook.DUTIES.items()]
    return "\n".join(lines) + "\n"


def diagram(workflow: Workflow) -> str:
    """A workflow as a mermaid state diagram."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {workflow.start}"]
    lines += [f"    {s.code}: {s.label}" for s in workflow.states]
    for step in workflow.steps:
        sign = " ✍" if step.sign else ""
        lines += [f"    {source} --> {step.target}: {step.label}{sign}" for source in step.source]
    lines += [f"    {s.code} --> [*]" for s in workflow.states if workflow.final(s.code)]
    return "\n".join([*lines, "```"])


def _workflows() -> str:
    out = ["# Workflows", "", "✍ = signed with a PIN."]
    for kind in KINDS:
        if kind.workflow is None:
            continue
        out += ["", f"## {kind.plural}", "", diagram(kind.workflow), ""]
        out += ["| Step | From | To | Who may | Rules | Asks |", "|---|---|---|---|---|---|"]
        for step in kind.workflow.steps:
            who = GRANTS.get(step.allow.code, "–")
            asks = ", ".join(f"{f.name}{'' if f.required else '?'}" for f in step.asks) or "–"
            rules = " ".join(step.rules) or "–"
            out.append(
                f"| `{step.name}` {step.label} | {', '.join(step.source)} | {step.target} | {who} | {rules} | {asks} |"
            )
    return "\n".join(out) + "\n"


def _permissions() -> str:
    codes = [r.code for r in SHIPPED]
    out = [
        "# Who may do what, as shipped",
        "",
        "| Permission | " + " | ".join(codes) + " |",
        "|---" * (len(codes) + 1) + "|",
    ]
    for permission, holders in GRANTS.items():
        held = set(holders.split())
        out.append(f"| `{permission}` | " + " | ".join("✓" if c in held else "" for c in codes) + " |")
    out += ["", *(f"- **{r.code}** {r.name_en} {r.name_zh}" for r in SHIPPED)]
    return "\n".join(out) + "\n"


def _settings() -> str:
    out = ["# Settings", "", "| Key | What | Shape | Default | Rule | Help |", "|---|---|---|---|---|---|"]
    for key, setting in _registered().items():
        default = getattr(setting, "default", "")
        said = {n: str(getattr(setting, n, "")) for n in ("label", "shape", "rule", "help")}
        out.append(
            f"| `{key}` | {said['label']} | {said['shape']} | {default} | {said['rule'] or '–'} | {said['help']} |"
        )
    return "\n".join(out) + "\n"


def _verbs(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def _options(verb: argparse.ArgumentParser) -> list[str]:
    shared = {"--data", "--database", "--user", "--signer", "--lang", "--json", "--debug", "--help"}
    out = []
    for action in verb._actions:
        if shared & set(action.option_strings):
            continue
        name = " ".join(
            filter(None, (action.option_strings[-1] if action.option_strings else "", str(action.metavar or "")))
        )
        out.append(f"- `{name}` {action.help or ''}".rstrip())
    return out


def _cli(parser: argparse.ArgumentParser) -> str:
    out = ["# Command line", "", parser.description or "", "", "```text", (parser.epilog or "").rstrip(), "```"]
    for name, verb in _verbs(parser):
        out += ["", f"## {name}", "", verb.description or "", "", *_options(verb)]
        out += ["", "```text", (verb.epilog or "").rstrip(), "```"]
    out += ["", "## Use-cases for `run`", "", "| Name | Takes | What |", "|---|---|---|"]
    for name, case in sorted(REGISTRY.items()):
        takes = ", ".join(f"[{n}]" if p.default is not p.empty else n for n, p in case.signature.parameters.items())
        what = case.doc.replace("|", "\\|")
        out.append(f"| `{name}` | {takes or '–'} | {what} |")
    return "\n".join(out) + "\n"
