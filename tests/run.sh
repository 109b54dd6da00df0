#!/usr/bin/env bash
# Sets up all that is needed, then opens the sample study or runs every check.
#
#   bash tests/run.sh demo    napari with the sample study; without a screen, a screenshot of it
#   bash tests/run.sh test    formatting, lint, types, manifest and tests
#
# Python packages go into .venv, made again when pyproject.toml changes. On Debian and Ubuntu missing
# system libraries are installed by apt, as root or by sudo; where neither is there, the command to
# run is printed. PYTHON=python3.12 picks another Python.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

PYTHON=${PYTHON:-python3}
SYSTEM_PACKAGES=(
    xvfb xauth fonts-dejavu-core libegl1 libgl1 libgl1-mesa-dri libglib2.0-0 libopengl0
    libdbus-1-3 libfontconfig1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0
    libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xfixes0 libxcb-xinerama0
    libxcb-xkb1
)

main() {
    case ${1:-} in
        # one command a line: behind && a failing step inside set_up would not end the script
        demo)
            set_up all
            .venv/bin/napari-dicom demo
            ;;
        test)
            set_up test,dev
            check
            ;;
        *)
            sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
            exit 2
            ;;
    esac
}

set_up() {
    install_system_packages
    make_environment
    local wanted
    wanted=$(cat pyproject.toml <("$PYTHON" --version) | cksum)
    if [ "$(cat ".venv/installed-$1" 2>/dev/null)" != "$wanted" ]; then
        echo "Installing napari-dicom[$1] and what it needs into .venv (some minutes) ..."
        .venv/bin/python -m pip install --quiet --editable ".[$1]"
        echo "$wanted" >".venv/installed-$1"
    fi
}

install_system_packages() {
    if ! command -v apt-get >/dev/null; then
        return # not Debian: Qt's libraries come with the desktop
    fi
    local missing=() package
    for package in "${SYSTEM_PACKAGES[@]}"; do
        is_installed "$package" || missing+=("$package")
    done
    if ! command -v "$PYTHON" >/dev/null || ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
        missing+=(python3 python3-venv)
    fi
    if [ ${#missing[@]} -eq 0 ]; then
        return
    fi
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        as_root=(sudo)
        if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
            echo "These system packages are missing. As root, run:"
            echo "  apt-get update && apt-get install -y ${missing[*]}"
            echo "then run this command again."
            exit 1
        fi
    fi
    echo "Installing system packages: ${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends "${missing[@]}" >/dev/null
}

is_installed() { # newer releases add t64 to some names
    local states
    states=$(dpkg-query -W -f '${db:Status-Status} ' "$1" "$1t64" 2>/dev/null) || true
    [[ " $states" == *" installed "* ]]
}

make_environment() {
    "$PYTHON" - <<'END'
import sys
if sys.version_info < (3, 11):
    sys.exit(f"napari-dicom needs Python 3.11 or newer, this is {sys.version.split()[0]}: "
             "name another, for instance PYTHON=python3.12")
END
    if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
        rm -rf .venv
        "$PYTHON" -m venv .venv
    fi
}

check() {
    local failed=()
    run .venv/bin/ruff format --check
    run .venv/bin/ruff check
    run .venv/bin/mypy
    run .venv/bin/npe2 validate --imports src/napari_dicom/napari.yaml
    run "${VIRTUAL_DISPLAY[@]}" .venv/bin/python -m pytest -n 2
    if [ ${#failed[@]} -gt 0 ]; then
        printf 'FAILED: %s\n' "${failed[@]}"
        exit 1
    fi
    echo "All checks passed."
}

run() {
    echo "--- $*"
    "$@" </dev/null || failed+=("$*")
}

VIRTUAL_DISPLAY=()
if command -v xvfb-run >/dev/null; then
    VIRTUAL_DISPLAY=(xvfb-run --auto-servernum --server-args "-screen 0 1600x1000x24")
fi

main "$@"
