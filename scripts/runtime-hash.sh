#!/usr/bin/env bash
# Builds the runtime as releases carry it and prints its hashes, which anybody who builds the same commit with the same
# compiler gets too.
#
#   scripts/runtime-hash.sh           build, print, and leave the blob where the last line says
#   scripts/runtime-hash.sh --twice   build again from another folder into another one; fail when the hashes differ
set -euo pipefail
cd "$(dirname "$0")/.."

# What release notes are made with.
wanted=1.95.0
target=${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/civic-ledger/target}/reproducible
blob=production/wbuild/civic-runtime/civic_runtime.compact.compressed.wasm

# A check runs the build script, which is what compiles the runtime, and spares compiling it for this machine.
build() { CARGO_TARGET_DIR="$1" scripts/in-fixed-place.sh cargo check --profile production --locked -p civic-runtime --features metadata-hash; }
blake2() { b2sum -l 256 "$1" | cut -d' ' -f1; }

# Two builds by one compiler agree whichever it is.
if [ "${1:-}" != --twice ] && [ "$(rustc --version | cut -d' ' -f2)" != "$wanted" ]; then
	cat >&2 <<-END
		runtime-hash: release notes are made with rustc $wanted, this is $(rustc --version | cut -d' ' -f2), and another compiler gives another hash:
		  rustup toolchain install $wanted --target wasm32v1-none && RUSTUP_TOOLCHAIN=$wanted make runtime-hash
	END
	exit 1
fi

if [ "${1:-}" = --twice ]; then
	scratch=$(mktemp -d)
	trap 'rm -rf "$scratch"' EXIT
	# The commit, not what lies beside it, in two folders of different names.
	for place in one another/place; do
		mkdir -p "$scratch/$place"
		# As new, or cargo could take what was built of another commit for this one's.
		git archive HEAD | tar -x --touch -C "$scratch/$place"
	done
	(cd "$scratch/one" && build "$target")
	first=$(blake2 "$target/$blob")
	# Compiled dependencies of the build script may stay; the runtime and all that is in it are compiled anew.
	mkdir -p "$scratch/second"
	cp -a "$target/." "$scratch/second/"
	rm -rf "$scratch/second/production/wbuild" "$scratch"/second/production/build/civic-runtime-* "$scratch"/second/production/.fingerprint/civic-runtime-*
	(cd "$scratch/another/place" && build "$scratch/second")
	second=$(blake2 "$scratch/second/$blob")
	printf 'first   0x%s\nsecond  0x%s\n' "$first" "$second"
	[ "$first" = "$second" ] || { echo "runtime-hash: the two builds differ" >&2; exit 1; }
	echo "runtime-hash: the same"
	exit
fi

build "$target"
file=$target/$blob
cat <<END
runtime      $(sed -n 's/^\tspec_version: \(.*\),/spec version \1/p' runtime/src/lib.rs), commit $(git describe --always --dirty --abbrev=40)
compiler     $(rustc --version)
blake2-256   0x$(blake2 "$file")
sha-256      $(sha256sum "$file" | cut -d' ' -f1)
bytes        $(stat -c %s "$file")
file         $file
END
