//! Completions and manual pages.

mod common;

use std::{collections::BTreeMap, fs, path::Path, process::Stdio};

use clap::{Command, CommandFactory};
use common::{civic, home};

/// All commands, as in `claim-submit` and `submit`.
fn commands() -> BTreeMap<String, String> {
	fn collect(command: &Command, above: &str, into: &mut BTreeMap<String, String>) {
		for below in command.get_subcommands() {
			let name = match above {
				"" => below.get_name().to_string(),
				above => format!("{above}-{}", below.get_name()),
			};
			collect(below, &name, into);
			into.insert(name, below.get_name().to_string());
		}
	}
	let mut names = BTreeMap::new();
	collect(&civic_wallet::cli::Cli::command(), "", &mut names);
	names
}

/// Every argument's name is its own, those that go everywhere included.
#[test]
fn no_two_arguments_share_a_name() {
	fn look(command: &Command, everywhere: &[String]) {
		for argument in command.get_arguments() {
			let name = argument.get_long().unwrap_or_default();
			let meant = everywhere.iter().any(|long| long == name);
			assert!(
				!meant || argument.is_global_set(),
				"{}: --{name} is meant everywhere",
				command.get_name()
			);
		}
		for below in command.get_subcommands() {
			look(below, everywhere);
		}
	}
	let program = civic_wallet::cli::Cli::command();
	program.clone().debug_assert();
	let everywhere: Vec<_> = program
		.get_arguments()
		.filter(|argument| argument.is_global_set())
		.filter_map(|argument| argument.get_long().map(str::to_string))
		.collect();
	assert!(everywhere.len() > 5);
	look(&program, &everywhere);
}

/// The lines that belong to examples: one a command, however many lines it goes over.
fn examples(help: &str) -> usize {
	help.lines()
		.skip(1)
		.take_while(|line| !line.is_empty())
		.filter(|line| line.starts_with("  ") && !line.starts_with("   "))
		.count()
}

/// What is pasted from a help is whole: nothing is as long as to be broken over two lines.
#[test]
fn examples_are_whole_and_are_of_the_command_they_stand_under() {
	fn look(command: &Command, path: &str) {
		for below in command.get_subcommands() {
			look(below, &format!("{path} {}", below.get_name()));
		}
		let Some(help) = command.get_after_help() else {
			return;
		};
		let help = help.to_string();
		for line in help.lines() {
			assert!(line.chars().count() <= 100, "{path}: {line}");
		}
		let (first, examples) = (help.lines().next().unwrap(), examples(&help));
		match first {
			"Example:" => assert_eq!(examples, 1, "{path}"),
			"Examples:" => assert!(examples > 1, "{path}"),
			other => assert_eq!((path, other), ("civic", "Exit codes:")),
		}
		let words: Vec<_> = path.split(' ').collect();
		let named = help.lines().any(|line| {
			let mut typed = line.split_whitespace();
			words.iter().all(|word| typed.any(|other| other == *word))
		});
		assert!(named, "{path}: {help}");
	}
	look(&civic_wallet::cli::Cli::command(), "civic");
}

#[test]
fn every_date_says_which_moment_of_its_day_it_is() {
	fn look(command: &Command) -> usize {
		let dates = command.get_arguments().filter(|argument| {
			let names = argument.get_value_names().unwrap_or_default();
			names
				.iter()
				.any(|name| ["DATE", "MOMENT"].contains(&name.as_str()))
		});
		let mut seen = 0;
		for date in dates {
			let help = date.get_help().map(ToString::to_string).unwrap_or_default();
			let says = ["UTC", "--zone", "The day of"]
				.iter()
				.any(|word| help.contains(word));
			assert!(says, "{} {}: {help}", command.get_name(), date.get_id());
			seen += 1;
		}
		seen + command.get_subcommands().map(look).sum::<usize>()
	}
	assert!(look(&civic_wallet::cli::Cli::command()) > 10);
}

fn completions(home: &Path, shell: &str) -> String {
	let output = civic(home).args(["completions", shell]).output().unwrap();
	assert!(output.status.success());
	String::from_utf8(output.stdout).unwrap()
}

#[test]
fn completions_mention_every_command() {
	let home = home();
	for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
		let text = completions(home.path(), shell);
		for (path, name) in commands() {
			assert!(text.contains(&name), "{shell}: {path}");
		}
		assert!(text.contains("until-settled"), "{shell}");
	}
	civic(home.path())
		.args(["completions", "tcsh"])
		.assert()
		.code(2);
}

#[test]
fn completions_are_of_the_shells_own_grammar() {
	let home = home();
	for shell in ["bash", "zsh", "fish"] {
		let file = home.path().join(shell);
		fs::write(&file, completions(home.path(), shell)).unwrap();
		let parsed = std::process::Command::new(shell)
			.arg("-n")
			.arg(&file)
			.stderr(Stdio::piped())
			.output();
		match parsed {
			Ok(output) => assert!(
				output.status.success(),
				"{shell}: {}",
				String::from_utf8_lossy(&output.stderr)
			),
			// A machine without that shell cannot tell. Every one has a bash.
			Err(_) => assert_ne!(shell, "bash"),
		}
	}
}

#[test]
fn there_is_a_manual_page_for_every_command() {
	let home = home();
	let folder = home.path().join("man1");
	civic(home.path())
		.args(["man", "--out"])
		.arg(&folder)
		.assert()
		.success();
	let first = fs::read_to_string(folder.join("civic.1")).unwrap();
	assert!(first.contains(".TH civic 1"), "{first}");
	for name in commands().keys() {
		let page = fs::read_to_string(folder.join(format!("civic-{name}.1")))
			.unwrap_or_else(|e| panic!("civic-{name}.1: {e}"));
		assert!(page.contains(".SH SYNOPSIS"), "{name}");
		assert!(
			page.contains(&format!("civic\\-{}", name.replace('-', "\\-"))),
			"{name}"
		);
	}
	let printed = civic(home.path()).arg("man").output().unwrap();
	assert_eq!(String::from_utf8(printed.stdout).unwrap(), first);

	// `man` reads them, where there is one.
	let read = std::process::Command::new("man")
		.args(["--warnings", "-l"])
		.arg(folder.join("civic-claim-submit.1"))
		.env("MANPAGER", "cat")
		.env("LC_ALL", "C.UTF-8")
		.output();
	if let Ok(output) = read
		.map_err(drop)
		.and_then(|o| o.status.success().then_some(o).ok_or(()))
	{
		let text = String::from_utf8_lossy(&output.stdout);
		assert!(text.contains("SYNOPSIS"), "{text}");
	}
}
