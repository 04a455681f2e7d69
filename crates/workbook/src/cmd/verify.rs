//! `workbook verify`: checks the checks.

use crate::Answer;

/// The arguments of `workbook verify`.
#[derive(clap::Args, Debug, Default)]
pub(crate) struct Args {}

pub(crate) fn run(_args: Args) -> anyhow::Result<Answer> {
    anyhow::bail!("not here yet")
}
