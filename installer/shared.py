"""Runs first in each program of the bundle: its modules are in one file beside them, modules.pyz, not in each program.

Windows needs two programs (a window's has no console, the command line's has one); so they do not carry 13 MB twice.
"""

import os
import sys

import pyimod01_archive
import pyimod02_importers

# Without pathlib: it is among those modules.
pyimod02_importers.pyz_archive = pyimod01_archive.ZlibArchiveReader(
    f"{sys._MEIPASS}{os.sep}modules.pyz", check_pymagic=True
)
sys.path_importer_cache.clear()  # what was looked up so far was looked up in the program's own, empty archive
