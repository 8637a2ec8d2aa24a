"""The command line as a shell starts it: a pipe that is closed, Ctrl+C. Signals as Linux sends them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from app import boot, cli

# a shell's job in the background ignores Ctrl+C, and what it starts inherits that
PROGRAM = (
    "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "runpy.run_module('app', run_name='__main__', alter_sys=True)"
)


def program(shop: str, *words: str, **more: Any) -> subprocess.Popen[bytes]:
    """The program as a shell starts it."""
    env = os.environ | {"COUNTERPART_PASSWORD": "admin-demo", "PYTHONUNBUFFERED": ""}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "--data", shop, "--lang", "en", "--user", "admin", *words],
        cwd=boot.__file__.rpartition("app")[0], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more,
    )  # fmt: skip


def test_a_reader_that_goes_away_and_ctrl_c_leave_no_traceback(tmp_path: Path) -> None:
    """`counterpart … | head -1`, and Ctrl+C while it waits for its JSON."""
    made = program(str(tmp_path), "demo", "--empty")
    assert b"admin-demo" in made.communicate()[0]
    read, stopped = (
        program(str(tmp_path), "list", "units"),
        program(str(tmp_path), "create", "bins", "--with", "-", stdin=subprocess.PIPE),
    )
    assert read.stdout is not None
    assert read.stderr is not None
    read.stdout.close()
    assert (read.stderr.read(), read.wait()) == (b"", cli.DONE)
    read.stderr.close()
    time.sleep(1)  # the second one is signed in by now and waits
    stopped.send_signal(signal.SIGINT)
    out, err = stopped.communicate()
    assert (stopped.returncode, out, err) == (cli.TROUBLE, b"", b"Stopped. Nothing is half done.\n")
