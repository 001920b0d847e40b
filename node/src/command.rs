//! Does what the command line says.

use std::path::PathBuf;
use std::process::ExitCode;

use civic_runtime::opaque::Block;
use sc_cli::SubstrateCli;
use sc_network::config::NetworkBackendType;
use sc_service::{ChainSpec, PartialComponents};

use crate::{
	chain_spec,
	cli::{Cli, Subcommand},
	pool, service,
};

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Civic ledger node".into()
	}

	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		env!("CARGO_PKG_AUTHORS").into()
	}

	fn support_url() -> String {
		"the city's IT department".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> Result<Box<dyn ChainSpec>, String> {
		Ok(Box::new(match id {
			"dev" => chain_spec::development()?,
			"local" => chain_spec::local()?,
			"" => {
				return Err(
					"Which chain? Give --chain <file> with the city's chain specification, \
				            --dev for a node alone, or --chain local for four local agencies."
						.into(),
				)
			},
			path => {
				chain_spec::ChainSpec::from_json_file(PathBuf::from(path)).map_err(|error| {
					format!(
					"Cannot read the chain specification '{path}': {error}. Give the path of a \
					 JSON file, or one of: dev, local."
				)
				})?
			},
		}))
	}
}

/// Parse the command line and do what it says.
pub(crate) fn run() -> sc_cli::Result<ExitCode> {
	let cli = Cli::from_args();
	let pool = pool::Options::from(&cli.run);

	let done = match &cli.subcommand {
		Some(Subcommand::AgencyKeys(cmd)) => cmd.run(),
		Some(Subcommand::CheckGenesis(cmd)) => return cmd.run(),
		None => {
			let runner = cli.create_runner(&cli.run)?;
			runner.run_node_until_exit(|config| async move {
				match config.network.network_backend {
					NetworkBackendType::Libp2p => service::new_full::<
						sc_network::NetworkWorker<Block, civic_runtime::Hash>,
					>(config, pool),
					NetworkBackendType::Litep2p => {
						service::new_full::<sc_network::Litep2pNetworkBackend>(config, pool)
					},
				}
				.map_err(sc_cli::Error::Service)
			})
			// The log is written a moment later, but at once where an error stands: so that the reason, which
			// `main` writes, comes last.
			.inspect_err(|_| log::error!("The node cannot run, and ends:"))
		},
		Some(Subcommand::Key(cmd)) => cmd.run(&cli),
		Some(Subcommand::BuildSpec(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.sync_run(|config| cmd.run(config.chain_spec, config.network))
		},
		Some(Subcommand::ExportChainSpec(cmd)) => cmd.run(cli.load_spec(&cmd.chain)?),
		Some(Subcommand::CheckBlock(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents {
					client,
					task_manager,
					import_queue,
					..
				} = service::new_partial(&config, pool)?;
				Ok((cmd.run(client, import_queue), task_manager))
			})
		},
		Some(Subcommand::ExportBlocks(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents {
					client,
					task_manager,
					..
				} = service::new_partial(&config, pool)?;
				Ok((cmd.run(client, config.database), task_manager))
			})
		},
		Some(Subcommand::ExportState(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents {
					client,
					task_manager,
					..
				} = service::new_partial(&config, pool)?;
				Ok((cmd.run(client, config.chain_spec), task_manager))
			})
		},
		Some(Subcommand::ImportBlocks(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents {
					client,
					task_manager,
					import_queue,
					..
				} = service::new_partial(&config, pool)?;
				Ok((cmd.run(client, import_queue), task_manager))
			})
		},
		Some(Subcommand::PurgeChain(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.sync_run(|config| cmd.run(config.database))
		},
		Some(Subcommand::Revert(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents {
					client,
					task_manager,
					backend,
					..
				} = service::new_partial(&config, pool)?;
				let consensus = Box::new(|client, backend, blocks| {
					sc_consensus_babe::revert(std::sync::Arc::clone(&client), backend, blocks)?;
					sc_consensus_grandpa::revert(client, blocks)?;
					Ok(())
				});
				Ok((cmd.run(client, backend, Some(consensus)), task_manager))
			})
		},
		Some(Subcommand::ChainInfo(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.sync_run(|config| cmd.run::<Block>(&config))
		},
	};
	done.map(|()| ExitCode::SUCCESS)
}
