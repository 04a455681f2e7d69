//! `workbook grade show`: what came out, once more.

use std::path::PathBuf;

use super::summary::Summary;
use super::{json, read};
use crate::Answer;

/// The arguments of `workbook grade show`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  cargo workbook grade show grades
  cargo workbook grade show grades/gradebook.json --json")]
pub(crate) struct Args {
    /// The folder that grading wrote, or the grade book in it
    out: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints the summary of a grade book.
///
/// # Errors
///
/// If it cannot be read.
pub(crate) fn run(args: &Args) -> anyhow::Result<Answer> {
    let summary = Summary::of(&read(&args.out)?);
    if args.json {
        print!("{}", json::pretty(&summary)?);
    } else {
        anstream::print!("{}", summary.text());
    }
    Ok(Answer::Yes)
}
