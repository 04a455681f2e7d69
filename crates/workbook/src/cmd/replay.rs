//! `workbook replay`: runs an exercise or a claim by one schedule.

use crate::Answer;

/// The arguments of `workbook replay`.
#[derive(clap::Args, Debug, Default)]
pub(crate) struct Args {}

pub(crate) fn run(_args: Args) -> anyhow::Result<Answer> {
    anyhow::bail!("not here yet")
}
