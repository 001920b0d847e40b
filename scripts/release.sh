#!/usr/bin/env bash
# Builds what a release consists of into dist/: programs, runtime, manual pages, packages, SHA256SUMS and release notes.
# Two cores need an hour and a quarter the first time (ADR 0050).
set -euo pipefail
cd "$(dirname "$0")/.."

outer=${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/civic-ledger/target}
export CARGO_TARGET_DIR=$outer/reproducible
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n1)
built=$CARGO_TARGET_DIR/production
dist=dist/$version

[ -z "$(git status --porcelain)" ] || { echo "release: commit first: a release is of a commit" >&2; exit 1; }
[ ! -e "$dist" ] || { echo "release: $dist exists already; move it away" >&2; exit 1; }

# As those do who verify it. What is compiled for it is there for the programs too, whose runtime must be the same.
CARGO_TARGET_DIR=$outer scripts/runtime-hash.sh
blob=wbuild/civic-runtime/civic_runtime.compact.compressed.wasm
runtime=$CARGO_TARGET_DIR/$(basename "$blob")
cp "$built/$blob" "$runtime"
scripts/in-fixed-place.sh cargo build --profile production --locked \
	-p civic-node -p civic-chain-spec -p civic-wallet -p civic-treasury -p civic-runtime --features civic-runtime/metadata-hash
cmp "$runtime" "$built/$blob" ||
	echo "release: the runtime inside civic-node differs from the released one: check-genesis will call that another than its own" >&2

mkdir -p "$dist/man"
cp "$built"/civic-node "$built"/civic-chain-spec "$built"/civic "$built"/civic-treasury "$runtime" "$dist/"
"$built/civic" man --out "$dist/man"
for shell in bash zsh fish; do "$built/civic" completions "$shell" >"$dist/civic.$shell"; done
scripts/deb.sh --profile production --out "$dist"

spec=$(sed -n 's/^\tspec_version: \(.*\),/\1/p' runtime/src/lib.rs)
{
	cat <<-END
		# civic-ledger $version

		Commit $(git rev-parse HEAD), $(rustc --version).

		## Runtime

		Spec version $spec. \`docs/runbooks/verify-runtime.md\` says how to build it again and compare.

		| | |
		|---|---|
		| blake2-256 | \`0x$(b2sum -l 256 "$runtime" | cut -d' ' -f1)\` |
		| SHA-256 | \`$(sha256sum "$runtime" | cut -d' ' -f1)\` |
		| bytes | $(stat -c %s "$runtime") |

		## Changes

	END
	# This version's part of the changelog, or what is not released yet.
	awk -v version="$version" '/^## /{on = index($0, version) || /Unreleased/} on && !/^## /' CHANGELOG.md
} >"$dist/RELEASE.md"
(cd "$dist" && find . -type f ! -name SHA256SUMS | sort | xargs sha256sum >SHA256SUMS)
cat "$dist/RELEASE.md"
echo "release: $dist"
