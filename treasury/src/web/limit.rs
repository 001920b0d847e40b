//! How often one address may ask.

use std::{
	collections::HashMap,
	net::{IpAddr, Ipv6Addr, SocketAddr},
	sync::{Mutex, PoisonError},
	time::Instant,
};

use axum::http::HeaderMap;

/// How many addresses are remembered; when there are more, those that were quiet are forgotten.
const MOST: usize = 65_536;

/// A bucket for each address: it holds as many requests as a minute brings, and fills evenly.
#[derive(Debug)]
pub struct Limiter {
	a_minute: f64,
	buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

#[derive(Debug)]
struct Bucket {
	left: f64,
	at: Instant,
}

impl Limiter {
	/// So many requests a minute.
	pub fn new(a_minute: u32) -> Self {
		Self {
			a_minute: f64::from(a_minute.max(1)),
			buckets: Mutex::default(),
		}
	}

	/// Take one request of this address, or learn after how many seconds there is one.
	pub fn take(&self, from: IpAddr, now: Instant) -> Result<(), u64> {
		let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
		let full = self.a_minute;
		let fill = |bucket: &Bucket| {
			let seconds = now.saturating_duration_since(bucket.at).as_secs_f64();
			(bucket.left + seconds * full / 60.0).min(full)
		};
		if buckets.len() >= MOST {
			buckets.retain(|_, bucket| fill(bucket) < full);
			// All of them are busy: an attack from many addresses. Memory stays bounded.
			if buckets.len() >= MOST {
				buckets.clear();
			}
		}
		let bucket = buckets.entry(network(from)).or_insert(Bucket {
			left: full,
			at: now,
		});
		bucket.left = fill(bucket);
		bucket.at = now;
		if bucket.left < 1.0 {
			let wait = ((1.0 - bucket.left) * 60.0 / full).ceil();
			return Err(wait as u64);
		}
		bucket.left -= 1.0;
		Ok(())
	}
}

/// Who counts as one: an IPv4 address, or the network of an IPv6 one, of which a household has 2^64.
fn network(ip: IpAddr) -> IpAddr {
	match ip {
		IpAddr::V6(six) => match six.to_ipv4_mapped() {
			Some(four) => IpAddr::V4(four),
			None => {
				let [a, b, c, d, ..] = six.segments();
				IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
			},
		},
		four => four,
	}
}

/// Whose request it is: the last address in `X-Forwarded-For` that is no proxy of ours, if a proxy of
/// ours brought it. Anybody can write the rest of that header.
pub fn client(peer: SocketAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
	let mut from = peer.ip().to_canonical();
	let mut hops: Vec<&str> = headers
		.get_all("x-forwarded-for")
		.iter()
		.filter_map(|value| value.to_str().ok())
		.flat_map(|value| value.split(','))
		.map(str::trim)
		.collect();
	while trusted.contains(&from) {
		match hops.pop().and_then(|hop| hop.parse::<IpAddr>().ok()) {
			Some(hop) => from = hop.to_canonical(),
			None => break,
		}
	}
	from
}

#[cfg(test)]
mod tests {
	use std::time::Duration;

	use super::*;

	#[test]
	fn an_address_has_its_share_and_gets_it_back() {
		let limiter = Limiter::new(3);
		let (one, two) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
		let now = Instant::now();
		for _ in 0..3 {
			assert_eq!(limiter.take(one, now), Ok(()));
		}
		assert_eq!(limiter.take(one, now), Err(20));
		assert_eq!(limiter.take(two, now), Ok(()));
		assert_eq!(limiter.take(one, now + Duration::from_secs(21)), Ok(()));
		assert!(limiter.take(one, now + Duration::from_secs(21)).is_err());
	}

	#[test]
	fn a_household_is_one() {
		let limiter = Limiter::new(1);
		let now = Instant::now();
		assert_eq!(
			limiter.take("2001:db8:1:2::1".parse().unwrap(), now),
			Ok(())
		);
		assert!(limiter
			.take("2001:db8:1:2:ffff::9".parse().unwrap(), now)
			.is_err());
		assert_eq!(
			limiter.take("2001:db8:1:3::1".parse().unwrap(), now),
			Ok(())
		);
	}

	#[test]
	fn only_our_proxy_says_who_asks() {
		let proxy: IpAddr = [127, 0, 0, 1].into();
		let mut headers = HeaderMap::new();
		headers.insert(
			"x-forwarded-for",
			"203.0.113.9, 198.51.100.7".parse().unwrap(),
		);
		let by_proxy = client((proxy, 5).into(), &headers, &[proxy]);
		assert_eq!(by_proxy, IpAddr::from([198, 51, 100, 7]));
		let direct = client(([203, 0, 113, 1], 5).into(), &headers, &[proxy]);
		assert_eq!(direct, IpAddr::from([203, 0, 113, 1]));
		let nothing = client((proxy, 5).into(), &HeaderMap::new(), &[proxy]);
		assert_eq!(nothing, proxy);
	}
}
