//! `workbook completions`: what a shell needs to complete the command line.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::{Answer, Cli};

/// The arguments of `workbook completions`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
They are for the program itself, `target/debug/workbook`: put its folder on your PATH.
A shell does not complete what comes after `cargo workbook`.

Examples:
  bash        source <(workbook completions bash)
  zsh         workbook completions zsh > ~/.zfunc/_workbook
  fish        workbook completions fish > ~/.config/fish/completions/workbook.fish
  PowerShell  workbook completions powershell | Out-String | Invoke-Expression")]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(args: Args) -> anyhow::Result<Answer> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "workbook", &mut script);
    // A reader that stops early, as `head` does, is no fault.
    match std::io::Write::write_all(&mut std::io::stdout(), &script) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Answer::Yes),
    }
}
