//! `workbook serve`: builds the book and serves it on this machine.

use crate::Answer;

/// The arguments of `workbook serve`.
#[derive(clap::Args, Debug, Default)]
pub(crate) struct Args {}

pub(crate) fn run(_args: Args) -> anyhow::Result<Answer> {
    anyhow::bail!("not here yet")
}
