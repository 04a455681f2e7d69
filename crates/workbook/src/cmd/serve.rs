//! `workbook serve`: builds the book and serves it on this machine.

use std::io::IsTerminal;
use std::path::PathBuf;

use crate::book::{self, Locations};
use crate::{Answer, workspace};

/// The port that is tried first.
pub(crate) const PORT: u16 = 3000;

/// The arguments of `workbook serve`.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// The port to serve on; if it is taken, the next free one
    #[arg(long, default_value_t = PORT)]
    port: u16,
    /// Whether to open a browser [default: on a terminal]
    #[arg(long, value_name = "BOOL")]
    open: Option<bool>,
    /// The folder to build into [default: target/book]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

impl Default for Args {
    fn default() -> Args {
        Args {
            port: PORT,
            open: None,
            out: None,
        }
    }
}

pub(crate) fn run(args: Args) -> anyhow::Result<Answer> {
    let places = Locations::new(workspace::root()?, args.out);
    let open = args.open.unwrap_or_else(|| std::io::stdout().is_terminal());
    let work = move || book::serve::serve(&places, args.port, open);
    match book::unless_interrupted(work)? {
        Some(served) => Ok(super::build::refuse(&served?)),
        // Ctrl-C is how serving ends.
        None => Ok(Answer::Yes),
    }
}
