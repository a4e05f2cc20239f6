#!/usr/bin/env bash
# Makes .venv with the first Python of 3.11 or newer that works here. A name on the PATH proves nothing: a pyenv shim may
# stand for a version that is not there, and Debian ships Python without ensurepip. Does nothing where .venv works.
set -euo pipefail
cd "$(dirname "$0")/.."

if .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then exit 0; fi

found=
for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$name; break; fi
done
if [ -z "$found" ]; then
    echo "Kharita needs Python 3.11 or newer; none was found. Install one, or name it: make PYTHON=/path/to/python3" >&2
    exit 1
fi
if ! "$found" -c 'import ensurepip' 2>/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
fi
rm -rf .venv
if ! "$found" -m venv .venv; then
    echo "$found cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 1
fi
