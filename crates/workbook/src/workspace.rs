//! Where the workbook's files are.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tempfile::NamedTempFile;

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

/// Where what belongs to the one who works here is kept: progress, counterexamples,
/// backups. It is no part of the repository, and neither `cargo clean` nor an update of
/// the workbook touches it.
pub(crate) fn state(root: &Path) -> PathBuf {
    root.join(".workbook")
}

/// Writes a file aside, and renames it to its place when it is on the disk. Nobody reads
/// half of it, and who is interrupted loses nothing.
///
/// # Errors
///
/// If it cannot be written; what was there is then as it was.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = aside(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// A file in this folder that has no lasting name yet, and that others may read as they
/// may read any file.
///
/// # Errors
///
/// If it cannot be made.
pub(crate) fn aside(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Without this, only the owner may. The mask of the process still counts.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// A path without links, of which the end need not be there yet.
pub(crate) fn resolved(path: &Path) -> anyhow::Result<PathBuf> {
    let path = std::path::absolute(path)
        .with_context(|| format!("{} is no place for files", path.display()))?;
    for there in path.ancestors() {
        if let Ok(real) = there.canonicalize() {
            let rest = path.strip_prefix(there).unwrap_or(Path::new(""));
            return Ok(real.join(rest));
        }
    }
    Ok(path)
}
