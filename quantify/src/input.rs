//! Bytes to text: unpacking within limits.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use crate::error::{Error, Result};

/// The text in `bytes`, unpacked if they are gzip, without byte order mark.
pub(crate) fn text(bytes: &[u8], limit: usize) -> Result<String> {
	if bytes.is_empty() {
		return Err(Error::Empty);
	}
	if bytes.len() > limit {
		return Err(Error::TooLarge { limit });
	}
	let unpacked = match bytes {
		[0x1f, 0x8b, ..] => unpack(bytes, limit)?,
		_ => bytes.to_vec(),
	};
	let mut text = String::from_utf8(unpacked).map_err(|error| Error::NotUtf8 {
		position: error.utf8_error().valid_up_to(),
	})?;
	if text.starts_with('\u{feff}') {
		text.drain(..'\u{feff}'.len_utf8());
	}
	if text.trim().is_empty() {
		return Err(Error::Empty);
	}
	Ok(text)
}

/// Unpack gzip. Stops one byte after the limit, so that a bomb costs no more than that.
fn unpack(bytes: &[u8], limit: usize) -> Result<Vec<u8>> {
	let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
	let mut unpacked = Vec::new();
	MultiGzDecoder::new(bytes)
		.take(most)
		.read_to_end(&mut unpacked)
		.map_err(|error| Error::Gzip {
			reason: error.to_string(),
		})?;
	if unpacked.len() > limit {
		return Err(Error::TooLarge { limit });
	}
	Ok(unpacked)
}
