//! The command line.

/// Runs a validator or a full node of a city's civic ledger.
#[derive(Debug, clap::Parser)]
pub(crate) struct Cli {
	/// What to do instead of running a node.
	#[command(subcommand)]
	pub(crate) subcommand: Option<Subcommand>,

	/// How to run the node.
	#[clap(flatten)]
	pub(crate) run: sc_cli::RunCmd,
}

/// What a node binary can do besides running a node.
#[derive(Debug, clap::Subcommand)]
#[allow(clippy::large_enum_variant)] // One is made, once.
pub(crate) enum Subcommand {
	/// Make an agency's keys, and the file it hands over for the genesis.
	AgencyKeys(crate::agency_keys::AgencyKeysCmd),

	/// Check a chain specification before starting from it, and show the hashes to compare.
	CheckGenesis(crate::check_genesis::CheckGenesisCmd),

	/// Create, inspect and insert keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Print the specification of a chain, complete and raw on request.
	///
	/// `export-chain-spec` does the same without opening a configuration.
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Write the specification of a chain to a file.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Import one block again and check it.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Write the state at a block as a chain specification.
	ExportState(sc_cli::ExportStateCmd),

	/// Read blocks from a file.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Delete the database of a chain.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Take back blocks that are not final.
	Revert(sc_cli::RevertCmd),

	/// Show what the database holds.
	ChainInfo(sc_cli::ChainInfoCmd),
}
