//! Opening a file step by step, by the folders that are held open on the way.

use std::ffi::OsStr;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Component, Path};

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, fstat, openat, statat};
use rustix::io::Errno;
use sha2::{Digest, Sha256};

use super::{Found, LONGEST};

/// A folder that is held open: whatever becomes of its name, it stays the same one.
#[derive(Debug)]
pub(crate) struct Folder(OwnedFd);

impl Folder {
    /// Opens a folder.
    ///
    /// # Errors
    ///
    /// If it is none, or cannot be read.
    pub(crate) fn open(path: &Path) -> std::io::Result<Folder> {
        Ok(Folder(openat(CWD, path, FOLDER, Mode::empty())?))
    }

    /// What stands at a path in it. The path has names only: no `..`, no root.
    ///
    /// # Errors
    ///
    /// If the system does not let us look, which is no fault of who filled the folder.
    pub(crate) fn take(&self, path: &Path) -> std::io::Result<Found> {
        let mut names: Vec<&OsStr> = Vec::new();
        for part in path.components() {
            match part {
                Component::Normal(name) => names.push(name),
                _ => return Ok(Found::Nothing),
            }
        }
        let Some((file, folders)) = names.split_last() else {
            return Ok(Found::Nothing);
        };
        let mut inner: Option<OwnedFd> = None;
        for name in folders {
            let at = inner.as_ref().map_or(self.0.as_fd(), AsFd::as_fd);
            match kind(at, name)? {
                Some(FileType::Directory) => {
                    let next = openat(at, *name, FOLDER.union(OFlags::NOFOLLOW), Mode::empty())?;
                    inner = Some(next);
                }
                Some(FileType::Symlink) => {
                    let name = name.display();
                    return Ok(Found::Refused(format!("lies behind the link `{name}`")));
                }
                _ => return Ok(Found::Nothing),
            }
        }
        let at = inner.as_ref().map_or(self.0.as_fd(), AsFd::as_fd);
        read(at, file)
    }
}

const FOLDER: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::CLOEXEC);

/// What stands under this name, without following it; nothing, if nothing does.
fn kind(folder: BorrowedFd<'_>, name: &OsStr) -> std::io::Result<Option<FileType>> {
    match statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(about) => Ok(Some(FileType::from_raw_mode(about.st_mode))),
        Err(Errno::NOENT) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Reads a file of this folder.
fn read(folder: BorrowedFd<'_>, name: &OsStr) -> std::io::Result<Found> {
    match kind(folder, name)? {
        None => return Ok(Found::Nothing),
        // Looked at before it is opened: opening a device or a FIFO can do something.
        Some(FileType::RegularFile) => {}
        Some(other) => return Ok(Found::Refused(format!("is {}", Said(other)))),
    }
    let flags = OFlags::RDONLY
        .union(OFlags::NOFOLLOW)
        .union(OFlags::NONBLOCK)
        .union(OFlags::NOCTTY)
        .union(OFlags::CLOEXEC);
    let file = openat(folder, name, flags, Mode::empty())?;
    // And looked at again: by now it may be another one.
    match FileType::from_raw_mode(fstat(&file)?.st_mode) {
        FileType::RegularFile => {}
        other => return Ok(Found::Refused(format!("is {}", Said(other)))),
    }
    let mut bytes = Vec::new();
    File::from(file).take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        let longest = LONGEST >> 10;
        return Ok(Found::Refused(format!("is longer than {longest} KiB")));
    }
    if bytes.contains(&0) {
        return Ok(Found::Refused("is no text: it has a zero byte".to_owned()));
    }
    let digest = hex::encode(Sha256::digest(&bytes));
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Found::Text { text, digest },
        Err(_) => Found::Refused("is no text in UTF-8".to_owned()),
    })
}

/// A kind of file, in words.
struct Said(FileType);

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            FileType::Symlink => "a link",
            FileType::Directory => "a folder",
            FileType::Fifo => "a FIFO",
            FileType::Socket => "a socket",
            _ => "a device",
        })
    }
}
