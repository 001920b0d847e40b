#!/usr/bin/env bash
# Measures the calls of our pallets again and writes pallets/*/src/weights.rs. Takes a quarter of an hour;
# on a machine that does nothing else, and like the one a validator has.
# Names of pallets as arguments measure only those.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v frame-omni-bencher >/dev/null || {
	echo "frame-omni-bencher is missing: cargo install frame-omni-bencher --locked --version 0.28.0" >&2
	exit 1
}
target=${CARGO_TARGET_DIR:-target}
cargo build --release --locked -p civic-runtime --features runtime-benchmarks
runtime=$target/release/wbuild/civic-runtime/civic_runtime.compact.compressed.wasm

[ $# -gt 0 ] || set -- $(basename -a pallets/*/)
for pallet in "$@"; do
	frame-omni-bencher v1 benchmark pallet --runtime "$runtime" --genesis-builder-preset development \
		--pallet "pallet_$pallet" --extrinsic '*' --steps 50 --repeat 20 \
		--template runtime/weights.hbs --output "pallets/$pallet/src/weights.rs"
	# What the template's loop leaves after the last parameter.
	sed -i 's/u32, )/u32)/' "pallets/$pallet/src/weights.rs"
done
