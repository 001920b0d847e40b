#!/usr/bin/env bash
# Runs a command where nothing of this machine shows, so that what it builds is the same everywhere: the checkout
# (read-only), the target folder, Cargo's home and the toolchain lie at fixed places under /mnt, for this command alone
# (a mount namespace), and the environment is empty. Cargo puts the place of the sources into the names of functions, so
# that changing paths in the text afterwards is not enough. ADR 0049.
#
#   scripts/in-fixed-place.sh cargo build …
#
# CARGO_TARGET_DIR is the target folder outside; what is built there stays there.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf 'in-fixed-place: %s\n' "$*" >&2; exit 1; }

if [ "${CIVIC_IN_FIXED_PLACE:-}" != yes ]; then
	command -v unshare >/dev/null || fail "unshare is missing (Debian package util-linux)"
	cargo_home=${CARGO_HOME:-$HOME/.cargo}
	target=${CARGO_TARGET_DIR:?"say where to build: CARGO_TARGET_DIR"}
	for settings in "$cargo_home/config.toml" "$cargo_home/config"; do
		! grep -qsE '^\[(profile|target|build)' "$settings" ||
			fail "$settings sets profiles, targets or flags, which changes what is built: move it away"
	done
	mkdir -p "$target"
	# Everything that needs the network or the user's settings, before they are gone.
	cargo fetch --locked --quiet
	sysroot=$(rustc --print sysroot)
	namespace=(--mount)
	[ "$(id -u)" -eq 0 ] || namespace+=(--user --map-root-user)
	exec env -i CIVIC_IN_FIXED_PLACE=yes \
		PATH="/mnt/rust/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" HOME=/mnt LANG=C.UTF-8 TERM=dumb \
		SOURCE="$PWD" TARGET="$target" CARGO="$cargo_home" SYSROOT="$sysroot" \
		SOURCE_DATE_EPOCH="$(git log -1 --format=%ct 2>/dev/null || echo 0)" \
		SUBSTRATE_CLI_GIT_COMMIT_HASH="$(git rev-parse HEAD 2>/dev/null || echo unknown)" \
		unshare "${namespace[@]}" "$PWD/scripts/in-fixed-place.sh" "$@"
fi

mount -t tmpfs -o mode=0755 none /mnt || fail "this machine allows no mount namespaces: run as root, or in a virtual machine"
mkdir /mnt/{civic-ledger,target,cargo,rust}
mount --bind "$SOURCE" /mnt/civic-ledger
mount -o remount,bind,ro /mnt/civic-ledger
mount --bind "$TARGET" /mnt/target
mount --bind "$CARGO" /mnt/cargo
mount --bind "$SYSROOT" /mnt/rust
unset SOURCE TARGET CARGO SYSROOT CIVIC_IN_FIXED_PLACE
export CARGO_HOME=/mnt/cargo CARGO_TARGET_DIR=/mnt/target CARGO_INCREMENTAL=0 CARGO_NET_OFFLINE=true
# The runtime's profile whatever the node's is; see `wasm_project.rs` in substrate-wasm-builder.
export WASM_BUILD_TYPE=production
# Where a panic happened, without the name of the registry's folder, which a mirror changes.
commit=$(rustc --version --verbose | sed -n 's/^commit-hash: //p')
WASM_BUILD_RUSTFLAGS="--remap-path-prefix=/mnt/rust/lib/rustlib/src/rust=/rustc/$commit"
for folder in /mnt/cargo/registry/src/*; do
	WASM_BUILD_RUSTFLAGS+=" --remap-path-prefix=$folder=/registry"
done
export WASM_BUILD_RUSTFLAGS
cd /mnt/civic-ledger
exec "$@"
