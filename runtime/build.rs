//! Compiles the runtime to WebAssembly.

#[cfg(feature = "std")]
fn main() {
	use_the_workspace_lock();

	#[cfg(not(feature = "metadata-hash"))]
	substrate_wasm_builder::WasmBuilder::build_using_defaults();

	#[cfg(feature = "metadata-hash")]
	substrate_wasm_builder::WasmBuilder::init_with_defaults()
		.enable_metadata_hash("AVO", 6)
		.build();
}

#[cfg(not(feature = "std"))]
fn main() {}

/// The builder looks for `Cargo.lock` above the target folder. Where that lies outside the workspace
/// it finds none and would compile whatever versions it likes.
#[cfg(feature = "std")]
fn use_the_workspace_lock() {
	let hint = "WASM_BUILD_WORKSPACE_HINT";
	if std::env::var_os(hint).is_none() {
		std::env::set_var(hint, concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
	}
}
