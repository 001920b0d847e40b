//! The city treasury's address for citizens, asked over HTTPS (treasury/README.md says what it takes).

use std::{net::IpAddr, path::Path, time::Duration};

use backon::{ExponentialBuilder, Retryable};
use civic_payee::Registration;
use reqwest::{header, redirect, Certificate, Client, RequestBuilder, Response, StatusCode, Url};
use serde::{de::DeserializeOwned, Deserialize};

use crate::{
	error::{Error, Result},
	files::{self, MAX_SMALL},
	hex32::Hex32,
};

/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long it may take until it is reached.
const REACH: Duration = Duration::from_secs(10);

/// How often it is asked again when it does not answer, or says that it cannot now.
const AGAIN: usize = 3;

/// The pause before it is asked again; each is twice the one before.
const PAUSE: Duration = Duration::from_millis(500);

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 1 << 20;

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registered {
	/// It is there. The bank will write the holder's name so, if not as it was sent.
	Kept(Option<String>),
	/// It was there, and was erased: with this salt it is not taken again.
	Erased,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NetworkAnswer {
	genesis_hash: Hex32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Accepted {
	commitment: Hex32,
	#[serde(default)]
	bank_name: Option<String>,
}

/// What another machine says, as it is shown: it never moves the cursor or fills the screen.
fn shown(said: &str) -> String {
	said.chars()
		.filter(|c| !c.is_control())
		.take(LONGEST_DETAIL)
		.collect()
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
		let said = shown(&self.detail);
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
	/// The treasury at `url`, to which nothing is sent yet. With a file of certificates, those are trusted
	/// to vouch for it, in the place of the public ones.
	pub fn at(url: &str, authorities: Option<&Path>) -> Result<Self> {
		let (url, here) = address(url)?;
		let mut client = Client::builder()
			.timeout(PATIENCE)
			.connect_timeout(REACH)
			// What is sent is for this address and no other.
			.redirect(redirect::Policy::none());
		if here {
			client = client.no_proxy();
		}
		if let Some(file) = authorities {
			client = client.tls_built_in_root_certs(false);
			for one in certificates(file)? {
				client = client.add_root_certificate(one);
			}
		}
		let client = client.build().map_err(|e| match authorities {
			// What is in a certificate is looked at only here.
			Some(file) => unfit(file),
			None => Error::internal(format!("The program cannot talk HTTPS: {e}.")),
		})?;
		Ok(Self { url, client })
	}

	/// Its address in its one form.
	pub fn url(&self) -> &str {
		self.url.as_str().trim_end_matches('/')
	}

	/// Which network it pays for, by the hash of the first block.
	pub async fn network(&self) -> Result<Hex32> {
		let request = || self.client.get(self.path("/v1/network"));
		let body = self.ask(request).await.map_err(Told::error)?;
		let answer: NetworkAnswer = self.read(&body)?;
		Ok(answer.genesis_hash)
	}

	/// Tell it where money goes. `commitment` is what it must answer.
	pub async fn register(
		&self,
		registration: &Registration,
		commitment: Hex32,
	) -> Result<Registered> {
		// The same sent again is the same payee: an answer that was lost does no harm.
		let request = || self.client.post(self.path("/v1/payees")).json(registration);
		let body = match self.ask(request).await {
			Err(Told::Problem(_, problem)) if problem.kind.ends_with(ERASED) => {
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
		Ok(Registered::Kept(answer.bank_name.as_deref().map(shown)))
	}

	fn path(&self, path: &str) -> String {
		format!("{}{path}", self.url())
	}

	/// The body of an answer that is no problem; asked for again while that may help.
	async fn ask(&self, request: impl Fn() -> RequestBuilder) -> Result<Vec<u8>, Told> {
		let pauses = ExponentialBuilder::default()
			.with_min_delay(PAUSE)
			.with_jitter()
			.with_max_times(AGAIN);
		(|| async { self.ask_once(request()).await })
			.retry(pauses)
			.when(Told::may_pass)
			.await
	}

	async fn ask_once(&self, request: RequestBuilder) -> Result<Vec<u8>, Told> {
		let answer = request.send().await.map_err(|e| self.silent(e))?;
		let status = answer.status();
		let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
		let body = self.body(answer).await?;
		if status.is_success() {
			return Ok(body);
		}
		let is_problem = kind.is_some_and(|kind| kind == "application/problem+json");
		Err(match serde_json::from_slice(&body) {
			Ok(problem) if is_problem => Told::Problem(status, problem),
			_ if status.is_server_error() => Told::Lost(self.strange(status)),
			_ => Told::Other(self.strange(status)),
		})
	}

	/// The body of an answer, as far as one may go.
	async fn body(&self, mut answer: Response) -> Result<Vec<u8>, Told> {
		let mut body = Vec::new();
		while let Some(part) = answer.chunk().await.map_err(|e| self.silent(e))? {
			if body.len().saturating_add(part.len()) > LONGEST_ANSWER {
				return Err(Told::Other(Error::network(format!(
					"The treasury at {} answers with more than {} MiB, which no treasury does. Compare the \
					 address with the one your city gives.",
					self.url,
					LONGEST_ANSWER >> 20
				))));
			}
			body.extend_from_slice(&part);
		}
		Ok(body)
	}

	fn silent(&self, error: reqwest::Error) -> Told {
		// The innermost cause says it; the address stands in the sentence already.
		let error = error.without_url();
		let mut why: &dyn std::error::Error = &error;
		while let Some(cause) = why.source() {
			why = cause;
		}
		let why = why.to_string();
		if why.contains("certificate") {
			return Told::Other(Error::network(format!(
				"Nobody whom this machine trusts vouches for {} ({why}). Nothing was sent. If your city vouches \
				 for it itself, give the certificates that it publishes: --treasury-ca FILE.",
				self.url
			)));
		}
		Told::Lost(Error::network(format!(
			"The treasury at {} does not answer ({why}). Nothing is lost: try again later.",
			self.url
		)))
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

/// The address, and whether it is on this machine. A bank account is none of the net's business.
pub fn address(url: &str) -> Result<(Url, bool)> {
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
		"https" => Ok((url, here)),
		"http" if here => Ok((url, here)),
		"http" => Err(Error::input(format!(
			"{url} is not encrypted, and your bank account is none of the net's business. Give an \
			 address that begins with https://."
		))),
		_ => Err(wrong()),
	}
}

fn certificates(file: &Path) -> Result<Vec<Certificate>> {
	let pem = files::read(file, MAX_SMALL, "file of certificates")?;
	match Certificate::from_pem_bundle(&pem) {
		Ok(some) if !some.is_empty() => Ok(some),
		_ => Err(unfit(file)),
	}
}

fn unfit(file: &Path) -> Error {
	Error::input(format!(
		"{} holds no certificates that can be used. Give what the treasury's authority publishes, as PEM \
		 (-----BEGIN CERTIFICATE-----).",
		file.display()
	))
}

/// Why there is no answer to be used.
enum Told {
	Problem(StatusCode, Problem),
	/// Nothing came, or what stands before the treasury says that it cannot.
	Lost(Error),
	Other(Error),
}

impl Told {
	/// Whether the same may be answered a moment later.
	fn may_pass(&self) -> bool {
		match self {
			Self::Problem(status, _) => status.is_server_error(),
			Self::Lost(_) => true,
			Self::Other(_) => false,
		}
	}

	fn error(self) -> Error {
		match self {
			Self::Problem(_, problem) => problem.error(),
			Self::Lost(error) | Self::Other(error) => error,
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
			let treasury = Treasury::at(fine, None).unwrap();
			assert_eq!(treasury.url(), fine.trim_end_matches('/'));
		}
		let plain = Treasury::at("http://treasury.example", None).unwrap_err();
		assert!(plain.to_string().contains("not encrypted"), "{plain}");
		for wrong in [
			"",
			"treasury.example",
			"ftp://treasury.example",
			"https://",
			"http://localhost.example",
		] {
			assert_eq!(
				Treasury::at(wrong, None).unwrap_err().exit_code(),
				3,
				"{wrong}"
			);
		}
	}

	/// Answers each connection with the next of these, and counts them.
	fn serve(answers: Vec<Vec<u8>>) -> (Treasury, std::thread::JoinHandle<usize>) {
		use std::io::{Read, Write};
		let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
		let url = format!("http://{}", listener.local_addr().unwrap());
		let served = std::thread::spawn(move || {
			let mut count = 0;
			for answer in answers {
				let (mut stream, _) = listener.accept().unwrap();
				let _ = stream.read(&mut [0; 4096]);
				// Whoever is sent too much hangs up.
				let _ = stream.write_all(&answer);
				count += 1;
			}
			count
		});
		(Treasury::at(&url, None).unwrap(), served)
	}

	fn answer(status: &str, body: &str) -> Vec<u8> {
		let length = body.len();
		format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
			.into()
	}

	#[tokio::test]
	async fn what_may_pass_is_asked_for_again() {
		let hash = Hex32([7; 32]);
		let network = format!(r#"{{"genesisHash": "{hash}"}}"#);
		let (treasury, served) = serve(vec![
			Vec::new(),
			answer("503 Service Unavailable", "<html>"),
			answer("200 OK", &network),
		]);
		assert_eq!(treasury.network().await.unwrap(), hash);
		assert_eq!(served.join().unwrap(), 3);

		let (treasury, served) = serve(vec![answer("404 Not Found", "<html>")]);
		let error = treasury.network().await.unwrap_err();
		assert!(error.to_string().contains("404"), "{error}");
		assert_eq!(served.join().unwrap(), 1, "asked once");
	}

	#[tokio::test]
	async fn an_answer_that_does_not_end_is_not_read() {
		let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000)).repeat(17);
		let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
		let (treasury, _) = serve(vec![format!("{head}{chunk}").into()]);
		let error = treasury.network().await.unwrap_err();
		assert!(error.to_string().contains("more than 1 MiB"), "{error}");
	}

	#[test]
	fn only_certificates_are_taken_for_certificates() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("ca.pem");
		let at = || Treasury::at("https://treasury.example", Some(&file)).unwrap_err();
		assert!(at().to_string().contains("is not there"));
		for wrong in [
			"nothing of the kind",
			"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
		] {
			std::fs::write(&file, wrong).unwrap();
			let error = at();
			assert_eq!(error.exit_code(), 3);
			assert!(error.to_string().contains("ca.pem"), "{error}");
		}
	}
}
