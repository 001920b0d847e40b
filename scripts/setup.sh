#!/usr/bin/env bash
# Takes a bare Debian or Ubuntu machine to a working build. Safe to run again: what is there stays.
#
#   1. system packages (clang, protobuf, …): asks for sudo only when one is missing
#   2. a Rust toolchain no older than Cargo.toml's rust-version, through rustup
#   3. the WebAssembly target that the runtime is compiled for
#   4. promtool, which the tests check the alert rules with
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

as_root() {
	if [ "$(id -u)" -eq 0 ]; then "$@"; else
		command -v sudo >/dev/null || fail "run as root, or install sudo: $*"
		sudo "$@"
	fi
}

packages=(build-essential clang libclang-dev protobuf-compiler cmake pkg-config curl ca-certificates git)

system_packages() {
	if ! command -v dpkg-query >/dev/null; then
		for tool in cc c++ clang protoc cmake pkg-config git; do
			command -v "$tool" >/dev/null ||
				fail "'$tool' is missing. This script installs packages on Debian and Ubuntu only; elsewhere install the equivalents of: ${packages[*]}"
		done
		return
	fi
	local missing=()
	for package in "${packages[@]}"; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
	done
	[ ${#missing[@]} -eq 0 ] && { say "system packages: ready"; return; }
	say "system packages: installing ${missing[*]}"
	as_root apt-get update -qq
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# True when the first version is at least the second.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n1)" = "$2" ]; }

rust_toolchain() {
	local wanted found
	wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
	[ -f "$HOME/.cargo/env" ] && . "$HOME/.cargo/env"
	found=$(rustc --version 2>/dev/null | cut -d' ' -f2 || true)
	if [ -n "$found" ] && at_least "$found" "$wanted"; then
		say "rust: ready ($found)"
	elif command -v rustup >/dev/null; then
		say "rust: ${found:-none} is older than $wanted, updating"
		rustup toolchain install stable --profile minimal && rustup default stable
	else
		say "rust: installing with rustup"
		curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal --no-modify-path
		. "$HOME/.cargo/env"
	fi
	for component in rustfmt clippy; do
		cargo "${component/rustfmt/fmt}" --version >/dev/null 2>&1 || rustup component add "$component" ||
			say "cargo ${component/rustfmt/fmt} is missing: 'make lint' will not run (install it with: rustup component add $component)"
	done
}

system_packages
rust_toolchain
scripts/install-wasm-target.sh
scripts/install-promtool.sh
