//! What a methodology must be to be published.

use core::str::from_utf8;

use civic_primitives::{MethodologyId, Moment, Terms, MAX_PANEL};
use frame_support::ensure;
use sp_runtime::Permill;

use crate::{Config, Document, Error, Pallet, Provenance, Status, Version, Versions};

/// Ten years: nothing that a person agrees to should be open for longer.
pub(crate) const LONGEST: Moment = 10 * 366 * 24 * 60 * 60;

impl<T: Config> Pallet<T> {
	/// Whether `document` can be read and cited.
	pub(crate) fn check_document(document: &Document) -> Result<(), Error<T>> {
		check_text(&document.title)?;
		check_text(&document.location)?;
		check_provenance(&document.baseline_provenance)?;
		check_provenance(&document.project_provenance)
	}

	/// Whether claims can be judged and awarded by `terms`.
	pub(crate) fn check_terms(terms: &Terms) -> Result<(), Error<T>> {
		ensure!(
			terms.project_factor < terms.baseline_factor,
			Error::<T>::ProjectNotBelowBaseline
		);
		// A genesis file can hold more parts than the whole.
		ensure!(
			terms.deduction <= Permill::one()
				&& terms.leakage < Permill::one()
				&& terms.tolerance < Permill::one(),
			Error::<T>::FractionOutOfRange
		);
		ensure!(terms.shares.is_whole(), Error::<T>::SharesNotWhole);
		ensure!(terms.panel <= MAX_PANEL, Error::<T>::PanelTooLarge);
		ensure!(terms.quorum > 0, Error::<T>::QuorumZero);
		ensure!(terms.quorum <= terms.panel, Error::<T>::QuorumAbovePanel);
		ensure!(
			terms.quorum.saturating_mul(2) > terms.panel,
			Error::<T>::QuorumNotMajority
		);
		// No interval between claims is a choice; the others have no meaning when zero.
		let needed = [
			terms.attest_within,
			terms.challenge_within,
			terms.longest_period,
		];
		ensure!(
			needed.iter().all(|period| *period > 0),
			Error::<T>::PeriodZero
		);
		ensure!(
			needed
				.iter()
				.chain([&terms.claim_interval])
				.all(|period| *period <= LONGEST),
			Error::<T>::PeriodTooLong
		);
		Ok(())
	}

	/// The version `predecessor`, if one with `terms` can supersede it.
	pub(crate) fn check_predecessor(
		predecessor: MethodologyId,
		terms: &Terms,
	) -> Result<Version, Error<T>> {
		let version = Versions::<T>::get(predecessor).ok_or(Error::<T>::NotFound)?;
		ensure!(
			version.status != Status::Published,
			Error::<T>::PredecessorNotAdopted
		);
		ensure!(
			version.terms.end_use == terms.end_use && version.terms.unit == terms.unit,
			Error::<T>::PredecessorDiffers
		);
		Ok(version)
	}
}

fn check_provenance<T: Config>(provenance: &Provenance) -> Result<(), Error<T>> {
	check_text(&provenance.source)?;
	ensure!(
		(1900..3000).contains(&provenance.year),
		Error::<T>::YearImplausible
	);
	Ok(())
}

fn check_text<T: Config>(text: &[u8]) -> Result<(), Error<T>> {
	let text = from_utf8(text).map_err(|_| Error::<T>::TextNotUtf8)?;
	ensure!(!text.trim().is_empty(), Error::<T>::TextEmpty);
	Ok(())
}
