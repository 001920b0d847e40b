#!/usr/bin/env bash
# Measures the weights again, on a machine that does nothing else and is like the one a validator has. Half an hour.
#   scripts/weights.sh [storage] [overhead] [sdk] [<our pallet> …]      nothing named: all of it
# storage    a key in ParityDB at a million claims    → runtime/src/weights/parity_db.rs (needs civic-cost: make build)
# overhead   an empty block, an empty transaction     → runtime/src/weights/{block,extrinsic}.rs
# sdk        the SDK's parts that run code of this runtime, or are in each transfer
#                                                     → runtime/src/weights/{frame_system_extensions,pallet_*}.rs
# <pallet>   ours                                     → pallets/<pallet>/src/weights.rs
set -euo pipefail
cd "$(dirname "$0")/.."

command -v frame-omni-bencher >/dev/null || {
	echo "frame-omni-bencher is missing: cargo install frame-omni-bencher --locked --version 0.28.0" >&2
	exit 1
}
target=${CARGO_TARGET_DIR:-target}
# By itself: a node built after it would carry the runtime with benchmarks.
benchmarks=$target/runtime-benchmarks
runtime=$benchmarks/release/wbuild/civic-runtime/civic_runtime.compact.compressed.wasm
weights=runtime/src/weights
# A third more than measured for what depends on the machine's other work.
margin=1.33

[ $# -gt 0 ] || set -- storage overhead sdk $(basename -a pallets/*/)

cargo build --release --locked --target-dir "$benchmarks" -p civic-runtime --features runtime-benchmarks

bencher() {
	# What the runtime would write into a log has no place in what is measured.
	RUST_LOG=off frame-omni-bencher v1 benchmark "$@" --runtime "$runtime" --genesis-builder-preset development
}

overhead() {
	local folder
	folder=$(mktemp -d)
	bencher overhead --warmup 20 --repeat 200 --mul "$margin" --weight-path "$folder"
	for what in block extrinsic; do
		# The runtime has these through frame-support; no build machine's name and folders belong into it.
		sed -e 's/sp_core::parameter_types/frame_support::parameter_types/' -e 's/sp_weights::/frame_support::weights::/' \
			-e '1{/^$/d}' -e '/HOSTNAME/d' -e '/WEIGHT-PATH/d' -e '/^\/\/ Executed Command/,/^$/d' -e '/^#\[cfg(test)\]/,$d' \
			"$folder/${what}_weights.rs" >"$weights/$what.rs"
	done
	rm -r "$folder"
}

sdk() {
	for pallet in frame_system_extensions pallet_balances pallet_parameters pallet_referenda pallet_transaction_payment; do
		bencher pallet --pallet "$pallet" --extrinsic '*' --steps 50 --repeat 20 --template runtime/sdk-weights.hbs \
			--output "$weights/$pallet.rs"
		sed -i -e 's/u32, )/u32)/' -e 's/frame_system_extensions::WeightInfo/frame_system::ExtensionsWeightInfo/' \
			"$weights/$pallet.rs"
	done
}

ours() {
	bencher pallet --pallet "pallet_$1" --extrinsic '*' --steps 50 --repeat 20 \
		--template runtime/weights.hbs --output "pallets/$1/src/weights.rs"
	# What the template's loop leaves after the last parameter.
	sed -i 's/u32, )/u32)/' "pallets/$1/src/weights.rs"
}

for what in "$@"; do
	case $what in
	storage) "$target/release/civic-cost" --weights "$weights/parity_db.rs" ;;
	overhead | sdk) "$what" ;;
	*) ours "$what" ;;
	esac
done
