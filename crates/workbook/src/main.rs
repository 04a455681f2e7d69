//! The command line of the workbook.
//!
//! `cargo run` alone serves the book; in the folder of an exercise it checks that one.
//! Every verb is one file in `cmd`; what a verb does stands in [`book`] or [`exercise`].
//!
//! The exit code is 0 when all is well, 1 when the answer is no (an exercise is
//! not solved, a claim does not hold), and 2 when the question could not be
//! asked: bad usage, an unreadable file, a fault of ours.

mod author;
mod book;
mod cargo;
mod claims;
mod cmd;
mod doctor;
mod exercise;
mod grade;
mod handout;
mod progress;
mod workspace;

use std::process::ExitCode;

use clap::builder::FalseyValueParser;
use clap::{Parser, Subcommand};

/// The Lost Update: a formally checked workbook on shared state.
#[derive(Debug, Parser)]
#[command(name = "workbook", version, about)]
struct Cli {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// Print sentences: no columns, no drawing, for a screen reader
    #[arg(long, global = true, env = "WORKBOOK_PLAIN", hide_env_values = true)]
    #[arg(value_parser = FalseyValueParser::new())]
    plain: bool,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Build the book and serve it on this machine (the default)
    Serve(cmd::serve::Args),
    /// Build the book into a folder of static files
    Build(cmd::build::Args),
    /// Check an exercise: does your answer hold in every schedule?
    Check(cmd::check::Args),
    /// Check an exercise again whenever you save its file
    Watch(cmd::watch::Args),
    /// List the exercises, and how far you have come
    List(cmd::list::Args),
    /// Show the next hint for an exercise
    Hint(cmd::hint::Args),
    /// Put the starter of an exercise back; your file is kept
    Reset(cmd::reset::Args),
    /// Look whether this machine has what the workbook needs
    Doctor(cmd::doctor::Args),
    /// Run an exercise or a claim by one schedule, step by step
    Replay(cmd::replay::Args),
    /// Decide every claim of the book
    Claims(cmd::claims::Args),
    /// Check the checks: starters, solutions, right and wrong answers
    Verify(cmd::verify::Args),
    /// Make an exercise that works, to be written anew
    New(cmd::new::Args),
    /// Say what an exercise still lacks before a student may see it
    Lint(cmd::lint::Args),
    /// Write what a student gets, or say what became of it
    Handout(cmd::handout::Args),
    /// Grade what a class handed in
    Grade(Box<cmd::grade::Args>),
    /// Bring this copy to a newer hand-out; your answers stay
    Update(cmd::update::Args),
    /// Print what a shell needs to complete the command line
    Completions(cmd::completions::Args),
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
    sandbox::become_launched();
    let Cli { verb, plain } = Cli::parse();
    let verb = verb.unwrap_or_else(by_the_place);
    let answer = match verb {
        Verb::Serve(args) => cmd::serve::run(args),
        Verb::Build(args) => cmd::build::run(args),
        Verb::Check(args) => cmd::check::run(args, plain),
        Verb::Watch(args) => cmd::watch::run(args, plain),
        Verb::List(args) => cmd::list::run(args, plain),
        Verb::Hint(args) => cmd::hint::run(args),
        Verb::Reset(args) => cmd::reset::run(args),
        Verb::Doctor(args) => cmd::doctor::run(args, plain),
        Verb::Replay(args) => cmd::replay::run(args, plain),
        Verb::Claims(args) => cmd::claims::run(args),
        Verb::Verify(args) => cmd::verify::run(args),
        Verb::New(args) => cmd::new::run(args),
        Verb::Lint(args) => cmd::lint::run(args),
        Verb::Handout(args) => cmd::handout::run(args),
        Verb::Grade(args) => cmd::grade::run(*args),
        Verb::Update(args) => cmd::update::run(args),
        Verb::Completions(args) => cmd::completions::run(args),
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

/// What is meant without a verb: in an exercise's folder its check, elsewhere the book.
fn by_the_place() -> Verb {
    let here = workspace::root().and_then(|root| exercise::here(&root));
    match here {
        Ok(Some(_)) => Verb::Check(cmd::check::Args::default()),
        _ => Verb::Serve(cmd::serve::Args::default()),
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
