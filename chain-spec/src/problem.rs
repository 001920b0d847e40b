//! What is wrong with a profile, and where.

use core::fmt;

/// One thing that is wrong with a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
	/// Where, as in `agencies[2].account`.
	pub path: String,
	/// What stands there.
	pub value: String,
	/// What is wrong with it, and what is expected.
	pub expected: String,
}

impl fmt::Display for Problem {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{} = {}: {}", self.path, self.value, self.expected)
	}
}

/// Everything that is wrong with a profile, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self.0.len() {
			1 => write!(f, "the profile has a mistake:")?,
			count => write!(f, "the profile has {count} mistakes:")?,
		}
		self.0
			.iter()
			.try_for_each(|problem| write!(f, "\n  {problem}"))
	}
}

impl Problems {
	/// Note that `value` at `path` is not what is `expected`.
	pub(crate) fn add(
		&mut self,
		path: impl Into<String>,
		value: impl fmt::Debug,
		expected: impl Into<String>,
	) {
		self.0.push(Problem {
			path: path.into(),
			value: format!("{value:?}"),
			expected: expected.into(),
		});
	}

	/// The value of `result`; when it failed, the default, with the problem noted.
	pub(crate) fn take<T: Default>(
		&mut self,
		path: impl Into<String>,
		value: &str,
		result: Result<T, String>,
	) -> T {
		result.unwrap_or_else(|expected| {
			self.add(path, value, expected);
			T::default()
		})
	}
}
