#!/usr/bin/env bash
# Installs what the autograder needs. Gradescope runs it once, as root, when the zip is uploaded.
set -euo pipefail

root="${GRADER_AUTOGRADER_ROOT:-/autograder}"

# The first Python that is new enough and can make an environment of its own.
find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" > /dev/null &&
            "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
                2> /dev/null; then
            echo "$name"
            return
        fi
    done
}

python="$(find_python)"
if [ -z "$python" ]; then
    apt-get update
    apt-get install -y --no-install-recommends python3.11 python3.11-venv ||
        apt-get install -y --no-install-recommends python3 python3-venv
    python="$(find_python)"
fi
if [ -z "$python" ]; then
    echo "No Python 3.11 or newer can be installed here: choose a newer base image, for example" \
        "Ubuntu 24.04." >&2
    exit 1
fi

"$python" -m venv "$root/venv"
"$root/venv/bin/python" -m pip install --no-cache-dir @PIP_OPTIONS@ \
    -r "$root/source/requirements.txt"

# The checks and references are not for the code that they judge.
chmod -R go= "$root/source"
