//! What is sent: transfers, sources, claims.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use civic_bench::load::{
	drive, fetch, Block, Cores, Figures, Finality, Gate, Measured, Queue, Ready, Sent, Usage, Watch,
};
use civic_bench::people::{Person, VERIFIERS};
use civic_primitives::{Period, SourceId};
use civic_runtime::{Hash, Nonce, Runtime, RuntimeCall, RuntimeEvent};
use civic_tests::{DevKey, Network};
use codec::Encode;
use pallet_measurements::Measurement;
use sp_core::H256;
use sp_io::hashing::blake2_256;
use tokio::sync::Semaphore;

/// How long what was sent may take to become final after the last was sent.
const FINALITY: Duration = Duration::from_secs(120);

/// How long after the last of those sent before it a transaction can be in no block.
const LOST: Duration = Duration::from_secs(30);

/// How long sources may take to be registered and commissioned.
const SET_UP: Duration = Duration::from_secs(600);

/// The first blocks under load, while pools fill up.
const WARM_UP: usize = 2;

/// 2016-01-01: sources have been in operation since, and claim hour after hour from then on.
const SINCE: u64 = 1_451_606_400;

/// The methodology and family of rooftop PV, the first of the demo city.
const ROOFTOP: u32 = 0;

/// The most a source does in an hour, Wh.
const NAMEPLATE: u64 = 10_000;

/// Four nodes, and people who send them transactions.
pub(crate) struct Bench {
	gates: Vec<Gate>,
	processes: Vec<u32>,
	genesis: Hash,
	members: Vec<Person>,
	/// The sources of the first members.
	sources: Vec<SourceId>,
	window: u32,
}

impl Bench {
	pub(crate) async fn begin(
		network: &Network,
		members: u32,
		window: u32,
	) -> anyhow::Result<Self> {
		let (mut gates, mut processes) = (Vec::new(), Vec::new());
		for key in DevKey::ALL {
			let node = network.node(key)?;
			gates.push(Gate::connect(&node.url()).await?);
			processes.push(node.id().context("the node runs")?);
		}
		processes.push(std::process::id());
		let genesis = gates.first().context("there are nodes")?.hash(0).await?;
		let genesis = genesis.parse().ok().context("a hash")?;
		Ok(Self {
			gates,
			processes,
			genesis,
			members: (0..members).map(Person::member).collect(),
			sources: Vec::new(),
			window,
		})
	}

	/// Every member sends one unit to the next member, again and again.
	pub(crate) async fn transfers(
		&mut self,
		length: Duration,
		most: u32,
	) -> anyhow::Result<Figures> {
		let accounts: Vec<_> = self
			.members
			.iter()
			.map(|member| member.account().clone())
			.collect();
		let count = self.members.len();
		let total = rounds(length, most, count) * count;
		let genesis = self.genesis;
		let queues = self.queues(total, count, |members, i| {
			let to = accounts[(i + 1) % count].clone();
			let call = pallet_balances::Call::<Runtime>::transfer_keep_alive {
				dest: to.into(),
				value: 1,
			};
			members[i].sign(call, genesis)
		});
		self.measure(queues, length).await
	}

	/// The first `count` members register a source each, and the verifiers commission them.
	pub(crate) async fn sources(&mut self, count: u32) -> anyhow::Result<()> {
		let genesis = self.genesis;
		let count = usize::try_from(count)?;
		let register = self.queues(count, count, |members, i| {
			let call = pallet_measurements::Call::<Runtime>::register_source {
				family: ROOFTOP,
				place: place(i),
				nameplate: NAMEPLATE,
				device: None,
			};
			members[i].sign(call, genesis)
		});
		let blocks = self.carry_out(register).await?;
		let places: HashMap<H256, usize> = (0..count).map(|i| (place(i), i)).collect();
		let mut sources = vec![None; count];
		for event in blocks.iter().flat_map(|block| &block.events) {
			if let RuntimeEvent::Measurements(pallet_measurements::Event::SourceRegistered {
				source,
				details,
			}) = event
			{
				if let Some(i) = places.get(&details.place) {
					sources[*i] = Some(*source);
				}
			}
		}
		let sources: Option<Vec<SourceId>> = sources.into_iter().collect();
		self.sources = sources.context("not every source was registered")?;

		let mut verifiers: Vec<_> = (0..VERIFIERS).map(Person::verifier).collect();
		let mut commission = vec![Queue::new(); self.gates.len()];
		for (i, source) in self.sources.iter().enumerate() {
			let by = i % verifiers.len();
			let call = pallet_measurements::Call::<Runtime>::commission {
				source: *source,
				since: SINCE,
			};
			let transaction = verifiers[by].sign(RuntimeCall::Measurements(call), genesis);
			commission[by % self.gates.len()].push_back(Ready::new(&transaction));
		}
		self.carry_out(commission).await.map(drop)
	}

	/// Every source claims hour after hour.
	pub(crate) async fn claims(&mut self, length: Duration, most: u32) -> anyhow::Result<Figures> {
		let genesis = self.genesis;
		let sources = self.sources.clone();
		let count = sources.len();
		let total = rounds(length, most, count) * count;
		let mut hours = vec![0; count];
		let queues = self.queues(total, count, |members, i| {
			let call = pallet_measurements::Call::<Runtime>::submit {
				source: sources[i],
				measurement: measurement(sources[i], hours[i]),
			};
			hours[i] += 1;
			members[i].sign(call, genesis)
		});
		self.measure(queues, length).await
	}

	/// `total` transactions of the first `senders` members in turn. Each sender keeps to one node.
	fn queues(
		&mut self,
		total: usize,
		senders: usize,
		mut sign: impl FnMut(&mut [Person], usize) -> civic_runtime::UncheckedExtrinsic,
	) -> Vec<Queue> {
		let nodes = self.gates.len();
		let mut queues = vec![Queue::new(); nodes];
		for number in 0..total {
			let sender = number % senders;
			let transaction = sign(&mut self.members, sender);
			queues[sender % nodes].push_back(Ready::new(&transaction));
		}
		queues
	}

	/// Send for `length`, wait until all that was sent is final, and count.
	async fn measure(&mut self, queues: Vec<Queue>, length: Duration) -> anyhow::Result<Figures> {
		let load = self.send(queues, length).await?;
		let measured = Measured {
			sent: &load.sent,
			began: load.began,
			ended: load.ended,
			blocks: &load.blocks,
			finality: &load.finality,
			cores: load.cores,
			warm_up: WARM_UP,
			ended_millis: load.ended_millis,
		};
		let figures = measured.figures()?;
		anyhow::ensure!(
			figures.finalised == figures.sent && figures.failed == 0,
			"{} transactions were sent, {} became final and {} failed: the figures are worth nothing",
			figures.sent,
			figures.finalised,
			figures.failed
		);
		// Those that were prepared and not sent left a gap in their senders' numbers.
		self.number_anew().await?;
		Ok(figures)
	}

	/// Send all of `queues` and wait until it is final. Every transaction must succeed.
	async fn carry_out(&mut self, queues: Vec<Queue>) -> anyhow::Result<Vec<Block>> {
		let count: usize = queues.iter().map(Queue::len).sum();
		let load = self.send(queues, SET_UP).await?;
		let failed: usize = load.blocks.iter().map(|block| block.failed).sum();
		anyhow::ensure!(
			load.sent.at.len() == count && failed == 0,
			"{} of {count} transactions were sent and {failed} failed while the sources were set up",
			load.sent.at.len()
		);
		Ok(load.blocks)
	}

	async fn send(&self, queues: Vec<Queue>, length: Duration) -> anyhow::Result<Load> {
		let permits = usize::try_from(self.window)?;
		let window = Arc::new(Semaphore::new(permits));
		let gate = self.gate()?;
		let watch = Watch::begin(gate, window.clone()).await?;
		let before = gate.final_height().await?;
		let usage = Usage::now(&self.processes)?;
		let began = Instant::now();
		let sent = drive(&self.gates, queues, window.clone(), began + length).await?;
		let (ended, ended_millis) = (Instant::now(), millis()?);
		let cores = Usage::now(&self.processes)?.since(&usage);

		// What stays away longer than blocks do was lost, and is counted as that.
		let (mut waiting, mut since) = (permits, ended);
		while window.available_permits() < permits && since.elapsed() < LOST {
			let left = permits - window.available_permits();
			if left < waiting {
				(waiting, since) = (left, Instant::now());
			}
			tokio::time::sleep(Duration::from_millis(100)).await;
		}
		let last = gate.best_height().await?;
		let finality = watch.finality_after(last, FINALITY).await?;
		Ok(Load {
			blocks: fetch(gate, before, last).await?,
			sent,
			began,
			ended,
			ended_millis,
			finality,
			cores,
		})
	}

	/// Let each member's next transaction have the number the chain expects.
	async fn number_anew(&mut self) -> anyhow::Result<()> {
		let gate = self.gate()?.clone();
		let best = gate.hash(gate.best_height().await?).await?;
		for member in &mut self.members {
			let key = frame_system::Account::<Runtime>::hashed_key_for(member.account());
			let account: Option<AccountInfo> = gate.stored(&key, &best).await?;
			member.number_from(account.unwrap_or_default().nonce);
		}
		Ok(())
	}

	/// The node that is watched.
	fn gate(&self) -> anyhow::Result<&Gate> {
		self.gates.first().context("there are nodes")
	}
}

type AccountInfo = frame_system::AccountInfo<Nonce, <Runtime as frame_system::Config>::AccountData>;

/// What came of sending.
struct Load {
	sent: Sent,
	began: Instant,
	ended: Instant,
	ended_millis: u64,
	blocks: Vec<Block>,
	finality: Finality,
	cores: Cores,
}

/// How often each of `senders` sends, so that `most` a second last for `length`.
fn rounds(length: Duration, most: u32, senders: usize) -> usize {
	let total = length.as_secs() * u64::from(most);
	usize::try_from(total)
		.unwrap_or(usize::MAX)
		.div_ceil(senders)
}

/// The commitment to the premises of the member with this index.
fn place(i: usize) -> H256 {
	H256(blake2_256(&(b"place", i as u64).encode()))
}

/// What a source did in its hour `hour`.
fn measurement(source: SourceId, hour: u64) -> Measurement {
	let from = SINCE + hour * 3_600;
	Measurement {
		methodology: ROOFTOP,
		period: Period {
			from,
			until: from + 3_600,
		},
		quantity: NAMEPLATE / 2,
		uncertainty: NAMEPLATE / 100,
		evidence: H256(blake2_256(&(b"evidence", source, hour).encode())),
		readings: H256(blake2_256(&(b"readings", source, hour).encode())),
		registry: None,
	}
}

fn millis() -> anyhow::Result<u64> {
	let now = SystemTime::now()
		.duration_since(UNIX_EPOCH)
		.context("the clock is set")?;
	Ok(u64::try_from(now.as_millis())?)
}
