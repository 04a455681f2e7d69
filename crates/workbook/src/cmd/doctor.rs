//! `workbook doctor`: says what this machine lacks, and how to mend it.

use std::fmt::Write as _;

use crate::doctor::{self, Finding, Need, State};
use crate::{Answer, workspace};

/// The arguments of `workbook doctor`.
#[derive(clap::Args, Debug, Default)]
#[command(after_help = "\
Examples:
  cargo workbook doctor
  cargo workbook doctor --json

It changes nothing. The exit code is 0 if a student has everything, 1 if something
that a student needs is missing. What only others need does not count.")]
pub(crate) struct Args {
    /// Print JSON: a list of findings
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args, plain: bool) -> anyhow::Result<Answer> {
    let root = workspace::root()?;
    let all = doctor::examine(&root);
    let is_missing = |finding: &&Finding| finding.state == State::Missing;
    let lacks: Vec<&str> = all
        .iter()
        .filter(is_missing)
        .filter(|finding| finding.need == Need::Student)
        .map(|finding| finding.what)
        .collect();
    if args.json {
        println!("{}", serde_json::to_string_pretty(&all)?);
    } else {
        anstream::print!("{}", if plain { sentences(&all) } else { table(&all) });
        match lacks.as_slice() {
            [] => anstream::println!("\nYou can work on the exercises."),
            lacks => anstream::println!("\nTo be mended first: {}.", lacks.join(", ")),
        }
    }
    Ok(if lacks.is_empty() {
        Answer::Yes
    } else {
        Answer::No
    })
}

/// The findings for a terminal of 80 columns.
fn table(all: &[Finding]) -> String {
    let mut text = String::new();
    for some in all.chunk_by(|one, next| one.need == next.need) {
        let gap = if text.is_empty() { "" } else { "\n" };
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{gap}{}", heading(some[0].need));
        for Finding {
            what,
            state,
            found,
            mend,
            ..
        } in some
        {
            let _ = writeln!(
                text,
                "  {:<7}  {what:<10}  {}",
                state.word(),
                wrapped(found, 23)
            );
            if let Some(mend) = mend {
                let _ = writeln!(text, "{:11}To mend it:  {}", "", wrapped(mend, 24));
            }
        }
    }
    text
}

/// The findings as sentences, one a line, for those who listen to them.
fn sentences(all: &[Finding]) -> String {
    let mut text = String::new();
    for some in all.chunk_by(|one, next| one.need == next.need) {
        let gap = if text.is_empty() { "" } else { "\n" };
        let _ = writeln!(text, "{gap}{}:", heading(some[0].need));
        for finding in some {
            let state = finding.state.word();
            let _ = write!(text, "{}: {state}, {}.", finding.what, finding.found);
            if let Some(mend) = &finding.mend {
                let _ = write!(text, " To mend it: {mend}");
            }
            text.push('\n');
        }
    }
    text
}

fn heading(need: Need) -> &'static str {
    match need {
        Need::Student => "To work on the exercises",
        Need::Instructor => "To grade answers",
        Need::Maintainer => "To change the book",
    }
}

/// Broken into lines that begin at this column, but for the first.
fn wrapped(text: &str, column: usize) -> String {
    let indent = " ".repeat(column);
    let options = textwrap::Options::new(80)
        .initial_indent(&indent)
        .subsequent_indent(&indent)
        .break_words(false);
    textwrap::fill(text, options).trim_start().to_owned()
}
