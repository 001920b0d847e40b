//! The city treasury's address for citizens, asked over HTTPS (treasury/README.md says what it takes).

use std::{net::IpAddr, time::Duration};

use civic_payee::Registration;
use reqwest::{header, redirect, Client, RequestBuilder, StatusCode, Url};
use serde::{de::DeserializeOwned, Deserialize};

use crate::{
	error::{Error, Result},
	hex32::Hex32,
};

/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// How much of what it says is shown, in characters.
const LONGEST_DETAIL: usize = 400;

/// What the kind of a problem ends with when the treasury has erased what is sent again.
const ERASED: &str = ":replayed";

/// A city treasury.
#[derive(Debug)]
pub struct Treasury {
	url: Url,
	client: Client,
}

/// What became of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registered {
	/// It was not there before.
	New,
	/// It was there.
	Again,
	/// It was there, and was erased: with this salt it is not taken again.
	Erased,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NetworkAnswer {
	genesis_hash: Hex32,
}

#[derive(Deserialize)]
struct Accepted {
	commitment: Hex32,
}

/// RFC 9457.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Problem {
	#[serde(rename = "type")]
	kind: String,
	detail: String,
	/// After how many seconds it makes sense to try again.
	#[serde(default)]
	retry_after: Option<u64>,
}

impl Problem {
	/// In this program's words: whose fault it is, and what to do.
	fn error(&self) -> Error {
		// What another machine says is shown, and never moves the cursor or fills the screen.
		let said: String = self
			.detail
			.chars()
			.filter(|c| !c.is_control())
			.take(LONGEST_DETAIL)
			.collect();
		let kind = self.kind.rsplit(':').next().unwrap_or_default();
		match kind {
			"bad-iban" | "bad-field" | "too-many-payees" => {
				Error::input(format!("The treasury does not take it: {said}"))
			},
			"not-fresh" => Error::input(format!(
				"The treasury does not take it: {said} This machine's clock, or the treasury's, is wrong."
			)),
			"bad-signature" => Error::key(format!(
				"The treasury does not take it: {said} Take the civic of its version, and try again."
			)),
			_ => {
				let again = match self.retry_after {
					Some(seconds) => format!("Try again in {seconds} s."),
					None => "Try again later, or ask the treasury.".into(),
				};
				Error::network(format!("The treasury does not take it: {said} {again}"))
			},
		}
	}
}

impl Treasury {
	/// The treasury at `url`, to which nothing is sent yet.
	pub fn at(url: &str) -> Result<Self> {
		let wrong = || {
			Error::input(format!(
				"\"{url}\" is not the address of a treasury. Give one like https://treasury.city.example."
			))
		};
		let url: Url = url.parse().map_err(|_| wrong())?;
		let host = url.host_str().ok_or_else(wrong)?;
		let ip = host.trim_matches(['[', ']']).parse::<IpAddr>();
		let here = host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback());
		match url.scheme() {
			"https" => {},
			"http" if here => {},
			"http" => {
				return Err(Error::input(format!(
					"{url} is not encrypted, and your bank account is none of the net's business. Give an \
					 address that begins with https://."
				)))
			},
			_ => return Err(wrong()),
		}
		let mut client = Client::builder()
			.timeout(PATIENCE)
			// What is sent is for this address and no other.
			.redirect(redirect::Policy::none());
		if here {
			client = client.no_proxy();
		}
		let client = client
			.build()
			.map_err(|e| Error::internal(format!("The program cannot talk HTTPS: {e}.")))?;
		Ok(Self { url, client })
	}

	/// Its address in its one form.
	pub fn url(&self) -> &str {
		self.url.as_str().trim_end_matches('/')
	}

	/// Which network it pays for, by the hash of the first block.
	pub async fn network(&self) -> Result<Hex32> {
		let request = self.client.get(self.path("/v1/network"));
		let (_, body) = self.ask(request).await.map_err(Told::error)?;
		let answer: NetworkAnswer = self.read(&body)?;
		Ok(answer.genesis_hash)
	}

	/// Tell it where money goes. `commitment` is what it must answer.
	pub async fn register(
		&self,
		registration: &Registration,
		commitment: Hex32,
	) -> Result<Registered> {
		let request = self.client.post(self.path("/v1/payees")).json(registration);
		let (status, body) = match self.ask(request).await {
			Err(Told::Problem(problem)) if problem.kind.ends_with(ERASED) => {
				return Ok(Registered::Erased)
			},
			other => other.map_err(Told::error)?,
		};
		let answer: Accepted = self.read(&body)?;
		if answer.commitment != commitment {
			return Err(Error::network(format!(
				"The treasury at {} answered with another commitment than this wallet computes. Do not \
				 redeem with it, and tell the treasury.",
				self.url
			)));
		}
		match status {
			StatusCode::CREATED => Ok(Registered::New),
			_ => Ok(Registered::Again),
		}
	}

	fn path(&self, path: &str) -> String {
		format!("{}{path}", self.url())
	}

	/// Status and body of an answer that is no problem.
	async fn ask(&self, request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), Told> {
		let lost = |e: reqwest::Error| {
			// Without the address, which stands in the sentence already.
			let why = e.without_url();
			Error::network(format!(
				"The treasury at {} does not answer ({why}). Nothing is lost: try again later.",
				self.url
			))
		};
		let answer = request.send().await.map_err(lost)?;
		let status = answer.status();
		let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
		let body = answer.bytes().await.map_err(lost)?.to_vec();
		if status.is_success() {
			return Ok((status, body));
		}
		let is_problem = kind.is_some_and(|kind| kind == "application/problem+json");
		match serde_json::from_slice(&body) {
			Ok(problem) if is_problem => Err(Told::Problem(problem)),
			_ => Err(self.strange(status).into()),
		}
	}

	fn read<T: DeserializeOwned>(&self, body: &[u8]) -> Result<T> {
		serde_json::from_slice(body).map_err(|_| {
			Error::network(format!(
				"What answers at {} is not a treasury. Compare the address with the one your city gives.",
				self.url
			))
		})
	}

	fn strange(&self, status: StatusCode) -> Error {
		Error::network(format!(
			"The treasury at {} answers {status}, which it should not. Compare the address with the one your \
			 city gives, and try again later.",
			self.url
		))
	}
}

/// Why there is no answer to be used.
enum Told {
	Problem(Problem),
	Other(Error),
}

impl From<Error> for Told {
	fn from(error: Error) -> Self {
		Self::Other(error)
	}
}

impl Told {
	fn error(self) -> Error {
		match self {
			Self::Problem(problem) => problem.error(),
			Self::Other(error) => error,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_the_treasury_says_is_sorted_by_what_to_do_and_cannot_write_over_the_screen() {
		let said = |text: &str| serde_json::from_str::<Problem>(text).unwrap().error();
		for (kind, code, says) in [
			("bad-iban", 3, "check digits"),
			("too-many-payees", 3, "check digits"),
			("not-fresh", 3, "clock"),
			("bad-signature", 6, "version"),
			("other-network", 5, "ask the treasury"),
			("unavailable", 5, "ask the treasury"),
		] {
			let error = said(&format!(
				r#"{{"type": "urn:civic-treasury:problem:{kind}", "detail": "check digits\u001b[2J", "status": 400}}"#
			));
			assert_eq!(error.exit_code(), code, "{kind}");
			let text = error.to_string();
			assert!(text.contains(says) && !text.contains('\u{1b}'), "{text}");
		}
		let busy = said(r#"{"type": "x:too-many-requests", "detail": "Wait.", "retryAfter": 7}"#);
		assert!(busy.to_string().contains("in 7 s"), "{busy}");
		let long = said(&format!(
			r#"{{"type": "x", "detail": "{}"}}"#,
			"x".repeat(9_000)
		));
		assert!(long.to_string().len() < 600);
	}

	#[test]
	fn a_bank_account_is_sent_encrypted_or_stays_on_this_machine() {
		for fine in [
			"https://treasury.example",
			"https://treasury.example/city/",
			"http://127.0.0.1:8480",
			"http://[::1]:8480",
			"http://localhost:8480",
		] {
			let treasury = Treasury::at(fine).unwrap();
			assert_eq!(treasury.url(), fine.trim_end_matches('/'));
		}
		let plain = Treasury::at("http://treasury.example").unwrap_err();
		assert!(plain.to_string().contains("not encrypted"), "{plain}");
		for wrong in [
			"",
			"treasury.example",
			"ftp://treasury.example",
			"https://",
			"http://localhost.example",
		] {
			assert_eq!(Treasury::at(wrong).unwrap_err().exit_code(), 3, "{wrong}");
		}
	}
}
