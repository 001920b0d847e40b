# civic-ledger: `make help` lists what can be done.

# Outside the checkout, so that every clone reuses the compiled dependencies.
export CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/civic-ledger/target
# Cargo goes by the age of files: what another clone made from newer ones it would take for this clone's.
ifneq ($(file < $(CARGO_TARGET_DIR)/checkout),$(CURDIR))
$(shell mkdir -p '$(CARGO_TARGET_DIR)' && git ls-files -z | xargs -0r touch -c && echo '$(CURDIR)' >'$(CARGO_TARGET_DIR)/checkout')
endif
# A freshly installed Rust is found without a new login; a Node.js that setup had to bring goes before an older one.
export PATH := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/civic-ledger/tools/bin:$(PATH):$(HOME)/.cargo/bin
SHELL := bash

# One profile and one feature set in every command, so that nothing is compiled twice.
WORKSPACE := --release --workspace --locked
# The crates whose code runs on chain.
ON_CHAIN := -p civic-primitives $(patsubst pallets/%/Cargo.toml,-p pallet-%,$(wildcard pallets/*/Cargo.toml))
# What on-chain code may never do: stop, overflow or round by the processor's choice.
FORBIDDEN_ON_CHAIN := $(addprefix -D clippy::,unwrap_used panic indexing_slicing arithmetic_side_effects float_arithmetic)

.DEFAULT_GOAL := help
.PHONY: help demo demo-stay test setup setup-build build test-bench fmt format lint lint-workspace lint-on-chain doc bench bench-network bench-cost \
	bench-methods metadata openrpc openapi weights release runtime-hash deb clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: setup build ## Four validators, real meter readings, tokens, votes, money: the whole main job, in plain words
	$(CARGO_TARGET_DIR)/release/civic-demo

demo-stay: setup build ## The same, and all goes on until Ctrl-C: to propose, vote and hold a pay day yourself
	$(CARGO_TARGET_DIR)/release/civic-demo --stay

test: setup build test-bench ## Set up what is missing and run every test, those on a real network too
	cargo test $(WORKSPACE) --no-fail-fast

setup: ## Install what a bare Debian or Ubuntu machine lacks
	@scripts/setup.sh

setup-build: ## Install what compiling alone needs, to verify a runtime or make a release
	@scripts/setup.sh --build-only

build: ## Compile everything, tests included
	cargo build $(WORKSPACE) --all-targets

test-bench: ## Run each benchmark of the pallets once, as a test
	SKIP_WASM_BUILD=1 cargo test --release --locked $(ON_CHAIN) --lib --features runtime-benchmarks -- bench

fmt: ## Check the format
	cargo fmt --all --check

format: ## Mend the format
	cargo fmt --all

lint: lint-workspace lint-on-chain ## Check for what compiles but should not be written

lint-workspace:
	SKIP_WASM_BUILD=1 cargo clippy $(WORKSPACE) --all-targets -- -D warnings

lint-on-chain:
	SKIP_WASM_BUILD=1 RUSTFLAGS="--cfg substrate_runtime" cargo clippy --release --locked --target wasm32v1-none \
		--no-default-features $(ON_CHAIN) -- -D warnings $(FORBIDDEN_ON_CHAIN)
	@! grep -rnE '\.expect\(' --include='*.rs' primitives/src $(filter-out %/tests %/mock.rs %/benchmarking.rs,$(wildcard pallets/*/src/*.rs)) || \
		{ echo "on-chain code must not call expect: return an error, or defensive!()"; exit 1; }

doc: ## Build the documentation of our crates
	SKIP_WASM_BUILD=1 RUSTDOCFLAGS="-D warnings" cargo doc $(WORKSPACE) --no-deps

bench: bench-network bench-cost bench-methods ## Measure all of it, on a machine that does nothing else: docs/figures.md

bench-network: setup build ## Transfers and claims a second of four validators, and what limits them
	$(CARGO_TARGET_DIR)/release/civic-load --least-transfers 987 --least-claims 329

bench-cost: setup build ## What a claim costs at 100 and at 1,000,000 stored ones, and what storage costs
	$(CARGO_TARGET_DIR)/release/civic-cost --at-most 1.2

bench-methods: ## Measure the off-chain methods
	cargo bench --locked -p civic-quantify

metadata: ## After a change of the runtime: renew what the wallet knows of it
	CIVIC_RENEW_METADATA=1 cargo test $(WORKSPACE) --lib the_wallet_knows_this_runtime

openrpc: ## After a change of the civic_ methods: renew their description, docs/openrpc.json
	CIVIC_RENEW_OPENRPC=1 cargo test $(WORKSPACE) --bin civic-node the_document_in_the_docs

openapi: build ## After a change of the treasury's addresses: renew their description, treasury/openapi.json
	$(CARGO_TARGET_DIR)/release/civic-treasury openapi > treasury/openapi.json

weights: build ## Measure the weights again (needs frame-omni-bencher, half an hour, a quiet machine)
	scripts/weights.sh

release: setup-build ## Build a release of this commit into dist/ (an hour and a quarter): programs, runtime, packages, notes
	scripts/release.sh

runtime-hash: setup-build ## Build the runtime as releases carry it, and print its hash
	scripts/runtime-hash.sh

deb: build ## Debian packages of the programs as built for development, into dist/
	scripts/deb.sh

clean: ## Remove what the demo left behind
	rm -rf out
