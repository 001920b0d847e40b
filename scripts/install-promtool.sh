#!/usr/bin/env bash
# Makes promtool (the checker of Prometheus' rules) available to the tests. Safe to run again. The program alone is taken
# out of the distribution's package `prometheus`: a developer's machine need not run a Prometheus.
set -euo pipefail

tools=${XDG_CACHE_HOME:-$HOME/.cache}/civic-ledger/tools
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

say() { printf 'setup: promtool: %s\n' "$*"; }

if command -v promtool >/dev/null || "$tools/promtool" --version >/dev/null 2>&1; then say "ready"; exit; fi
if command -v apt-get >/dev/null; then
	# The package lists of a fresh machine are empty or old.
	(cd "$scratch" && { apt-get -qq download prometheus 2>/dev/null ||
		{ { [ "$(id -u)" -eq 0 ] && apt-get -qq update || sudo apt-get -qq update; } && apt-get -qq download prometheus; }; } 2>apt.log) || true
	if dpkg-deb -x "$scratch"/prometheus_*.deb "$scratch/root" 2>/dev/null; then
		mkdir -p "$tools"
		# Moved into place whole: another clone's set-up may run at the same time.
		cp "$scratch/root/usr/bin/promtool" "$tools/promtool.$$" && mv "$tools/promtool.$$" "$tools/promtool"
		"$tools/promtool" --version >/dev/null && say "installed to $tools" && exit
	fi
fi
cat "$scratch/apt.log" >&2 2>/dev/null || true
# Everything else works without it: no reason to stop here.
say "could not be installed: put it on the PATH (it is part of Prometheus), or the test of monitoring/ fails" >&2
