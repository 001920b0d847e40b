//! Who is signed in, and whether a request is really theirs.
//!
//! A session is a random token in a cookie that no script and no other site's page can send. What
//! changes something needs a second token besides, which only our own pages know; the extractors here
//! check it, so that no handler can forget to.

use std::{
	collections::HashMap,
	net::IpAddr,
	sync::{Mutex, MutexGuard, PoisonError},
};

use axum::{
	extract::{FromRequest, FromRequestParts, Request},
	http::{header, request::Parts, HeaderMap, Method},
	response::{IntoResponse, Redirect, Response},
};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{now, pages, App, Problem};
use crate::{
	error::{Error, Result},
	store::officers::{self, Officer, Role},
};

/// The header that programs send the second token in.
pub const CSRF_HEADER: &str = "x-csrf-token";

/// After this many seconds an officer signs in again, however busy they were.
const LONGEST: i64 = 12 * 3600;

/// So many wrong passwords for one name from one address …
const TRIES: u32 = 5;

/// … and so many for one name from anywhere …
const TRIES_IN_ALL: u32 = 50;

/// … within so many seconds, and the next try has to wait for the end of them.
const TRIES_WITHIN: i64 = 900;

/// The most names and addresses whose tries are counted.
const MOST_COUNTED: usize = 10_000;

/// 32 random bytes as hex.
pub fn token() -> String {
	hex::encode(rand::random::<[u8; 32]>())
}

/// Whether two tokens are the same, in a time that does not tell where they differ.
pub fn same(one: &str, other: &str) -> bool {
	// Equal hashes of unequal length are out of reach; comparing hashes leaks nothing of use.
	Sha256::digest(one) == Sha256::digest(other) && !one.is_empty()
}

/// The sessions of this process: a restart ends them all.
#[derive(Debug, Default)]
pub struct Sessions {
	live: Mutex<HashMap<[u8; 32], Live>>,
	tries: Mutex<HashMap<String, Tries>>,
}

#[derive(Debug, Clone)]
struct Live {
	officer: String,
	changed_at: i64,
	csrf: String,
	begun: i64,
	seen: i64,
}

#[derive(Debug, Clone, Copy)]
struct Tries {
	wrong: u32,
	until: i64,
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
	of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sessions {
	/// Begin one; the token for the cookie, and the second one.
	pub fn begin(&self, officer: &Officer, now: i64) -> (String, String) {
		let (token, csrf) = (token(), token());
		lock(&self.live).insert(
			Sha256::digest(&token).into(),
			Live {
				officer: officer.name.clone(),
				changed_at: officer.changed_at,
				csrf: csrf.clone(),
				begun: now,
				seen: now,
			},
		);
		(token, csrf)
	}

	fn find(&self, token: &str, idle: i64, now: i64) -> Option<Live> {
		let mut live = lock(&self.live);
		live.retain(|_, s| {
			now.saturating_sub(s.seen) <= idle && now.saturating_sub(s.begun) <= LONGEST
		});
		let session = live.get_mut::<[u8; 32]>(&Sha256::digest(token).into())?;
		session.seen = now;
		Some(session.clone())
	}

	/// End the one with this token.
	pub fn end(&self, token: &str) {
		lock(&self.live).remove::<[u8; 32]>(&Sha256::digest(token).into());
	}

	/// Whether another password may be tried, or for how many seconds not.
	fn may_try(&self, name: &str, from: IpAddr, now: i64) -> Result<(), u64> {
		let tries = lock(&self.tries);
		for (key, most) in keys(name, from) {
			if let Some(t) = tries.get(&key).filter(|t| t.until > now && t.wrong >= most) {
				return Err(u64::try_from(t.until.saturating_sub(now)).unwrap_or(0));
			}
		}
		Ok(())
	}

	fn was(&self, right: bool, name: &str, from: IpAddr, now: i64) {
		let mut tries = lock(&self.tries);
		tries.retain(|_, t| t.until > now);
		if tries.len() >= MOST_COUNTED {
			tries.clear();
		}
		for (key, _) in keys(name, from) {
			if right {
				tries.remove(&key);
				continue;
			}
			let counted = tries.entry(key).or_insert(Tries {
				wrong: 0,
				until: now.saturating_add(TRIES_WITHIN),
			});
			counted.wrong = counted.wrong.saturating_add(1);
		}
	}
}

fn keys(name: &str, from: IpAddr) -> [(String, u32); 2] {
	// Bounded, since strangers choose it.
	let name: String = name.chars().take(40).collect();
	[(format!("{name} {from}"), TRIES), (name, TRIES_IN_ALL)]
}

/// The officer whose password this is.
pub async fn check_password(
	app: &App,
	name: &str,
	password: Zeroizing<String>,
	from: IpAddr,
) -> Result<Officer, Problem> {
	let at = now();
	app.sessions.may_try(name, from, at).map_err(|seconds| {
		Problem::new(
			axum::http::StatusCode::TOO_MANY_REQUESTS,
			"too-many-tries",
			format!(
				"Too many wrong passwords. Wait {} minutes.",
				seconds.div_ceil(60)
			),
		)
		.retry_after(seconds)
	})?;
	let officer = {
		// Each try takes 19 MiB: only a few at a time.
		let _turn = app
			.passwords
			.acquire()
			.await
			.map_err(|_| Error::Inconsistent("the service is ending".into()))?;
		let mut conn = app.db.read().await?;
		officers::authenticate(&mut conn, name, password).await?
	};
	app.sessions.was(officer.is_some(), name, from, at);
	if officer.is_none() {
		tracing::warn!("a wrong name or password");
	}
	officer.ok_or_else(|| {
		Problem::new(
			axum::http::StatusCode::UNAUTHORIZED,
			"wrong-password",
			"This name and password do not belong together.",
		)
	})
}

/// A signed-in officer.
#[derive(Debug, Clone)]
pub struct Session {
	/// Who.
	pub officer: Officer,
	/// The second token.
	pub csrf: String,
	/// Where from.
	pub from: IpAddr,
	/// The page of ours that this was asked from.
	pub back: Option<String>,
}

impl Session {
	/// The name of an officer who may act.
	pub fn treasurer(&self) -> Result<&str, Problem> {
		match self.officer.role {
			Role::Treasurer => Ok(&self.officer.name),
			Role::Auditor => Err(Problem::wrong_role()),
		}
	}

	/// Check once more that it is they who sit there, before money goes out.
	pub async fn confirm(&self, app: &App, password: String) -> Result<&str, Problem> {
		let name = self.treasurer()?;
		check_password(app, name, Zeroizing::new(password), self.from).await?;
		Ok(name)
	}

	/// The session a request is of, if it is of one.
	pub async fn of(parts: &Parts, app: &App) -> Result<Option<Self>, Problem> {
		let Some(token) = cookie(&parts.headers, app.cookie()) else {
			return Ok(None);
		};
		let idle = i64::from(app.config.officers.idle_minutes).saturating_mul(60);
		let Some(live) = app.sessions.find(&token, idle, now()) else {
			return Ok(None);
		};
		let mut conn = app.db.read().await?;
		let officer = officers::get(&mut conn, &live.officer).await?.filter(|o| {
			// Disabled, or with another password: what was signed in before is over.
			o.disabled_at.is_none() && o.changed_at == live.changed_at
		});
		let Some(officer) = officer else {
			app.sessions.end(&token);
			return Ok(None);
		};
		Ok(Some(Self {
			officer,
			csrf: live.csrf,
			from: app.client(parts),
			back: back(parts),
		}))
	}
}

/// The page of ours that a browser says it comes from, if it is another one.
fn back(parts: &Parts) -> Option<String> {
	let text = |name| parts.headers.get(name).and_then(|v| v.to_str().ok());
	let (_, rest) = text(header::REFERER)?.split_once("://")?;
	let path = rest.strip_prefix(text(header::HOST)?)?;
	let is_page = path.starts_with('/') && !path.starts_with("//");
	(is_page && path != parts.uri.path()).then(|| path.to_owned())
}

/// One cookie of a request.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
	headers
		.get_all(header::COOKIE)
		.iter()
		.filter_map(|value| value.to_str().ok())
		.flat_map(|value| value.split(';'))
		.filter_map(|pair| pair.trim().split_once('='))
		.find(|(key, _)| *key == name)
		.map(|(_, value)| value.to_string())
}

/// Whether a browser says that the request comes from one of our pages. Programs that are no browsers
/// send none of these headers.
pub fn from_our_page(app: &App, headers: &HeaderMap) -> bool {
	let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
	if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
		return false;
	}
	match (text("origin"), &app.config.officers.origin, text("host")) {
		(None, ..) => true,
		(Some(origin), Some(ours), _) => origin == ours,
		(Some(origin), None, Some(host)) => {
			origin.split_once("://").is_some_and(|(_, of)| of == host)
		},
		(Some(_), None, None) => false,
	}
}

/// A program's request by a signed-in officer. One that changes something carries the second token.
#[derive(Debug, Clone)]
pub struct Api(pub Session);

impl FromRequestParts<App> for Api {
	type Rejection = Problem;

	async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
		let session = Session::of(parts, app)
			.await?
			.ok_or_else(Problem::not_signed_in)?;
		if parts.method != Method::GET && parts.method != Method::HEAD {
			let sent = parts.headers.get(CSRF_HEADER).and_then(|v| v.to_str().ok());
			if !from_our_page(app, &parts.headers) || !same(sent.unwrap_or_default(), &session.csrf)
			{
				return Err(Problem::forged_request());
			}
		}
		Ok(Self(session))
	}
}

/// A signed-in officer who looks at a page; anybody else is sent to sign in.
#[derive(Debug, Clone)]
pub struct Visit(pub Session);

impl FromRequestParts<App> for Visit {
	type Rejection = Response;

	async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
		match Session::of(parts, app).await {
			Ok(Some(session)) => Ok(Self(session)),
			Ok(None) => Err(Redirect::to("/sign-in").into_response()),
			Err(problem) => Err(pages::fault(None, &problem).into_response()),
		}
	}
}

/// A form with the second token in it.
pub trait Form: DeserializeOwned {
	/// The second token.
	fn csrf(&self) -> &str;
}

/// A form that a signed-in officer sent from our own page.
#[derive(Debug, Clone)]
pub struct Posted<T>(pub Session, pub T);

impl<T: Form> FromRequest<App> for Posted<T> {
	type Rejection = Response;

	async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
		let (mut parts, body) = request.into_parts();
		let Visit(session) = Visit::from_request_parts(&mut parts, app).await?;
		let fault = |problem: &Problem| pages::fault(Some(&session), problem).into_response();
		if !from_our_page(app, &parts.headers) {
			return Err(fault(&Problem::forged_request()));
		}
		let request = Request::from_parts(parts, body);
		let Ok(axum::Form(form)) = axum::Form::<T>::from_request(request, app).await else {
			return Err(fault(&Problem::new(
				axum::http::StatusCode::BAD_REQUEST,
				"bad-form",
				"The form is not complete. Go back and fill it in.",
			)));
		};
		if !same(form.csrf(), &session.csrf) {
			return Err(fault(&Problem::forged_request()));
		}
		Ok(Self(session, form))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn too_many_wrong_passwords_wait() {
		let sessions = Sessions::default();
		let (here, there) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
		for _ in 0..TRIES {
			assert_eq!(sessions.may_try("anna", here, 0), Ok(()));
			sessions.was(false, "anna", here, 0);
		}
		assert_eq!(sessions.may_try("anna", here, 1), Err(899));
		assert_eq!(sessions.may_try("anna", there, 1), Ok(()));
		assert_eq!(sessions.may_try("bert", here, 1), Ok(()));
		assert_eq!(sessions.may_try("anna", here, TRIES_WITHIN), Ok(()));
		sessions.was(true, "anna", here, 1);
		assert_eq!(sessions.may_try("anna", here, 2), Ok(()));
	}

	#[test]
	fn cookies_are_found_by_their_whole_name() {
		let mut headers = HeaderMap::new();
		headers.insert(
			header::COOKIE,
			"xcivic=1; civic=2;civic-form=3".parse().unwrap(),
		);
		assert_eq!(cookie(&headers, "civic").as_deref(), Some("2"));
		assert_eq!(cookie(&headers, "civic-form").as_deref(), Some("3"));
		assert_eq!(cookie(&headers, "civ"), None);
	}

	#[test]
	fn no_token_is_the_same_as_none() {
		assert!(!same("", ""));
		assert!(same("a", "a"));
		assert!(!same("a", "b"));
	}
}
