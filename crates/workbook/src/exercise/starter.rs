//! The starters: what a student's file was before anybody worked on it.

use std::fs;
use std::path::Path;

use anyhow::Context;

use super::Exercise;
use crate::handout;

/// The starter of an exercise: from beside the solution, or, in a hand-out, which has no
/// solutions, from its folder of starters.
///
/// # Errors
///
/// If it cannot be read.
pub(crate) fn starter(root: &Path, exercise: &Exercise) -> anyhow::Result<Vec<u8>> {
    let path = handout::starter(root, exercise);
    fs::read(root.join(&path)).with_context(|| {
        format!(
            "cannot read {}; get the workbook or the hand-out once more, and copy that \
             file from it",
            path.display()
        )
    })
}
