//! Figures for Prometheus. Nothing personal: sums and counts.

use std::time::Duration;

use axum::{
	extract::State,
	http::header,
	response::{IntoResponse, Response},
};
use prometheus::{
	Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts, Registry, TextEncoder,
};

use super::{App, Problem};
use crate::{
	engine::{desk::Figures, Health},
	error::Error,
};

/// What was asked.
#[derive(Debug)]
pub struct Requests {
	count: Option<IntCounterVec>,
	seconds: Option<HistogramVec>,
}

impl Default for Requests {
	fn default() -> Self {
		// A wrong name would be a defect that the test below shows; the service does not end for it.
		Self {
			count: IntCounterVec::new(
				Opts::new("civic_treasury_http_requests_total", "Requests answered."),
				&["address", "route", "status"],
			)
			.ok(),
			seconds: HistogramVec::new(
				HistogramOpts::new(
					"civic_treasury_http_request_seconds",
					"How long answering took.",
				),
				&["address"],
			)
			.ok(),
		}
	}
}

impl Requests {
	/// One was answered.
	pub fn count(&self, address: &str, route: &str, status: u16, took: Duration) {
		if let Some(count) = &self.count {
			count
				.with_label_values(&[address, route, &status.to_string()])
				.inc();
		}
		if let Some(seconds) = &self.seconds {
			seconds
				.with_label_values(&[address])
				.observe(took.as_secs_f64());
		}
	}
}

/// Answer Prometheus.
pub async fn show(State(app): State<App>) -> Result<Response, Problem> {
	let figures = app.desk.figures().await?;
	let text = text(&figures, &app.engine, &app.requests)
		.map_err(|e| Error::Inconsistent(format!("the figures: {e}")))?;
	Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}

fn text(figures: &Figures, engine: &Health, requests: &Requests) -> prometheus::Result<Vec<u8>> {
	let registry = Registry::new();
	if let Some(count) = &requests.count {
		registry.register(Box::new(count.clone()))?;
	}
	if let Some(seconds) = &requests.seconds {
		registry.register(Box::new(seconds.clone()))?;
	}
	let gauge = |name: &str, help: &str, labels: &[&str]| -> prometheus::Result<IntGaugeVec> {
		let gauge = IntGaugeVec::new(Opts::new(format!("civic_treasury_{name}"), help), labels)?;
		registry.register(Box::new(gauge.clone()))?;
		Ok(gauge)
	};
	let one = |name: &str, help: &str, value: Option<i64>| -> prometheus::Result<()> {
		let gauge = gauge(name, help, &[])?;
		if let Some(value) = value {
			gauge.with_label_values(&[] as &[&str]).set(value);
		}
		Ok(())
	};
	let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
	one(
		"block",
		"The last final block in the books.",
		figures.block.map(number),
	)?;
	one("block_timestamp_seconds", "Its time.", figures.block_time)?;
	one(
		"chain_calls_waiting",
		"What waits to be done on the chain.",
		Some(figures.intents),
	)?;
	one(
		"chain_calls_refused",
		"What of it the chain refused, and is tried again.",
		Some(figures.refused),
	)?;
	one(
		"oldest_chain_call_timestamp_seconds",
		"Since when the oldest of it waits that could be done.",
		figures.oldest_intent,
	)?;
	for (name, help, label, counts) in [
		("batches", "Batches by state.", "status", &figures.batches),
		(
			"payments",
			"Payments by state.",
			"status",
			&figures.payments,
		),
		(
			"bank_files",
			"Files of the bank's by state.",
			"status",
			&figures.files,
		),
		(
			"cases",
			"Cases that are not closed, by kind.",
			"kind",
			&figures.cases,
		),
	] {
		let gauge = gauge(name, help, &[label])?;
		for (value, count) in counts {
			gauge.with_label_values(&[*value]).set(*count);
		}
	}
	let open = figures.cases.values().sum();
	one("cases_open", "Cases that are not closed.", Some(open))?;
	let count = gauge(
		"redemptions",
		"Redemptions by state.",
		&["currency", "status"],
	)?;
	let cents = gauge("redemptions_cents", "Their money.", &["currency", "status"])?;
	let reserve = gauge("reserve_cents", "The reserve in force.", &["currency"])?;
	let owed = gauge(
		"owed_again_cents",
		"What came back after it was settled.",
		&["currency"],
	)?;
	let balanced = gauge(
		"balanced",
		"Whether chain, books and bank agree.",
		&["currency"],
	)?;
	let difference = gauge(
		"difference_cents",
		"By how much they do not.",
		&["currency"],
	)?;
	let at = gauge(
		"reconciled_timestamp_seconds",
		"When that was looked at.",
		&["currency"],
	)?;
	for c in &figures.currencies {
		let currency = c.currency.to_string();
		for (status, total) in &c.redemptions {
			count
				.with_label_values(&[&currency, *status])
				.set(total.count);
			cents
				.with_label_values(&[&currency, *status])
				.set(total.sum.0);
		}
		owed.with_label_values(&[&currency]).set(c.owed.0);
		difference
			.with_label_values(&[&currency])
			.set(c.difference.0);
		if let Some(held) = c.reserve {
			reserve.with_label_values(&[&currency]).set(held.0);
		}
		if let Some(yes) = c.balanced {
			balanced.with_label_values(&[&currency]).set(i64::from(yes));
		}
		if let Some(moment) = c.reconciled_at {
			at.with_label_values(&[&currency]).set(moment);
		}
	}
	let works = gauge(
		"engine_ok",
		"Whether a part of the engine does its work.",
		&["part"],
	)?;
	for (part, health) in engine.loops() {
		works
			.with_label_values(&[part])
			.set(i64::from(health.error.is_none()));
	}
	let mut text = Vec::new();
	TextEncoder::new().encode(&registry.gather(), &mut text)?;
	Ok(text)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn figures_become_lines() {
		let requests = Requests::default();
		requests.count("payees", "/v1/payees", 201, Duration::from_millis(3));
		let figures = Figures {
			block: Some(7),
			cases: [("late-return", 2)].into(),
			..Figures::default()
		};
		let text =
			String::from_utf8(text(&figures, &Health::default(), &requests).unwrap()).unwrap();
		for line in [
			"civic_treasury_block 7",
			"civic_treasury_cases{kind=\"late-return\"} 2",
			"civic_treasury_cases_open 2",
			"civic_treasury_http_requests_total{address=\"payees\",route=\"/v1/payees\",status=\"201\"} 1",
		] {
			assert!(text.contains(line), "{line}\n{text}");
		}
	}

	/// The alert rules ask for nothing that is not there.
	#[test]
	fn every_metric_of_the_alert_rules_is_served() {
		let list = include_str!("../../../monitoring/metrics.txt");
		let wanted: Vec<_> = list
			.lines()
			.filter(|line| line.starts_with("civic_treasury_"))
			.collect();
		assert!(wanted.len() > 5, "{wanted:?}");
		let engine = Health::default();
		engine.note("inbox", 0, Ok(()));
		let euros = crate::engine::desk::CurrencyFigures {
			currency: crate::money::Currency::EUR,
			redemptions: Default::default(),
			reserve: None,
			owed: Default::default(),
			balanced: Some(false),
			reconciled_at: Some(1),
			difference: Default::default(),
		};
		let figures = Figures {
			block_time: Some(1),
			oldest_intent: Some(1),
			cases: [("late-return", 1)].into(),
			currencies: vec![euros],
			..Figures::default()
		};
		let served = text(&figures, &engine, &Requests::default()).unwrap();
		let served = String::from_utf8(served).unwrap();
		for name in wanted {
			let help = format!("# HELP {name} ");
			assert!(served.contains(&help), "{name}\n{served}");
		}
	}
}
