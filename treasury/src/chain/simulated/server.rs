//! Serves a simulated chain over a local socket: a line of JSON for a question, a line for the
//! answer.

use serde::{Deserialize, Serialize};
use tokio::{
	io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
	net::{TcpListener, TcpStream},
};

use super::Simulated;
use crate::{
	chain::{Block, BlockRef, Call, Chain, Event, Outcome, Reserve, State},
	error::{Error, Result},
	hex32::Hex32,
	money::{Cents, Currency},
	store::redemptions::{Ending, Opened},
};

/// A question.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Ask {
	Genesis,
	Head,
	HeadAbove(u64),
	Block(u64),
	States(Vec<u64>),
	Redemptions(Hex32, u64, u32),
	IsMember(Hex32),
	Submit(Vec<Call>),
}

/// An answer.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
	Genesis(Hex32),
	Head(BlockRef),
	Block(WireBlock),
	States(Vec<Option<State>>),
	Redemptions(Vec<(u64, State)>),
	IsMember(bool),
	Submitted(Vec<Outcome>),
	Failed(String),
}

/// A block as it travels.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WireBlock {
	number: u64,
	hash: Hex32,
	parent: Hex32,
	time: i64,
	events: Vec<WireEvent>,
}

#[derive(Debug, Serialize, Deserialize)]
enum WireEvent {
	Redeemed {
		id: u64,
		member: String,
		account: Hex32,
		amount: String,
		currency: Currency,
		quote: Cents,
		payee: Hex32,
	},
	Begun {
		payments: Vec<(u64, Cents)>,
		message: Hex32,
	},
	Settled {
		redemption: u64,
		paid: Cents,
		burned: String,
		reference: String,
	},
	Rejected {
		redemption: u64,
		reason: String,
	},
	Cancelled(u64),
	Expired(u64),
	Attested(Currency, Cents, u32, Hex32),
	InForce(Currency, Cents, u32, Hex32),
	Short(Currency, bool),
	Moved(String, Hex32),
}

impl From<Event> for WireEvent {
	fn from(event: Event) -> Self {
		match event {
			Event::Redeemed(o) => Self::Redeemed {
				id: o.id,
				member: o.member,
				account: o.account,
				amount: o.amount.to_string(),
				currency: o.currency,
				quote: o.quote,
				payee: o.payee,
			},
			Event::Begun { payments, message } => Self::Begun { payments, message },
			Event::Ended { redemption, how } => match how {
				Ending::Settled {
					paid,
					burned,
					reference,
				} => Self::Settled {
					redemption,
					paid,
					burned: burned.to_string(),
					reference,
				},
				Ending::Rejected { reason } => Self::Rejected { redemption, reason },
				Ending::Cancelled => Self::Cancelled(redemption),
				Ending::Expired => Self::Expired(redemption),
			},
			Event::ReserveAttested(r) => Self::Attested(r.currency, r.balance, r.day, r.sha256),
			Event::ReserveInForce(r) => Self::InForce(r.currency, r.balance, r.day, r.sha256),
			Event::ReserveShort { currency, short } => Self::Short(currency, short),
			Event::MemberMoved { member, to } => Self::Moved(member, to),
		}
	}
}

impl From<WireEvent> for Event {
	fn from(event: WireEvent) -> Self {
		let ended = |redemption, how| Self::Ended { redemption, how };
		let reserve = |currency, balance, day, sha256| Reserve {
			currency,
			balance,
			day,
			sha256,
		};
		match event {
			WireEvent::Redeemed {
				id,
				member,
				account,
				amount,
				currency,
				quote,
				payee,
			} => Self::Redeemed(Opened {
				id,
				window: 0,
				member,
				account,
				amount: amount.parse().unwrap_or_default(),
				currency,
				quote,
				payee,
			}),
			WireEvent::Begun { payments, message } => Self::Begun { payments, message },
			WireEvent::Settled {
				redemption,
				paid,
				burned,
				reference,
			} => ended(
				redemption,
				Ending::Settled {
					paid,
					burned: burned.parse().unwrap_or_default(),
					reference,
				},
			),
			WireEvent::Rejected { redemption, reason } => {
				ended(redemption, Ending::Rejected { reason })
			},
			WireEvent::Cancelled(redemption) => ended(redemption, Ending::Cancelled),
			WireEvent::Expired(redemption) => ended(redemption, Ending::Expired),
			WireEvent::Attested(c, b, d, h) => Self::ReserveAttested(reserve(c, b, d, h)),
			WireEvent::InForce(c, b, d, h) => Self::ReserveInForce(reserve(c, b, d, h)),
			WireEvent::Short(currency, short) => Self::ReserveShort { currency, short },
			WireEvent::Moved(member, to) => Self::MemberMoved { member, to },
		}
	}
}

impl From<Block> for WireBlock {
	fn from(b: Block) -> Self {
		Self {
			number: b.number,
			hash: b.hash,
			parent: b.parent,
			time: b.time,
			events: b.events.into_iter().map(Into::into).collect(),
		}
	}
}

impl From<WireBlock> for Block {
	fn from(b: WireBlock) -> Self {
		Self {
			number: b.number,
			hash: b.hash,
			parent: b.parent,
			time: b.time,
			events: b.events.into_iter().map(Into::into).collect(),
		}
	}
}

/// Serve `chain` to whoever connects, until the task is dropped.
pub async fn serve(listener: TcpListener, chain: Simulated) -> Result<()> {
	loop {
		let (stream, _) = listener
			.accept()
			.await
			.map_err(Error::io("the simulated chain's socket"))?;
		let chain = chain.clone();
		tokio::spawn(async move {
			// The other side may go at any time: it is killed in tests.
			if let Err(error) = talk(stream, chain).await {
				tracing::debug!(%error, "a connection to the simulated chain ended");
			}
		});
	}
}

async fn talk(stream: TcpStream, chain: Simulated) -> std::io::Result<()> {
	let (read, mut write) = stream.into_split();
	let mut lines = BufReader::new(read).lines();
	while let Some(line) = lines.next_line().await? {
		let answer = match serde_json::from_str(&line) {
			Ok(ask) => answer(&chain, ask).await,
			Err(e) => Answer::Failed(e.to_string()),
		};
		let mut text = serde_json::to_vec(&answer)?;
		text.push(b'\n');
		write.write_all(&text).await?;
	}
	Ok(())
}

async fn answer(chain: &Simulated, ask: Ask) -> Answer {
	let result = async {
		Ok::<_, Error>(match ask {
			Ask::Genesis => Answer::Genesis(chain.genesis().await?),
			Ask::Head => Answer::Head(chain.head().await?),
			Ask::HeadAbove(height) => Answer::Head(chain.head_above(height).await?),
			Ask::Block(height) => Answer::Block(chain.block(height).await?.into()),
			Ask::States(ids) => Answer::States(chain.states(&ids).await?),
			Ask::Redemptions(at, from, limit) => {
				Answer::Redemptions(chain.redemptions(at, from, limit).await?)
			},
			Ask::IsMember(account) => Answer::IsMember(chain.is_member(account).await?),
			Ask::Submit(calls) => Answer::Submitted(chain.submit(&calls).await?),
		})
	};
	result
		.await
		.unwrap_or_else(|e| Answer::Failed(e.to_string()))
}
