//! `workbook preprocess`: the preprocessor that stock mdBook calls.

use crate::Answer;

/// The arguments of `workbook preprocess`.
#[derive(clap::Args, Debug, Default)]
pub(crate) struct Args {}

pub(crate) fn run(_args: Args) -> anyhow::Result<Answer> {
    anyhow::bail!("not here yet")
}
