//! How busy processes and the machine are, by what the kernel counts in /proc.

use std::time::Instant;

use anyhow::Context;

/// The kernel counts in hundredths of a second on every Linux that Debian ships.
const TICKS: f64 = 100.0;

/// What was used up to a moment.
#[derive(Clone, Debug)]
pub struct Usage {
	at: Instant,
	/// Seconds of processor time, by process.
	processes: Vec<f64>,
	/// Seconds in which processors were not idle, together.
	machine: f64,
}

/// Processor cores kept busy between two looks.
#[derive(Clone, Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cores {
	/// By each process that was looked at.
	pub each: Vec<f64>,
	/// By everything on the machine.
	pub machine: f64,
	/// How many there are.
	pub there_are: usize,
}

impl Usage {
	/// What `processes` and the machine have used.
	pub fn now(processes: &[u32]) -> anyhow::Result<Self> {
		let each = processes.iter().map(|id| process(*id));
		Ok(Self {
			at: Instant::now(),
			processes: each.collect::<anyhow::Result<_>>()?,
			machine: machine()?,
		})
	}

	/// How many cores were busy since `before`.
	pub fn since(&self, before: &Self) -> Cores {
		let seconds = self.at.duration_since(before.at).as_secs_f64().max(0.001);
		let pairs = self.processes.iter().zip(&before.processes);
		Cores {
			each: pairs.map(|(now, then)| (now - then) / seconds).collect(),
			machine: (self.machine - before.machine) / seconds,
			there_are: std::thread::available_parallelism().map_or(1, usize::from),
		}
	}
}

fn process(id: u32) -> anyhow::Result<f64> {
	let path = format!("/proc/{id}/stat");
	let line = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
	used(&line).with_context(|| format!("cannot make sense of {path}"))
}

/// User and system time of a line of /proc/PID/stat. The program's name may hold anything, but ends
/// with the last bracket.
fn used(line: &str) -> Option<f64> {
	let (_, fields) = line.rsplit_once(')')?;
	let mut fields = fields.split_whitespace().skip(11);
	let user: f64 = fields.next()?.parse().ok()?;
	let system: f64 = fields.next()?.parse().ok()?;
	Some((user + system) / TICKS)
}

fn machine() -> anyhow::Result<f64> {
	let stat = std::fs::read_to_string("/proc/stat").context("cannot read /proc/stat")?;
	busy(&stat).context("cannot make sense of /proc/stat")
}

/// All but idle time and waiting for disks.
fn busy(stat: &str) -> Option<f64> {
	let times: Vec<f64> = stat
		.lines()
		.next()?
		.split_whitespace()
		.skip(1)
		// Guests are counted in user time already.
		.take(8)
		.filter_map(|time| time.parse().ok())
		.collect();
	let idle = times.get(3)? + times.get(4)?;
	Some((times.iter().sum::<f64>() - idle) / TICKS)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_process_is_read_whatever_it_is_called() {
		let line = "42 (a ) b) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 7 8 20 0 4 0 100 1 1";
		assert_eq!(used(line), Some(3.0));
		assert_eq!(used("nonsense"), None);
	}

	#[test]
	fn idle_and_waiting_are_not_busy() {
		let stat = "cpu  100 0 50 1000 500 0 25 25 9 9\ncpu0 1 1 1 1\n";
		assert_eq!(busy(stat), Some(2.0));
	}

	#[test]
	fn this_process_and_this_machine_can_be_read() {
		let before = Usage::now(&[std::process::id()]).expect("this is Linux");
		let cores = Usage::now(&[std::process::id()])
			.expect("this is Linux")
			.since(&before);
		assert_eq!(cores.each.len(), 1);
		assert!(cores.there_are >= 1);
	}
}
