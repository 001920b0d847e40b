#!/usr/bin/env bash
# Takes a bare Debian or Ubuntu machine to a working build. Safe to run again: what is there stays.
#
#   1. system packages (clang, protobuf, …): asks for sudo only when one is missing
#   2. a Rust toolchain no older than Cargo.toml's rust-version, through rustup
#   3. the WebAssembly target that the runtime is compiled for
#   4. Node.js and npm, which the tests of the JavaScript clients need
#   5. promtool, which the tests check the alert rules with
#   6. a bank simulator, in a Python environment of its own, and the PostgreSQL that the treasury's tests start
#
#   scripts/setup.sh --build-only      1 to 3 alone: for who compiles and tests nothing
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
tools=(cc c++ clang protoc cmake pkg-config git)
case ${1:-} in
--build-only) ;;
'')
	packages+=(iproute2 tzdata python3-venv libxml2-utils openssh-client openssh-sftp-server)
	tools+=(ip python3 xmllint sftp)
	;;
*) fail "what is $1? usage: setup.sh [--build-only]" ;;
esac

system_packages() {
	if ! command -v dpkg-query >/dev/null; then
		for tool in "${tools[@]}"; do
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

# Node.js no older than tests/clients/package.json wants. Debian 12 and Ubuntu 24.04 have an older one: there npm brings
# a newer one, with an npm that fits it, into a folder of ours that the Makefile looks into first.
node_js() {
	local wanted tools
	wanted=$(sed -n 's/.*"node": ">=\(.*\)".*/\1/p' tests/clients/package.json)
	tools=${XDG_CACHE_HOME:-$HOME/.cache}/civic-ledger/tools
	PATH="$tools/bin:$PATH"
	node_is_ready "$wanted" && return
	if ! command -v npm >/dev/null; then
		command -v apt-get >/dev/null || fail "Node.js $wanted or newer and npm are missing: install them"
		say "node: installing nodejs and npm"
		as_root apt-get update -qq
		as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
		node_is_ready "$wanted" && return
	fi
	local arch
	case $(uname -m) in x86_64) arch=x64 ;; aarch64) arch=arm64 ;; *) arch= ;; esac
	[ -n "$arch" ] || fail "Node.js $(node --version) is older than $wanted: install a newer one"
	say "node: $(node --version) is older than $wanted, installing one of its own"
	npm install --silent --no-fund --no-audit --ignore-scripts --prefix "$tools" "node-linux-$arch@22" npm@10
	mkdir -p "$tools/bin"
	ln -sf "../node_modules/node-linux-$arch/bin/node" "$tools/bin/node"
	ln -sf ../node_modules/npm/bin/npm-cli.js "$tools/bin/npm"
	hash -r
	node_is_ready "$wanted" || fail "Node.js $wanted or newer could not be installed: install it by hand"
}

node_is_ready() {
	local found
	command -v npm >/dev/null || return 1
	found=$(node --version 2>/dev/null) && at_least "${found#v}" "$1" && say "node: ready (${found#v})"
}

# The tests run servers of their own: installing one should not start another.
postgresql() {
	compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && { say "postgresql: ready"; return; }
	command -v apt-get >/dev/null || { say "postgresql: not found: the treasury's tests run on SQLite only"; return; }
	say "postgresql: installing"
	if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
		as_root mkdir -p /etc/postgresql-common
		echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
	fi
	as_root apt-get update -qq
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		-o Dpkg::Options::=--force-confold postgresql >/dev/null
}

system_packages
rust_toolchain
scripts/install-wasm-target.sh
[ "${1:-}" != --build-only ] || exit 0
node_js
scripts/install-promtool.sh
postgresql
scripts/install-bank-simulator.sh
