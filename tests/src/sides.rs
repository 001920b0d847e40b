//! Two places on this machine with one cable between them, which can be cut.
//!
//! Each side is a network namespace of its own, so that nothing else on the machine is touched. The
//! test reaches either side by a cable of its own, which stays.

use std::net::Ipv4Addr;
use std::os::unix::fs::MetadataExt;
use std::process::Command;

use anyhow::Context;

use crate::node::{run, Place};

/// Two sides, connected. Taken down when dropped.
#[derive(Debug)]
pub struct Sides {
	/// What the names of namespaces and cables begin with: differs between runs.
	id: String,
	/// The second and third byte of all addresses (10.x.y.z): differ between runs.
	net: (u8, u8),
}

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
	/// One.
	Left,
	/// The other.
	Right,
}

impl Side {
	const BOTH: [Self; 2] = [Self::Left, Self::Right];

	fn letter(self) -> char {
		match self {
			Self::Left => 'l',
			Self::Right => 'r',
		}
	}
}

impl Sides {
	/// Whether this program may make network namespaces: only root may.
	pub fn are_possible() -> bool {
		std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
	}

	/// Make them, with the cable between them in place.
	pub fn connect() -> anyhow::Result<Self> {
		let id = std::process::id();
		let [_, _, high, low] = id.to_be_bytes();
		let sides = Self {
			id: format!("cv{id}"),
			net: (high | 0b1000_0000, low),
		};
		sides.lay().context(
			"cannot make network namespaces. As root this needs the program `ip` (package \
			 iproute2) and, in a container, the capabilities SYS_ADMIN and NET_ADMIN; an ordinary \
			 user's run leaves this scenario out",
		)?;
		Ok(sides)
	}

	fn lay(&self) -> anyhow::Result<()> {
		for side in Side::BOTH {
			let namespace = self.namespace(side);
			ip(&["netns", "add", &namespace])?;
			ip(&["-n", &namespace, "link", "set", "lo", "up"])?;
			// The test's cable.
			let (here, there) = (self.end(side, 'h'), self.end(side, 't'));
			let pair = ["type", "veth", "peer", "name", &there, "netns", &namespace];
			ip(&[["link", "add", here.as_str()].as_slice(), &pair].concat())?;
			let (test, clients) = self.client_addresses(side);
			ip(&["addr", "add", &format!("{test}/30"), "dev", &here])?;
			ip(&["link", "set", &here, "up"])?;
			let clients = format!("{clients}/30");
			ip(&["-n", &namespace, "addr", "add", &clients, "dev", &there])?;
			ip(&["-n", &namespace, "link", "set", &there, "up"])?;
		}
		// The cable between the two.
		let [left, right] = Side::BOTH.map(|side| (self.namespace(side), self.end(side, 'c')));
		ip(&[
			"-n", &left.0, "link", "add", &left.1, "type", "veth", "peer", "name", &right.1,
			"netns", &right.0,
		])?;
		for side in Side::BOTH {
			let address = format!("{}/30", self.peer_address(side));
			let (namespace, end) = (self.namespace(side), self.end(side, 'c'));
			ip(&["-n", &namespace, "addr", "add", &address, "dev", &end])?;
		}
		self.mend()
	}

	/// Take the cable out: no packet passes, and no connection is closed.
	pub fn cut(&self) -> anyhow::Result<()> {
		self.set("down")
	}

	/// Put it in again.
	pub fn mend(&self) -> anyhow::Result<()> {
		self.set("up")
	}

	fn set(&self, state: &str) -> anyhow::Result<()> {
		for side in Side::BOTH {
			let (namespace, end) = (self.namespace(side), self.end(side, 'c'));
			ip(&["-n", &namespace, "link", "set", &end, state])?;
		}
		Ok(())
	}

	/// Where nodes of this side run.
	pub fn place(&self, side: Side) -> Place {
		Place {
			namespace: Some(self.namespace(side)),
			peers: self.peer_address(side),
			clients: self.client_addresses(side).1,
		}
	}

	fn namespace(&self, side: Side) -> String {
		format!("{}{}", self.id, side.letter())
	}

	/// The name of a cable's end. No longer than the 15 bytes a name may have.
	fn end(&self, side: Side, which: char) -> String {
		format!("{}{}{which}", self.id, side.letter())
	}

	fn peer_address(&self, side: Side) -> Ipv4Addr {
		self.address(match side {
			Side::Left => 1,
			Side::Right => 2,
		})
	}

	/// The test's end of its cable to a side, and the side's end.
	fn client_addresses(&self, side: Side) -> (Ipv4Addr, Ipv4Addr) {
		match side {
			Side::Left => (self.address(5), self.address(6)),
			Side::Right => (self.address(9), self.address(10)),
		}
	}

	fn address(&self, last: u8) -> Ipv4Addr {
		Ipv4Addr::new(10, self.net.0, self.net.1, last)
	}
}

impl Drop for Sides {
	fn drop(&mut self) {
		for side in Side::BOTH {
			// Takes its cables along. One that could not be made is not there.
			let _ = ip(&["netns", "del", &self.namespace(side)]);
		}
	}
}

fn ip(args: &[&str]) -> anyhow::Result<()> {
	run(Command::new("ip").args(args)).map(drop)
}
