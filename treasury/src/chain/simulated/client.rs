//! The other end of a simulated chain's socket.

use async_trait::async_trait;
use tokio::{
	io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
	net::TcpStream,
};

use super::server::{Answer, Ask};
use crate::{
	chain::{Block, BlockRef, Call, Chain, Outcome, State},
	error::{Error, Result},
	hex32::Hex32,
};

/// A simulated chain in another process. Each question has its own connection, so that waiting for a
/// block holds up nothing.
pub struct Client {
	address: String,
}

impl Client {
	/// The chain served at `host:port`.
	pub fn new(address: &str) -> Self {
		Self {
			address: address.to_owned(),
		}
	}

	async fn ask(&self, ask: &Ask) -> Result<Answer> {
		let work = async {
			let mut stream = TcpStream::connect(&self.address).await?;
			let mut line = serde_json::to_vec(ask)?;
			line.push(b'\n');
			stream.write_all(&line).await?;
			let mut answer = String::new();
			BufReader::new(stream).read_line(&mut answer).await?;
			Ok::<_, std::io::Error>(serde_json::from_str(&answer)?)
		};
		match work.await {
			Ok(Answer::Failed(why)) => Err(Error::Chain(why)),
			Ok(answer) => Ok(answer),
			Err(e) => Err(Error::Chain(e.to_string())),
		}
	}
}

fn confused() -> Error {
	Error::Chain("the answer is to another question".into())
}

#[async_trait]
impl Chain for Client {
	async fn genesis(&self) -> Result<Hex32> {
		match self.ask(&Ask::Genesis).await? {
			Answer::Genesis(hash) => Ok(hash),
			_ => Err(confused()),
		}
	}

	async fn head(&self) -> Result<BlockRef> {
		match self.ask(&Ask::Head).await? {
			Answer::Head(head) => Ok(head),
			_ => Err(confused()),
		}
	}

	async fn head_above(&self, height: u64) -> Result<BlockRef> {
		match self.ask(&Ask::HeadAbove(height)).await? {
			Answer::Head(head) => Ok(head),
			_ => Err(confused()),
		}
	}

	async fn block(&self, height: u64) -> Result<Block> {
		match self.ask(&Ask::Block(height)).await? {
			Answer::Block(block) => Ok(block.into()),
			_ => Err(confused()),
		}
	}

	async fn states(&self, ids: &[u64]) -> Result<Vec<Option<State>>> {
		match self.ask(&Ask::States(ids.to_vec())).await? {
			Answer::States(states) => Ok(states),
			_ => Err(confused()),
		}
	}

	async fn redemptions(&self, at: Hex32, from: u64, limit: u32) -> Result<Vec<(u64, State)>> {
		match self.ask(&Ask::Redemptions(at, from, limit)).await? {
			Answer::Redemptions(states) => Ok(states),
			_ => Err(confused()),
		}
	}

	async fn is_member(&self, account: Hex32) -> Result<bool> {
		match self.ask(&Ask::IsMember(account)).await? {
			Answer::IsMember(yes) => Ok(yes),
			_ => Err(confused()),
		}
	}

	async fn submit(&self, calls: &[Call]) -> Result<Vec<Outcome>> {
		match self.ask(&Ask::Submit(calls.to_vec())).await? {
			Answer::Submitted(outcomes) => Ok(outcomes),
			_ => Err(confused()),
		}
	}
}
