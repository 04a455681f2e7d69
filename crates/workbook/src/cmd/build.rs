//! `workbook build`: builds the book into a folder.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::bail;

use crate::book::{self, Locations, Problems, Register};
use crate::{Answer, workspace};

/// The arguments of `workbook build`.
#[derive(clap::Args, Debug, Default)]
pub(crate) struct Args {
    /// The folder to build into [default: target/book]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: Args) -> anyhow::Result<Answer> {
    let places = Locations::new(workspace::root()?, args.out);
    let work = move || book::build(&places, &Arc::new(Register::decide()));
    let Some(result) = book::unless_interrupted(work)? else {
        bail!("interrupted; no book was changed halfway");
    };
    match result? {
        Ok(built) => {
            anstream::println!(
                "the book is in {}: {} pages, {} claims decided",
                built.out.display(),
                built.pages,
                built.claims
            );
            Ok(Answer::Yes)
        }
        Err(problems) => Ok(refuse(&problems)),
    }
}

/// Prints what is wrong with the book.
pub(crate) fn refuse(problems: &Problems) -> Answer {
    anstream::eprintln!("{problems}");
    Answer::No
}
