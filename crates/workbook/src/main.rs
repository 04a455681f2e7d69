//! The command line of the workbook.
//!
//! `cargo run` alone serves the book. Every verb is one file in `cmd`; what a
//! verb does stands in [`book`] or [`exercise`].
//!
//! The exit code is 0 when all is well, 1 when the answer is no (an exercise is
//! not solved, a claim does not hold), and 2 when the question could not be
//! asked: bad usage, an unreadable file, a fault of ours.

mod book;
mod claims;
mod cmd;
mod exercise;
mod progress;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The Lost Update: a formally checked workbook on shared state.
#[derive(Debug, Parser)]
#[command(name = "workbook", version, about)]
struct Cli {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Build the book and serve it on this machine (the default)
    Serve(cmd::serve::Args),
    /// Build the book into a folder of static files
    Build(cmd::build::Args),
    /// Check an exercise: does your answer hold in every schedule?
    Check(cmd::check::Args),
    /// List the exercises
    List(cmd::list::Args),
    /// Show the next hint for an exercise
    Hint(cmd::hint::Args),
    /// Run an exercise or a claim by one schedule, step by step
    Replay(cmd::replay::Args),
    /// Decide every claim of the book
    Claims(cmd::claims::Args),
    /// Check the checks: starters, solutions, right and wrong answers
    Verify(cmd::verify::Args),
    /// Preprocess the book for `mdbook build` (mdBook calls this)
    #[command(hide = true)]
    Preprocess(cmd::preprocess::Args),
}

/// What a verb answers, when it could be asked at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
}

fn main() -> ExitCode {
    let verb = Cli::parse()
        .verb
        .unwrap_or_else(|| Verb::Serve(cmd::serve::Args::default()));
    let answer = match verb {
        Verb::Serve(args) => cmd::serve::run(args),
        Verb::Build(args) => cmd::build::run(args),
        Verb::Check(args) => cmd::check::run(args),
        Verb::List(args) => cmd::list::run(args),
        Verb::Hint(args) => cmd::hint::run(args),
        Verb::Replay(args) => cmd::replay::run(args),
        Verb::Claims(args) => cmd::claims::run(args),
        Verb::Verify(args) => cmd::verify::run(args),
        Verb::Preprocess(args) => cmd::preprocess::run(args),
    };
    match answer {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Err(error) => {
            anstream::eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
