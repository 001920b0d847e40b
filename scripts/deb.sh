#!/usr/bin/env bash
# Puts the programs that are built already into Debian packages: civic-node (with civic-chain-spec, the systemd unit, the
# runbooks and what monitoring needs), civic (the wallet) and civic-treasury (with its unit, settings and alert rules).
#
#   scripts/deb.sh [--profile release|production] [--out FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."

profile=release out=dist
while [ $# -gt 0 ]; do
	case $1 in
	--profile) profile=$2 ;;
	--out) out=$2 ;;
	*) echo "deb: what is $1? usage: deb.sh [--profile release|production] [--out FOLDER]" >&2; exit 2 ;;
	esac
	shift 2
done
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/civic-ledger/target}

# Another target folder: the workspace's is not to be filled with it.
command -v cargo-deb >/dev/null ||
	CARGO_TARGET_DIR=$CARGO_TARGET_DIR/cargo-deb cargo install cargo-deb --locked --version 3.8.0 --quiet
for program in civic-node civic-chain-spec civic civic-treasury; do
	[ -x "$CARGO_TARGET_DIR/$profile/$program" ] ||
		{ echo "deb: $CARGO_TARGET_DIR/$profile/$program is missing: make build" >&2; exit 1; }
done
# Manual pages and completions come out of the program itself.
pages=$CARGO_TARGET_DIR/$profile/pages
rm -rf "$pages" && mkdir -p "$pages/man"
"$CARGO_TARGET_DIR/$profile/civic" man --out "$pages/man"
gzip --best --no-name "$pages"/man/*
"$CARGO_TARGET_DIR/$profile/civic" completions bash >"$pages/civic"
"$CARGO_TARGET_DIR/$profile/civic" completions zsh >"$pages/_civic"
"$CARGO_TARGET_DIR/$profile/civic" completions fish >"$pages/civic.fish"

mkdir -p "$out"
for package in civic-node civic-wallet civic-treasury; do
	cargo deb --quiet --no-build --locked --profile "$profile" -p "$package" --output "$out"
done
ls -l "$out"/*.deb
