//! What went wrong, as `application/problem+json` (RFC 9457).

use axum::{
	extract::{
		rejection::{JsonRejection, PathRejection, QueryRejection},
		FromRequest, FromRequestParts,
	},
	http::{header, HeaderValue, StatusCode},
	response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::{error::Error, payee::PayeeError};

/// What the types of problems begin with.
const TYPES: &str = "urn:civic-treasury:problem:";

/// A problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Problem {
	/// What kind it is, for programs.
	#[serde(rename = "type")]
	#[schema(example = "urn:civic-treasury:problem:bad-iban")]
	pub kind: String,
	/// The HTTP status in words.
	pub title: String,
	/// The HTTP status.
	pub status: u16,
	/// What is wrong and what to do, for people.
	pub detail: String,
	/// After how many seconds it makes sense to try again.
	#[serde(skip_serializing_if = "Option::is_none", rename = "retryAfter")]
	pub retry_after: Option<u64>,
}

impl Problem {
	/// A problem of this kind.
	pub fn new(status: StatusCode, kind: &str, detail: impl Into<String>) -> Self {
		Self {
			kind: format!("{TYPES}{kind}"),
			title: status.canonical_reason().unwrap_or("Error").to_string(),
			status: status.as_u16(),
			detail: detail.into(),
			retry_after: None,
		}
	}

	/// Worth trying again after so many seconds.
	#[must_use]
	pub fn retry_after(mut self, seconds: u64) -> Self {
		self.retry_after = Some(seconds);
		self
	}

	/// Nobody is signed in.
	pub fn not_signed_in() -> Self {
		Self::new(
			StatusCode::UNAUTHORIZED,
			"not-signed-in",
			"Sign in first: POST /v1/session.",
		)
	}

	/// The request may have been made by another page than ours.
	pub fn forged_request() -> Self {
		Self::new(
			StatusCode::FORBIDDEN,
			"forged-request",
			"This request does not come from this service's own page, or the page was open for too long. \
			 Load it again.",
		)
	}

	/// The officer may look and not act.
	pub fn wrong_role() -> Self {
		Self::new(
			StatusCode::FORBIDDEN,
			"wrong-role",
			"Only a treasurer may do this; an auditor sees everything and changes nothing. Ask a treasurer to do it.",
		)
	}

	/// The officer may see that there is a file, and not what is in it.
	pub fn not_for_auditors() -> Self {
		Self::new(
			StatusCode::FORBIDDEN,
			"wrong-role",
			"A bank's file holds names and account numbers, so only a treasurer opens it. Ask a treasurer for the line you \
			 need, or for the file itself: that it was opened is in the trail. For the reserve, take your own copy of the \
			 statement from the bank.",
		)
	}

	/// The HTTP status.
	pub fn status(&self) -> StatusCode {
		StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
	}
}

impl IntoResponse for Problem {
	fn into_response(self) -> Response {
		let body = serde_json::to_vec(&self).unwrap_or_default();
		let mut response = (self.status(), body).into_response();
		response.headers_mut().insert(
			header::CONTENT_TYPE,
			HeaderValue::from_static("application/problem+json"),
		);
		if let Some(seconds) = self.retry_after {
			response
				.headers_mut()
				.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
		}
		response
	}
}

impl From<Error> for Problem {
	fn from(error: Error) -> Self {
		match error {
			Error::Refused(why) => Self::new(StatusCode::CONFLICT, "refused", why),
			Error::NotFound(what) => Self::new(
				StatusCode::NOT_FOUND,
				"not-found",
				format!("There is no such {what}."),
			),
			// The log says what; a stranger need not know.
			transient if transient.is_transient() => {
				tracing::warn!(error = %transient, "a request waits for something that does not answer");
				Self::new(
					StatusCode::SERVICE_UNAVAILABLE,
					"unavailable",
					"Something this service needs does not answer. Nothing was changed; try again.",
				)
				.retry_after(10)
			},
			defect => {
				tracing::error!(error = %defect, "a request failed");
				Self::new(
					StatusCode::INTERNAL_SERVER_ERROR,
					"internal",
					"This should not happen. The service's log says more.",
				)
			},
		}
	}
}

impl From<PayeeError> for Problem {
	fn from(error: PayeeError) -> Self {
		let status = match error {
			PayeeError::Field { .. } => StatusCode::BAD_REQUEST,
			PayeeError::Forged => StatusCode::FORBIDDEN,
			PayeeError::OtherNetwork(_) => StatusCode::CONFLICT,
			PayeeError::Iban(_) | PayeeError::NotFresh => StatusCode::UNPROCESSABLE_ENTITY,
		};
		Self::new(status, error.kind(), error.to_string())
	}
}

/// `axum::Json`, with problems in our form that never repeat what was sent.
#[derive(Debug, Clone, Copy, Default, FromRequest)]
#[from_request(via(axum::Json), rejection(Problem))]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
	fn into_response(self) -> Response {
		axum::Json(self.0).into_response()
	}
}

/// `axum::extract::Path`, with problems in our form.
#[derive(Debug, Clone, Copy, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub struct Path<T>(pub T);

/// `axum::extract::Query`, with problems in our form.
#[derive(Debug, Clone, Copy, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub struct Query<T>(pub T);

impl From<JsonRejection> for Problem {
	fn from(rejection: JsonRejection) -> Self {
		let status = rejection.status();
		match status {
			StatusCode::PAYLOAD_TOO_LARGE => too_large(),
			StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::new(
				status,
				"not-json",
				"Send JSON, with the header Content-Type: application/json.",
			),
			// What serde says would repeat values: an IBAN in a log of the sender's proxy, say.
			StatusCode::UNPROCESSABLE_ENTITY => Self::new(
				status,
				"bad-fields",
				"This is JSON, with a field missing, one too many, or one of another type: see /openapi.json.",
			),
			_ => Self::new(StatusCode::BAD_REQUEST, "bad-json", "This is not JSON."),
		}
	}
}

impl From<PathRejection> for Problem {
	fn from(_: PathRejection) -> Self {
		not_found()
	}
}

impl From<QueryRejection> for Problem {
	fn from(_: QueryRejection) -> Self {
		Self::new(
			StatusCode::BAD_REQUEST,
			"bad-query",
			"What stands behind the ? cannot be read: see /openapi.json.",
		)
	}
}

/// The body is longer than anything right would be.
pub fn too_large() -> Problem {
	Problem::new(
		StatusCode::PAYLOAD_TOO_LARGE,
		"too-large",
		"This is longer than anything that could be right here.",
	)
}

/// Nothing is at this address.
pub fn not_found() -> Problem {
	Problem::new(
		StatusCode::NOT_FOUND,
		"not-found",
		"Nothing is at this address: see /openapi.json.",
	)
}

/// Something is at this address, for another method.
pub fn wrong_method() -> Problem {
	Problem::new(
		StatusCode::METHOD_NOT_ALLOWED,
		"wrong-method",
		"This address takes another method: see /openapi.json.",
	)
}
