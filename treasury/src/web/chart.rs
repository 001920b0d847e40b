//! The picture of the reserve over time.

use plotters::{
	backend::SVGBackend,
	chart::{ChartBuilder, SeriesLabelPosition},
	drawing::IntoDrawingArea,
	element::{PathElement, Rectangle},
	series::{AreaSeries, LineSeries},
	style::{Color, IntoFont, RGBColor, WHITE},
};

use crate::{
	engine::desk::{ReservePoint, ReserveView},
	error::{Error, Result},
	money::Cents,
};

// Told apart without colour as well: one is filled, the other is a line.
const HELD: RGBColor = RGBColor(0x1f, 0x6f, 0xb2);
const ATTESTED: RGBColor = RGBColor(0xb3, 0x3a, 0x00);
const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);

/// Draw it as SVG. Without a statement there is a picture too: of nothing.
pub fn reserve(view: &ReserveView, history: &[ReservePoint], today: u32) -> Result<String> {
	let mut svg = String::new();
	draw(&mut svg, view, history, today)
		.map_err(|e| Error::Inconsistent(format!("the picture of the reserve: {e}")))?;
	// What a screen reader reads in the place of the picture.
	let title = format!("<title>{}</title>", told(view, history));
	let inside = svg
		.find("<svg")
		.and_then(|at| svg.get(at..)?.find('>').map(|end| at + end + 1))
		.ok_or_else(|| Error::Inconsistent("the picture of the reserve is none".into()))?;
	svg.insert_str(inside, &title);
	Ok(svg)
}

/// The picture in a sentence.
pub fn told(view: &ReserveView, history: &[ReservePoint]) -> String {
	let currency = view.currency;
	let held = match history.last() {
		Some(last) => format!("the account holds {} {currency}", last.closing),
		None => "there is no statement yet".into(),
	};
	let attested = match &view.in_force {
		Some(reserve) => format!("{} {currency} are attested", reserve.balance),
		None => "nothing is attested".into(),
	};
	let owed = view
		.open
		.sum
		.0
		.saturating_add(view.paying.sum.0)
		.saturating_add(view.owed.0);
	format!(
		"Reserve in {currency}: {held}, {attested}, {} {currency} are owed",
		Cents(owed)
	)
}

fn draw(
	svg: &mut String,
	view: &ReserveView,
	history: &[ReservePoint],
	today: u32,
) -> std::result::Result<(), Box<dyn std::error::Error>> {
	let attested = view
		.in_force
		.as_ref()
		.map(|r| (i64::from(r.day), r.balance.0));
	let first = history
		.first()
		.map(|p| i64::from(p.day))
		.into_iter()
		.chain(attested.map(|(day, _)| day))
		.min()
		.unwrap_or(i64::from(today).saturating_sub(1));
	// A balance holds until the next one, the last one until the end of today.
	let last = history
		.last()
		.map_or(0, |p| i64::from(p.day))
		.max(i64::from(today))
		.max(first)
		.saturating_add(1);
	let balances = || {
		history
			.iter()
			.map(|p| p.closing.0)
			.chain(attested.map(|(_, b)| b))
	};
	let top = balances().max().unwrap_or(0).max(100);
	let bottom = balances().min().unwrap_or(0).min(0);
	let top = top.saturating_add(top / 8);
	let area = SVGBackend::with_string(svg, (900, 380)).into_drawing_area();
	area.fill(&WHITE)?;
	let mut chart = ChartBuilder::on(&area)
		.caption(
			told(view, history),
			("sans-serif", 19).into_font().color(&INK),
		)
		.margin(12)
		.x_label_area_size(32)
		.y_label_area_size(104)
		.build_cartesian_2d(first..last, bottom..top)?;
	chart
		.configure_mesh()
		.label_style(("sans-serif", 16))
		.x_labels(7)
		.y_labels(6)
		.light_line_style(WHITE)
		.x_label_formatter(&|day| date(*day))
		.y_label_formatter(&|cents| Cents(*cents).to_string())
		.draw()?;
	chart
		.draw_series(
			AreaSeries::new(steps(history, last), 0, HELD.mix(0.25))
				.border_style(HELD.stroke_width(2)),
		)?
		.label("held by the bank, by its statements")
		.legend(|(x, y)| Rectangle::new([(x, y - 5), (x + 18, y + 5)], HELD.mix(0.4).filled()));
	if let Some((day, balance)) = attested {
		chart
			.draw_series(LineSeries::new(
				[(day, balance), (last, balance)],
				ATTESTED.stroke_width(3),
			))?
			.label("attested and in force")
			.legend(|(x, y)| PathElement::new([(x, y), (x + 18, y)], ATTESTED.stroke_width(3)));
	}
	chart
		.configure_series_labels()
		.position(SeriesLabelPosition::LowerLeft)
		.label_font(("sans-serif", 16))
		.background_style(WHITE.mix(0.85))
		.border_style(INK)
		.draw()?;
	area.present()?;
	Ok(())
}

/// A balance holds until the next one: steps, not slopes.
fn steps(history: &[ReservePoint], last: i64) -> Vec<(i64, i64)> {
	let mut line: Vec<(i64, i64)> = Vec::with_capacity(history.len() * 2 + 1);
	for point in history {
		let day = i64::from(point.day);
		if let Some(&(_, before)) = line.last() {
			line.push((day, before));
		}
		line.push((day, point.closing.0));
	}
	if let Some(&(_, before)) = line.last() {
		line.push((last, before));
	}
	line
}

fn date(day: i64) -> String {
	jiff::Timestamp::from_second(day.saturating_mul(86_400))
		.map(|t| t.strftime("%Y-%m-%d").to_string())
		.unwrap_or_default()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{hex32::Hex32, money::Currency, store::reserve::InForce};

	fn view(balance: Option<i64>) -> ReserveView {
		ReserveView {
			currency: Currency::EUR,
			in_force: balance.map(|balance| InForce {
				balance: Cents(balance),
				day: 20_002,
				sha256: Hex32::default(),
				in_force_at: 0,
				short: false,
			}),
			proposals: Vec::new(),
			open: Default::default(),
			paying: Default::default(),
			unsettled: Cents::ZERO,
			owed: Cents(1_250),
		}
	}

	fn point(day: u32, closing: i64) -> ReservePoint {
		ReservePoint {
			day,
			closing: Cents(closing),
			credits: Cents::ZERO,
			debits: Cents::ZERO,
		}
	}

	#[test]
	fn a_history_is_drawn_in_steps_and_told_to_those_who_do_not_see_it() {
		let history = [
			point(20_000, 100_000),
			point(20_001, 100_000),
			point(20_004, 70_000),
		];
		let svg = reserve(&view(Some(90_000)), &history, 20_005).unwrap();
		let title =
			"<title>Reserve in EUR: the account holds 700.00 EUR, 900.00 EUR are attested, \
			12.50 EUR are owed</title>";
		assert!(svg.starts_with("<svg") && svg.contains(title), "{svg}");
		assert!(svg.contains("attested and in force"));
		assert_eq!(
			steps(&history[1..], 20_006),
			[
				(20_001, 100_000),
				(20_004, 100_000),
				(20_004, 70_000),
				(20_006, 70_000)
			]
		);
	}

	#[test]
	fn nothing_is_a_picture_too() {
		let svg = reserve(&view(None), &[], 0).unwrap();
		assert!(svg.contains("there is no statement yet") && svg.contains("</svg>"));
	}
}
