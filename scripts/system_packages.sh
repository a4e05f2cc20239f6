#!/usr/bin/env bash
# What the tests need beside Python: Chromium to drive the app, poppler and GDAL to read the exports, fonts for both
# scripts. Installs what is missing where apt may be used, else says what to install.
set -euo pipefail

packages=()
if [ -n "${KHARITA_CHROMIUM:-}" ]; then
    [ -x "$KHARITA_CHROMIUM" ] || { echo "KHARITA_CHROMIUM=$KHARITA_CHROMIUM is no program." >&2; exit 1; }
elif ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; then
    packages+=(chromium fonts-noto-core)
fi
command -v pdftotext >/dev/null || packages+=(poppler-utils)
command -v ogrinfo >/dev/null || packages+=(gdal-bin)
[ "${#packages[@]}" -eq 0 ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${packages[*]} …"
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
else
    echo "The tests need: ${packages[*]} (names of Debian packages). Install them, for example:" >&2
    echo "    sudo apt-get install ${packages[*]}" >&2
    echo "KHARITA_CHROMIUM may name a Chromium or Chrome that is elsewhere." >&2
    echo "Without them: .venv/bin/python -m pytest -m 'not browser'" >&2
    exit 1
fi
