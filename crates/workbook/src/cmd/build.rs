//! `workbook build`: builds the book into a folder.

use crate::Answer;

/// The arguments of `workbook build`.
#[derive(clap::Args, Debug, Default)]
pub(crate) struct Args {}

pub(crate) fn run(_args: Args) -> anyhow::Result<Answer> {
    anyhow::bail!("not here yet")
}
