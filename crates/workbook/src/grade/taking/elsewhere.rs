//! Where a file cannot be opened without following links, none is.

use std::io::{Error, ErrorKind};
use std::path::Path;

use super::Found;

/// A folder, of which nothing is taken.
#[derive(Debug)]
pub(crate) struct Folder;

impl Folder {
    /// Opens no folder.
    ///
    /// # Errors
    ///
    /// Always.
    pub(crate) fn open(_: &Path) -> std::io::Result<Folder> {
        let why = "grading needs Linux; on Windows use WSL2";
        Err(Error::new(ErrorKind::Unsupported, why))
    }

    /// Takes nothing.
    ///
    /// # Errors
    ///
    /// Never.
    pub(crate) fn take(&self, _: &Path) -> std::io::Result<Found> {
        Ok(Found::Nothing)
    }
}
