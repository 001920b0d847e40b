//! `civic methodology publish`: put a version to be read and criticised, after one that there is.

use std::{
	io::{self, Write},
	path::PathBuf,
};

use clap::Args;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::methodology::get;
use crate::{
	chain::{
		api::{
			civic,
			runtime::{BoundedVec, Methodology},
		},
		block_on,
		views::MethodologyView,
		Chain, Receipt,
	},
	cli::Global,
	error::{Error, Result},
	files,
	keys::SignerArgs,
	output::Report,
};

/// The largest document.
const MAX_DOCUMENT: u64 = 32 * 1024 * 1024;

/// Arguments of `civic methodology publish`.
#[derive(Debug, Args)]
pub struct PublishArgs {
	/// The version it is like, but for what is given here
	#[arg(long, value_name = "N")]
	like: u32,
	/// Begin a family of its own, rather than replace that version
	#[arg(long)]
	new_family: bool,
	/// Its title
	#[arg(long, value_name = "TEXT")]
	title: String,
	/// The document that says it in full; its SHA-256 goes on the chain
	#[arg(long, value_name = "FILE")]
	document: PathBuf,
	/// Where people read that document
	#[arg(long, value_name = "URI")]
	read_at: String,
	/// Emissions without the project, in mg CO2e per 1,000 units (per kWh)
	#[arg(long, value_name = "MG", requires_all = ["baseline_source", "baseline_year"])]
	baseline_factor: Option<u64>,
	/// Where that factor comes from, as one would cite it
	#[arg(long, value_name = "TEXT", requires = "baseline_factor")]
	baseline_source: Option<String>,
	/// The year it describes
	#[arg(long, value_name = "YEAR", requires = "baseline_factor")]
	baseline_year: Option<u16>,
	/// Verifiers on a panel
	#[arg(long, value_name = "N")]
	panel: Option<u32>,
	/// How many of them must agree
	#[arg(long, value_name = "K")]
	quorum: Option<u32>,
	#[command(flatten)]
	signer: SignerArgs,
}

/// Run it.
pub fn run(global: &Global, args: &PublishArgs) -> Result<()> {
	let document = files::read(&args.document, MAX_DOCUMENT, "document")?;
	let key = args.signer.open(&global.key_store()?)?;
	block_on(async {
		let chain = Chain::connect(global).await?;
		let state = chain.state().await?;
		let question = civic::view_functions()
			.methodologies()
			.methodology(args.like);
		let (version, mut found) = state.ask(question).await?.ok_or_else(|| {
			Error::input(format!(
				"There is no methodology {}. `civic methodology list` shows what there is.",
				args.like
			))
		})?;
		let mut terms = version.terms;
		found.title = BoundedVec(args.title.clone().into_bytes());
		found.location = BoundedVec(args.read_at.clone().into_bytes());
		found.content_hash = <[u8; 32]>::from(Sha256::digest(document)).into();
		if let Some(factor) = args.baseline_factor {
			terms.baseline_factor = factor;
			let source = args.baseline_source.clone().unwrap_or_default();
			found.baseline_provenance.source = BoundedVec(source.into_bytes());
			found.baseline_provenance.year = args.baseline_year.unwrap_or_default();
		}
		terms.panel = args.panel.unwrap_or(terms.panel);
		terms.quorum = args.quorum.unwrap_or(terms.quorum);
		let call = civic::transactions().methodologies().publish(Methodology {
			document: found,
			terms,
			supersedes: (!args.new_family).then_some(args.like),
		});
		let submitted = chain.submit(&call, &key, "Publishing").await?;
		let event = submitted.event::<civic::methodologies::events::Published>()?;
		let methodology = match event {
			Some(event) => Some(get(&chain.state().await?, event.id).await?),
			None => None,
		};
		global.output().show(&Published {
			receipt: submitted.receipt,
			methodology,
		})
	})
}

/// A version that was published.
#[derive(Debug, Serialize)]
struct Published {
	#[serde(flatten)]
	receipt: Receipt,
	methodology: Option<MethodologyView>,
}

impl Report for Published {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		let Some(view) = &self.methodology else {
			return writeln!(to, "Publishing it is {}.", self.receipt);
		};
		writeln!(
			to,
			"It is published as methodology {} ({}). Nobody can claim by it before the assembly adopts it: \
			 civic propose adopt-methodology {0}",
			view.methodology, self.receipt
		)?;
		view.tell(to)
	}
}
