//! Where the workbook's files are.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// The root of the workspace: the nearest folder, from here up, that holds
/// `book/book.toml`; else the folder this program was built from.
///
/// # Errors
///
/// If there is none: the program was moved away from its workspace.
pub(crate) fn root() -> anyhow::Result<PathBuf> {
    let here = std::env::current_dir().context("cannot tell the current folder")?;
    let is_root = |folder: &&Path| folder.join("book/book.toml").is_file();
    if let Some(root) = here.ancestors().find(is_root) {
        return Ok(root.to_owned());
    }
    let built_from = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    match built_from.filter(is_root) {
        Some(root) => Ok(root.to_owned()),
        None => bail!(
            "no workbook here: {} and the folders above have no book/book.toml; \
             start this from inside the workbook",
            here.display()
        ),
    }
}
