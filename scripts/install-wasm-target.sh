#!/usr/bin/env bash
# Makes the target wasm32v1-none available to the active Rust toolchain, so that the runtime can be
# compiled. Safe to run again: does nothing when the target works.
#
#   1. with rustup and its server within reach: rustup target add
#   2. otherwise, on Debian or Ubuntu: the standard library's sources of exactly this compiler's
#      version come from the distribution's rust-src package; core, alloc and compiler_builtins are
#      compiled for the target and put into the toolchain
set -euo pipefail

target=wasm32v1-none
release=$(rustc --version --verbose | sed -n 's/^release: //p')
sysroot=$(rustc --print sysroot)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

say() { printf 'setup: %s: %s\n' "$target" "$*"; }

# A program that allocates, linked with link-time optimisation as the runtime is: it compiles only
# where the whole target is usable.
write_probe() {
	mkdir -p "$scratch/probe/src"
	cat >"$scratch/probe/Cargo.toml" <<-'TOML'
		[package]
		name = "probe"
		version = "0.0.0"
		edition = "2021"
		[lib]
		crate-type = ["cdylib"]
		[profile.release]
		lto = true
		panic = "abort"
		[workspace]
	TOML
	cat >"$scratch/probe/src/lib.rs" <<-'RUST'
		#![no_std]
		extern crate alloc;
		struct Empty;
		unsafe impl core::alloc::GlobalAlloc for Empty {
			unsafe fn alloc(&self, _: core::alloc::Layout) -> *mut u8 { core::ptr::null_mut() }
			unsafe fn dealloc(&self, _: *mut u8, _: core::alloc::Layout) {}
		}
		#[global_allocator]
		static HEAP: Empty = Empty;
		#[panic_handler]
		fn stop(_: &core::panic::PanicInfo) -> ! { loop {} }
		#[no_mangle]
		pub extern "C" fn probe(n: usize) -> usize { alloc::vec![1u8; n].len() }
	RUST
}

probe() {
	env -u RUSTFLAGS -u CARGO_ENCODED_RUSTFLAGS CARGO_TARGET_DIR="$scratch/probe-target" \
		cargo build --quiet --release --target "$target" --manifest-path "$scratch/probe/Cargo.toml" "$@" 2>"$scratch/probe.log"
}

from_distribution() {
	command -v apt-get >/dev/null || return 1
	local archive suite version=
	archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/$') || return 1
	mkdir -p "$scratch"/apt/{lists/partial,cache/archives/partial} "$scratch/src"
	# A package list of its own: the machine's sources stay as they are.
	local apt=(-o "Dir::Etc::sourcelist=$scratch/apt/sources.list" -o "Dir::Etc::sourceparts=-"
		-o "Dir::State::lists=$scratch/apt/lists" -o "Dir::Cache=$scratch/apt/cache" -o "APT::Sandbox::User=root")
	for suite in trixie-backports forky sid; do
		echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $suite main" >"$scratch/apt/sources.list"
		apt-get "${apt[@]}" -qq update || continue
		version=$(apt-cache "${apt[@]}" madison rust-src | tr -d ' ' | cut -d'|' -f2 | grep -m1 "^$release+" || true)
		[ -n "$version" ] && break
	done
	[ -n "$version" ] || return 1
	(cd "$scratch" && apt-get "${apt[@]}" -qq download "rust-src=$version" && dpkg-deb -x rust-src_*.deb src)
	mkdir -p "$sysroot/lib/rustlib/src/rust" "$sysroot/lib/rustlib/$target/lib"
	cp -r "$scratch/src/usr/src/rustc-$release/library" "$sysroot/lib/rustlib/src/rust/"
	# Bitcode is embedded because the runtime is linked with link-time optimisation.
	RUSTC_BOOTSTRAP=1 RUSTFLAGS="-C embed-bitcode=yes" CARGO_TARGET_DIR="$scratch/std-target" \
		cargo build --quiet --release --target "$target" -Zbuild-std=core,alloc --manifest-path "$scratch/probe/Cargo.toml"
	rm -f "$sysroot/lib/rustlib/$target/lib/"*.rlib
	cp "$scratch/std-target/$target"/release/deps/lib{core,alloc,compiler_builtins}-*.rlib "$sysroot/lib/rustlib/$target/lib/"
}

write_probe
if probe; then say "ready (rustc $release)"; exit; fi
if command -v rustup >/dev/null && timeout 120 rustup target add "$target" 2>"$scratch/rustup.log" && probe; then
	say "installed by rustup"; exit
fi
if from_distribution && probe; then say "built from the distribution's rust-src $release"; exit; fi

cat "$scratch"/*.log >&2 || true
say "could not be installed. With rustup: 'rustup target add $target'. Without: use a compiler whose sources your distribution has (rust-src $release was not found)." >&2
exit 1
