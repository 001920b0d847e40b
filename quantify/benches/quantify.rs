//! How long a file takes from bytes to quantity, beside what the format alone costs.
//!
//! Targets: the PV series of 10,000 rows under 50 ms, a meter-year of CalTRACK daily under 20 ms.

use std::{hint::black_box, io::Read, path::Path};

use civic_quantify::{
	methods::metered_savings::{Fuel, Input},
	MeteredSavings, Method, Options, Readings, RooftopPv, Temperatures, Unit, Zone,
};
use criterion::{criterion_group, criterion_main, Criterion, Throughput};

fn data(name: &str) -> Vec<u8> {
	std::fs::read(
		Path::new(env!("CARGO_MANIFEST_DIR"))
			.join("tests/data")
			.join(name),
	)
	.expect("the file is part of the repository")
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
	let mut text = Vec::new();
	flate2::read::GzDecoder::new(bytes)
		.read_to_end(&mut text)
		.expect("the file is gzip");
	text
}

/// The rows of a CSV file as the csv crate has them, summed as floats: no times, no checks.
fn bare_sum(text: &[u8]) -> f64 {
	let mut reader = csv::Reader::from_reader(text);
	let mut sum = 0.0;
	let mut record = csv::StringRecord::new();
	while reader.read_record(&mut record).expect("the file is CSV") {
		sum += record
			.get(1)
			.and_then(|value| value.parse::<f64>().ok())
			.unwrap_or_default();
	}
	sum
}

fn rooftop_pv(c: &mut Criterion) {
	let packed = data("serf_east_15min_ac_power.csv.gz");
	let text = unpacked(&packed);
	let mut group = c.benchmark_group("rooftop PV, 10,000 rows");
	group.throughput(Throughput::Elements(10_000));
	group.bench_function("baseline: unpack", |b| {
		b.iter(|| unpacked(black_box(&packed)))
	});
	group.bench_function("baseline: csv crate, sum of floats", |b| {
		b.iter(|| bare_sum(black_box(&text)))
	});
	group.bench_function("unpack, read and quantify", |b| {
		b.iter(|| {
			let readings = Readings::read(black_box(&packed), &Options::default())?;
			RooftopPv::default().quantify(&readings, None)
		})
	});
	group.finish();
}

fn metered_savings(c: &mut Criterion) {
	let options = Options {
		unit: Some(Unit::Kwh),
		..Options::default()
	};
	let meter = data("il-electricity-cdd-hdd-daily.csv.gz");
	let weather = data("il-tempF.csv.gz");
	let zone = Zone::utc();
	let method = MeteredSavings {
		baseline_end: zone.instant("2016-12-26").expect("a date"),
		reporting_start: zone.instant("2017-01-04").expect("a date"),
		fuel: Fuel::Electricity,
		zone,
	};
	let readings = Readings::read(&meter, &options).expect("the file is good");
	let temperatures = Temperatures::read(&weather, &options).expect("the file is good");

	let mut group = c.benchmark_group("CalTRACK daily, one meter-year");
	group.bench_function("quantify", |b| {
		b.iter(|| {
			let input = Input {
				readings: &readings,
				temperatures: &temperatures,
			};
			method.quantify(black_box(input), None)
		})
	});
	group.bench_function("unpack and read both files, quantify", |b| {
		b.iter(|| {
			let readings = Readings::read(black_box(&meter), &options)?;
			let temperatures = Temperatures::read(black_box(&weather), &options)?;
			let input = Input {
				readings: &readings,
				temperatures: &temperatures,
			};
			method.quantify(input, None)
		})
	});
	group.finish();
}

fn green_button(c: &mut Criterion) {
	let file = data("green-button.xml");
	let options = Options {
		series: Some(1),
		..Options::default()
	};
	c.benchmark_group("Green Button")
		.throughput(Throughput::Bytes(file.len() as u64))
		.bench_function("read", |b| {
			b.iter(|| Readings::read(black_box(&file), &options))
		});
}

criterion_group!(benches, rooftop_pv, metered_savings, green_button);
criterion_main!(benches);
