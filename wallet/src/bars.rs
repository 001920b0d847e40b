//! Shares drawn in characters, so that a person sees at once what numbers say.

use crate::decision::{Share, WHOLE};

/// How many characters a bar has.
pub const WIDTH: usize = 32;

/// A bar for `share` of the whole, with a mark where it has to reach.
///
/// `████████░░░░░│░░░░░`: what there is, what lacks, what is needed. Without `fancy`, by characters
/// that every terminal and every screen reader has: `########.....|.....`.
pub fn bar(share: Share, needed: Option<Share>, fancy: bool) -> String {
	let (full, empty, mark) = if fancy {
		('█', '░', '│')
	} else {
		('#', '.', '|')
	};
	let filled = place(share);
	let needed = needed.map(|needed| place(needed).min(WIDTH - 1));
	(0..WIDTH)
		.map(|at| match needed {
			Some(needed) if needed == at => mark,
			_ if at < filled => full,
			_ => empty,
		})
		.collect()
}

/// Two sides of one bar: those for it from the left, those against it from the right.
pub fn sides(ayes: Share, nays: Share, fancy: bool) -> String {
	let (aye, nay, nobody) = if fancy {
		('█', '▒', ' ')
	} else {
		('#', '-', ' ')
	};
	let left = place(ayes);
	// Where nobody is left out, both sides meet, however they are rounded.
	let whole = ayes.saturating_add(nays).saturating_add(1) >= WHOLE;
	let right = match whole && nays > 0 {
		true => left,
		false => WIDTH - place(nays).min(WIDTH - left),
	};
	(0..WIDTH)
		.map(|at| match at {
			at if at < left => aye,
			at if at >= right => nay,
			_ => nobody,
		})
		.collect()
}

/// At which character a share ends. Something is never drawn as nothing, nor a part as the whole.
fn place(share: Share) -> usize {
	let at = u64::from(share.min(WHOLE)) * WIDTH as u64 / u64::from(WHOLE);
	let at = usize::try_from(at).unwrap_or(WIDTH);
	match share {
		0 => 0,
		share if share >= WHOLE => WIDTH,
		_ => at.clamp(1, WIDTH - 1),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn bars_show_what_there_is_and_what_is_needed() {
		let half = bar(WHOLE / 2, Some(WHOLE / 4 * 3), false);
		assert_eq!(
			half,
			format!("{}{}|{}", "#".repeat(16), ".".repeat(8), ".".repeat(7))
		);
		assert_eq!(bar(0, None, false), ".".repeat(WIDTH));
		assert_eq!(bar(1, None, false), format!("#{}", ".".repeat(WIDTH - 1)));
		assert_eq!(
			bar(WHOLE - 1, None, false),
			format!("{}.", "#".repeat(WIDTH - 1))
		);
		assert_eq!(bar(WHOLE, None, true), "█".repeat(WIDTH));
		assert!(
			bar(WHOLE, Some(WHOLE), true).ends_with('│'),
			"the mark is seen"
		);
	}

	#[test]
	fn sides_meet_and_do_not_overlap() {
		assert_eq!(
			sides(WHOLE / 4 * 3, WHOLE / 4, false),
			format!("{}{}", "#".repeat(24), "-".repeat(8))
		);
		assert_eq!(sides(0, 0, false), " ".repeat(WIDTH));
		// 31 of 46 and 15 of 46.
		let both = sides(673_913_043, 326_086_956, false);
		assert_eq!(both, format!("{}{}", "#".repeat(21), "-".repeat(11)));
	}

	proptest! {
		#[test]
		fn every_bar_is_as_wide(ayes: u32, nays: u32, needed: Option<u32>, fancy: bool) {
			prop_assert_eq!(bar(ayes, needed, fancy).chars().count(), WIDTH);
			prop_assert_eq!(sides(ayes, nays, fancy).chars().count(), WIDTH);
		}
	}
}
