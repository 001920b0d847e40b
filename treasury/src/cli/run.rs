//! `run` and `check-config`.

use std::{io::IsTerminal, sync::Arc, time::Duration};

use clap::Args;
use secrecy::ExposeSecret;
use serde::Serialize;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

use super::{now, output::Output, Done, Failure, Global, ADMINISTRATOR};
use crate::{
	bank::calendar,
	chain,
	config::{Config, LogConfig, LogFormat},
	engine::{desk::Desk, restored, Engine},
	error::Error,
	store::{
		payees::{self, PayeeStore},
		Db,
	},
	web::{self, App, Listeners},
};

/// How often what nothing needs any more is erased.
const SWEEP: Duration = Duration::from_secs(3600);

/// How long the engine may take to end by itself.
const PATIENCE_AT_THE_END: Duration = Duration::from_secs(5);

/// The setting that keys from before are named in.
const PREVIOUS_KEYS: &str = "secrets.previous_payee_key_files";

/// How long a node may take to answer `check-config --connect`.
const PATIENCE: Duration = Duration::from_secs(20);

/// Write the log to standard error, where systemd takes it.
fn log(config: &LogConfig) {
	let filter = EnvFilter::try_new(&config.filter).unwrap_or_else(|_| EnvFilter::new("info"));
	let builder = tracing_subscriber::fmt()
		.with_env_filter(filter)
		.with_writer(std::io::stderr);
	// A second one in the same process (tests) keeps the first.
	let _ = match config.format {
		LogFormat::Text => builder
			.with_ansi(std::io::stderr().is_terminal())
			.try_init(),
		LogFormat::Json => builder.json().flatten_event(true).try_init(),
	};
}

/// Until the machine wants the service to end.
async fn asked_to_end() {
	#[cfg(unix)]
	{
		use tokio::signal::unix::{signal, SignalKind};
		match signal(SignalKind::terminate()) {
			Ok(mut terminate) => tokio::select! {
				_ = terminate.recv() => {},
				_ = tokio::signal::ctrl_c() => {},
			},
			Err(_) => drop(tokio::signal::ctrl_c().await),
		}
	}
	#[cfg(not(unix))]
	drop(tokio::signal::ctrl_c().await);
}

pub(super) async fn run(global: &Global) -> Done {
	let config = global.settings()?;
	log(&config.log);
	tracing::info!(version = env!("CARGO_PKG_VERSION"), "civic-treasury begins");
	// Which one rustls takes would depend on what other crates bring along.
	let _ = rustls::crypto::ring::default_provider().install_default();
	let payees = PayeeStore::new(config.vault()?);
	let url = config.database_url()?;
	let db = Db::open(url.expose_secret()).await?;
	// It runs all the same: what no key opens is for a person, and the rest is paid.
	if let Some(why) = missing_keys(&db, &payees).await? {
		tracing::error!("{PREVIOUS_KEYS}: {why}");
	}
	// Before the addresses: of a second service it is to be told that it is one, not that a port is taken.
	let lock = db.lock_engine().await?;
	let listeners = Listeners::bind(&config)?;
	let chain = chain::connect(&config.chain).await?;
	let engine = Engine::new(
		db.clone(),
		chain.clone(),
		Arc::new(payees.clone()),
		config.engine(),
	)?;
	let desk = Desk::new(db.clone(), Arc::new(payees.clone()), config.engine());
	let keep = (
		config.payees.keep_unused_days,
		config.payees.keep_paid_years,
	);
	tracing::info!(
		payees = %config.payees.listen,
		officers = %config.officers.listen,
		"the addresses are open"
	);
	let app = App::new(config, db.clone(), desk, payees, chain, engine.health());

	let (stop, stopped) = watch::channel(false);
	let until = |mut stopped: watch::Receiver<bool>| async move {
		// The sender gone means the same.
		let _ = stopped.wait_for(|stop| *stop).await;
	};
	let engine = async {
		let ended = tokio::select! {
			ended = engine.run_alone(lock, until(stopped.clone())) => ended,
			// Each of its steps can be broken off anywhere: it does not have to be waited for.
			() = async {
				until(stopped.clone()).await;
				tokio::time::sleep(PATIENCE_AT_THE_END).await;
			} => Ok(()),
		};
		let _ = stop.send(true);
		ended
	};
	let web = async {
		let ended = web::serve(app, listeners, until(stopped.clone())).await;
		let _ = stop.send(true);
		ended.map_err(Error::io("serving"))
	};
	let sweep = async {
		tokio::select! {
			() = sweep(&db, keep) => {},
			() = until(stopped.clone()) => {},
		}
	};
	let signal = async {
		tokio::select! {
			() = asked_to_end() => drop(stop.send(true)),
			() = until(stopped.clone()) => {},
		}
	};
	let (engine, web, (), ()) = tokio::join!(engine, web, sweep, signal);
	db.close().await;
	tracing::info!("civic-treasury ends");
	engine?;
	Ok(web?)
}

/// Erase, each hour, what nothing needs any more.
async fn sweep(db: &Db, (unused_days, paid_years): (u32, u32)) {
	loop {
		match payees::erase_unneeded(db, unused_days, paid_years, now()).await {
			Ok(0) => {},
			Ok(erased) => tracing::info!(erased, "payees that nothing needs were erased"),
			Err(e) => {
				tracing::warn!(error = %e, "payees could not be erased; tried again in an hour")
			},
		}
		tokio::time::sleep(SWEEP).await;
	}
}

/// `check-config`
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sudo -u civic-treasury civic-treasury check-config --connect")]
pub struct CheckArgs {
	/// Also reach the node and the database
	#[arg(long)]
	connect: bool,
}

#[derive(Serialize)]
struct Checked {
	what: String,
	ok: bool,
	#[serde(skip_serializing_if = "Option::is_none")]
	why: Option<String>,
}

impl Checked {
	fn new(what: &str, result: std::result::Result<(), String>) -> Self {
		Self {
			what: what.into(),
			ok: result.is_ok(),
			why: result.err(),
		}
	}
}

pub(super) async fn check(global: &Global, args: &CheckArgs, output: Output) -> Done {
	let config = global.settings()?;
	let mut found = vec![Checked::new("settings", Ok(()))];
	found.extend(
		config
			.on_this_machine()
			.into_iter()
			.map(|(what, result)| Checked::new(what, result)),
	);
	if args.connect {
		let database = reach_database(&config).await;
		found.push(Checked::new(
			"database",
			database.as_ref().map(|_| ()).map_err(String::clone),
		));
		// Without either of the two that is said already.
		if let (Ok(db), Ok(vault)) = (database, config.vault()) {
			let keys = match missing_keys(&db, &PayeeStore::new(vault)).await {
				Ok(None) => Ok(()),
				Ok(Some(why)) => Err(why),
				Err(e) => Err(e.to_string()),
			};
			found.push(Checked::new(PREVIOUS_KEYS, keys));
		}
		found.push(Checked::new("node", reach_node(&config).await));
	}
	output.show(&found, |found| {
		found
			.iter()
			.map(|c| match &c.why {
				None => format!("ok     {}", c.what),
				Some(why) => format!("FAULT  {}: {why}", c.what),
			})
			.collect::<Vec<_>>()
			.join("\n")
	})?;
	match found.iter().filter(|c| !c.ok).count() {
		0 => Ok(()),
		1 => Err(Failure::Input("One thing is to be mended.".into())),
		many => Err(Failure::Input(format!("{many} things are to be mended."))),
	}
}

pub(super) async fn restored(global: &Global, output: Output) -> Done {
	let books = global.books().await?;
	let zone = books.config.engine().zone()?;
	let held = restored::hold(
		&books.db,
		ADMINISTRATOR,
		calendar::today(now(), &zone),
		now(),
	)
	.await?;
	output.show(&held, |held| {
		let named = |batches: &[i64]| match batches {
			[] => "none".to_owned(),
			some => some.iter().map(i64::to_string).collect::<Vec<_>>().join(", "),
		};
		format!(
			"Batches withdrawn: {}. Batches presumed to be with the bank: {}.\n\
			 Nothing of this copy is sent by itself. Start the service; then take over what the copy does not know: \
			 civic-treasury case list",
			named(&held.withdrawn),
			named(&held.presumed_sent),
		)
	})
}

async fn reach_database(config: &Config) -> std::result::Result<Db, String> {
	let url = config.database_url().map_err(|e| e.to_string())?;
	let db = Db::open(url.expose_secret())
		.await
		.map_err(|e| e.to_string())?;
	db.ping().await.map_err(|e| e.to_string())?;
	Ok(db)
}

async fn missing_keys(db: &Db, payees: &PayeeStore) -> crate::error::Result<Option<String>> {
	let mut conn = db.read().await?;
	payees.missing_keys(&mut conn).await
}

async fn reach_node(config: &Config) -> std::result::Result<(), String> {
	let reach = async {
		let chain = chain::connect(&config.chain).await?;
		chain.genesis().await
	};
	match tokio::time::timeout(PATIENCE, reach).await {
		Ok(Ok(genesis)) if genesis == config.genesis() => Ok(()),
		Ok(Ok(genesis)) => Err(format!("it is of another network: {genesis}")),
		Ok(Err(e)) => Err(e.to_string()),
		Err(_) => Err("it does not answer".into()),
	}
}
