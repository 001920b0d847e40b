//! `civic completions` and `civic man`: what a shell and a manual know of this program, from the
//! same definition that reads the command line.

use std::{
	io::{self, Write},
	path::{Path, PathBuf},
};

use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;
use serde::Serialize;

use crate::{
	cli::{Cli, Global},
	error::{Error, Result},
	files,
	output::Report,
};

/// Arguments of `civic completions`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  civic completions bash > ~/.local/share/bash-completion/completions/civic
  civic completions zsh > ~/.zfunc/_civic          (with ~/.zfunc in fpath)
  civic completions fish > ~/.config/fish/completions/civic.fish")]
pub struct CompletionsArgs {
	/// Of which shell
	#[arg(value_enum)]
	shell: Shell,
}

/// Arguments of `civic man`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  civic man --out ~/.local/share/man/man1      then: man civic, man civic-claim-submit
  civic man | man -l -                         this program's own page")]
pub struct ManArgs {
	/// Write a page for each command into this folder; without it, the first page is printed
	#[arg(long, value_name = "DIR")]
	out: Option<PathBuf>,
}

/// Run `civic completions`.
pub fn completions(args: &CompletionsArgs) -> Result<()> {
	let mut text = Vec::new();
	clap_complete::generate(args.shell, &mut Cli::command(), "civic", &mut text);
	print(&text)
}

/// Run `civic man`.
pub fn man(global: &Global, args: &ManArgs) -> Result<()> {
	let mut program = Cli::command().disable_help_subcommand(true);
	program.build();
	match &args.out {
		None => print(&page(&program)?),
		Some(folder) => {
			files::create_folder(folder)?;
			let mut pages = Vec::new();
			write(&program, folder, &mut pages)?;
			global.output().show(&Written {
				folder: folder.clone(),
				pages,
			})
		},
	}
}

/// A page for `command`, and for each below it.
fn write(command: &Command, folder: &Path, pages: &mut Vec<String>) -> Result<()> {
	let name = format!(
		"{}.1",
		command.get_display_name().unwrap_or(command.get_name())
	);
	files::replace_shared(&folder.join(&name), &page(command)?, "manual page")?;
	pages.push(name);
	command
		.get_subcommands()
		.filter(|below| !below.is_hide_set())
		.try_for_each(|below| write(below, folder, pages))
}

fn page(command: &Command) -> Result<Vec<u8>> {
	let mut page = Vec::new();
	clap_mangen::Man::new(command.clone())
		.render(&mut page)
		.map_err(|e| Error::internal(format!("The manual page cannot be made: {e}.")))?;
	Ok(page)
}

fn print(text: &[u8]) -> Result<()> {
	match io::stdout().lock().write_all(text) {
		Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
			Err(Error::internal(format!("The text cannot be written: {e}.")))
		},
		_ => Ok(()),
	}
}

/// Pages that were written.
#[derive(Debug, Serialize)]
struct Written {
	folder: PathBuf,
	pages: Vec<String>,
}

impl Report for Written {
	fn tell(&self, to: &mut dyn Write) -> io::Result<()> {
		writeln!(
			to,
			"{} manual pages are in {}.",
			self.pages.len(),
			self.folder.display()
		)
	}
}
