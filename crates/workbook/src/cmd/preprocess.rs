//! `workbook preprocess`: the preprocessor that stock mdBook calls.

use crate::{Answer, book, workspace};

/// The arguments of `workbook preprocess`.
#[derive(clap::Args, Debug, Default)]
pub(crate) struct Args {
    #[command(subcommand)]
    question: Option<Question>,
}

#[derive(clap::Subcommand, Debug)]
enum Question {
    /// Whether pages for this renderer can be expanded
    Supports { renderer: String },
}

pub(crate) fn run(args: Args) -> anyhow::Result<Answer> {
    if let Some(Question::Supports { renderer }) = args.question {
        // The figures are HTML.
        return Ok(match renderer.as_str() {
            "html" => Answer::Yes,
            _ => Answer::No,
        });
    }
    let done = book::stock(
        &workspace::root()?,
        std::io::stdin().lock(),
        std::io::stdout().lock(),
    )?;
    Ok(match done {
        Ok(()) => Answer::Yes,
        Err(problems) => super::build::refuse(&problems),
    })
}
