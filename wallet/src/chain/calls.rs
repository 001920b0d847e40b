//! Calls of the chain in words, and a sum over all of them.

use sha2::{Digest, Sha256};
use subxt::{
	ext::scale_value::{scale::decode_as_type, Composite, Primitive, Value, ValueDef},
	utils::AccountId32,
	Metadata,
};

use super::{explain::prose, views::kebab};
use crate::{
	amount::{grouped, Amount},
	error::{Error, Result},
	hex32::Hex32,
	money::Money,
	time::{span, Moment},
};

/// A value and the type it has.
type Typed = Value<u32>;

/// What a call does, for a person who is about to sign it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
	/// Its name, as in `Balances.transfer_allow_death`.
	pub name: String,
	/// What it does, in the chain's own words.
	pub does: String,
	/// With what.
	pub arguments: Vec<(String, String)>,
}

/// An encoded call in words.
pub(super) fn words(call: &[u8], metadata: &Metadata) -> Result<Words> {
	let unknown = || {
		Error::input(
			"The transaction holds a call that this program does not know. Take the civic it was made \
			 with.",
		)
	};
	let [pallet, index, arguments @ ..] = call else {
		return Err(unknown());
	};
	let pallet = metadata.pallet_by_call_index(*pallet).ok_or_else(unknown)?;
	let variant = pallet.call_variant_by_index(*index).ok_or_else(unknown)?;
	let mut rest = arguments;
	let mut told = Vec::new();
	for field in &variant.fields {
		let value =
			decode_as_type(&mut rest, field.ty.id, metadata.types()).map_err(|_| unknown())?;
		let name = field.name.clone().unwrap_or_default();
		match &value.value {
			// What consists of parts is told part by part.
			ValueDef::Composite(Composite::Named(parts)) => told.extend(
				parts
					.iter()
					.map(|(part, value)| (format!("{name}: {part}"), say(value, part, metadata))),
			),
			// There is nothing to say of what can only be one thing.
			ValueDef::Composite(parts) if parts.is_empty() => {},
			_ => {
				let said = say(&value, &name, metadata);
				told.push((name, said));
			},
		}
	}
	if !rest.is_empty() {
		return Err(unknown());
	}
	// The first paragraph says what it does, the others for whom and how it fails.
	let paragraph: Vec<_> = variant
		.docs
		.iter()
		.take_while(|line| !line.trim().is_empty())
		.cloned()
		.collect();
	Ok(Words {
		name: format!("{}.{}", pallet.name(), variant.name),
		does: prose(&paragraph),
		arguments: told,
	})
}

/// A sum over what all calls and everything else in a signed transaction look like: two programs of
/// the same sum sign the same thing by the same bytes.
pub(super) fn sum(metadata: &Metadata) -> Hex32 {
	let mut hash = Sha256::new();
	for pallet in metadata.pallets() {
		for variant in pallet.call_variants().unwrap_or_default() {
			hash.update(pallet.name());
			hash.update([pallet.call_index(), variant.index]);
			hash.update(&variant.name);
			hash.update(pallet.call_hash(&variant.name).unwrap_or_default());
		}
	}
	let extrinsic = metadata.extrinsic();
	hash.update(extrinsic.supported_versions());
	let extensions = extrinsic.transaction_extensions_to_use_for_encoding();
	for extension in extensions {
		hash.update(extension.identifier());
		for ty in [extension.extra_ty(), extension.additional_ty()] {
			hash.update(metadata.type_hash(ty).unwrap_or_default());
		}
	}
	Hex32(hash.finalize().into())
}

/// A value as people say it. `name` is the field's, which tells a date from a number.
fn say(value: &Typed, name: &str, metadata: &Metadata) -> String {
	let path = metadata
		.types()
		.resolve(value.context)
		.and_then(|ty| ty.path.ident());
	if let Some(bytes) = bytes(value, metadata) {
		return match (path.as_deref(), <[u8; 32]>::try_from(bytes.as_slice())) {
			(Some("AccountId32"), Ok(account)) => AccountId32(account).to_string(),
			(Some("Currency"), _) if bytes.iter().all(u8::is_ascii_uppercase) => {
				String::from_utf8_lossy(&bytes).into_owned()
			},
			_ => format!("0x{}", hex::encode(bytes)),
		};
	}
	let inner = |values: &Composite<u32>| fields(values, name, metadata);
	match &value.value {
		ValueDef::Primitive(Primitive::U128(number)) => match (name, u64::try_from(*number)) {
			("year", _) => number.to_string(),
			("since" | "from" | "until", Ok(at)) => Moment(at).to_string(),
			("value" | "amount" | "ceiling" | "inventory", _) => Amount(*number).to_string(),
			("min_rate" | "max_rate" | "max_window_budget", _) => Money(*number).to_string(),
			("max_window" | "attestation_validity" | "payment_term", Ok(seconds)) => {
				format!("{} s, that is {}", grouped(*number), span(seconds))
			},
			_ => grouped(*number),
		},
		ValueDef::Primitive(Primitive::String(text)) => format!("\"{text}\""),
		ValueDef::Primitive(Primitive::Bool(yes)) => if *yes { "yes" } else { "no" }.to_string(),
		ValueDef::Primitive(other) => format!("{other:?}"),
		ValueDef::Composite(values) => inner(values),
		ValueDef::Variant(variant) => match (variant.name.as_str(), variant.values.is_empty()) {
			("None", true) => "none".into(),
			(name, true) => kebab(name),
			// What wraps without saying more.
			("Some" | "Id", false) => inner(&variant.values),
			(name, false) => format!("{} ({})", kebab(name), inner(&variant.values)),
		},
		ValueDef::BitSequence(bits) => format!("{} bits", bits.len()),
	}
}

fn fields(values: &Composite<u32>, name: &str, metadata: &Metadata) -> String {
	match values {
		Composite::Named(values) => {
			let said = values.iter().map(|(name, value)| {
				format!("{}: {}", name.replace('_', " "), say(value, name, metadata))
			});
			said.collect::<Vec<_>>().join(", ")
		},
		Composite::Unnamed(values) if values.is_empty() => "none".into(),
		Composite::Unnamed(values) => {
			let said = values.iter().map(|value| say(value, name, metadata));
			said.collect::<Vec<_>>().join(", ")
		},
	}
}

/// The bytes of a value that is bytes and nothing else.
fn bytes(value: &Typed, metadata: &Metadata) -> Option<Vec<u8>> {
	let ValueDef::Composite(Composite::Unnamed(values)) = &value.value else {
		return None;
	};
	let ty = metadata.types().resolve(value.context)?;
	let element = match &ty.type_def {
		scale_info::TypeDef::Array(array) => array.type_param.id,
		scale_info::TypeDef::Sequence(sequence) => sequence.type_param.id,
		scale_info::TypeDef::Composite(_) => {
			return match values.as_slice() {
				[only] => bytes(only, metadata),
				_ => None,
			};
		},
		_ => return None,
	};
	let is_byte = matches!(
		metadata.types().resolve(element)?.type_def,
		scale_info::TypeDef::Primitive(scale_info::TypeDefPrimitive::U8)
	);
	if !is_byte {
		return None;
	}
	values
		.iter()
		.map(|value| match value.value {
			ValueDef::Primitive(Primitive::U128(byte)) => u8::try_from(byte).ok(),
			_ => None,
		})
		.collect()
}
