//! A folder that only we can look into: where the socket of a server is.

use std::env;
use std::fs::{Permissions, metadata};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::process::geteuid;
use tempfile::{Builder, TempDir};

use super::address::LONGEST_PATH;

/// What the folder's name begins with.
const PREFIX: &str = "manager-";
/// The length of what follows, in bytes.
const RANDOM: usize = 6;
/// The longest name of a socket in the folder, in bytes.
const LONGEST_NAME: usize = 16;

/// A fresh folder that only this user can enter. It is removed, with all that is in it, when
/// the process that made it drops this.
#[derive(Debug)]
pub(crate) struct PrivateFolder {
    folder: TempDir,
    made_by: u32,
}

/// Makes a fresh folder that only this user can enter, and where there is room for a
/// socket's name of 16 bytes: in the user's runtime folder (`XDG_RUNTIME_DIR`), or else in
/// the one for temporary files.
pub(crate) fn private_folder() -> io::Result<PrivateFolder> {
    private_folder_in(
        env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from),
        env::temp_dir(),
    )
}

fn private_folder_in(runtime: Option<PathBuf>, temporary: PathBuf) -> io::Result<PrivateFolder> {
    let runtime = runtime.filter(|folder| is_private(folder));
    // A path may be too long for a socket: the last one is not.
    let places = [runtime, Some(temporary), Some("/tmp".into())];
    let mut last = None;
    for place in places.into_iter().flatten().filter(|place| fits(place)) {
        match PrivateFolder::new_in(&place) {
            Ok(folder) => return Ok(folder),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| io::ErrorKind::InvalidFilename.into()))
}

impl PrivateFolder {
    fn new_in(place: &Path) -> io::Result<PrivateFolder> {
        let folder = Builder::new()
            .prefix(PREFIX)
            .rand_bytes(RANDOM)
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(place)?;
        Ok(PrivateFolder {
            folder,
            made_by: std::process::id(),
        })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for PrivateFolder {
    fn drop(&mut self) {
        // The copy of it in a child that was forked.
        if self.made_by != std::process::id() {
            self.folder.disable_cleanup(true);
        }
    }
}

/// Whether this is a folder of ours that nobody else can enter.
fn is_private(folder: &Path) -> bool {
    metadata(folder).is_ok_and(|found| {
        found.is_dir() && found.uid() == geteuid().as_raw() && found.mode() & 0o777 == 0o700
    })
}

/// Whether a socket's path there is short enough, and the same from everywhere.
fn fits(place: &Path) -> bool {
    let separators = 2;
    let length = place.as_os_str().as_bytes().len();
    place.is_absolute()
        && length + PREFIX.len() + RANDOM + LONGEST_NAME + separators <= LONGEST_PATH
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn mode(path: &Path) -> u32 {
        metadata(path).unwrap().mode() & 0o777
    }

    fn in_folder(folder: &PrivateFolder, place: &Path) -> bool {
        folder.path().parent() == Some(place)
    }

    #[test]
    fn it_is_private_and_goes() {
        let folder = private_folder().unwrap();
        assert_eq!(mode(folder.path()), 0o700);
        let path = folder.path().to_owned();
        fs::write(path.join("file"), "").unwrap();
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn it_stays_where_another_process_drops_it() {
        let place = tempfile::tempdir_in("/tmp").unwrap();
        let mut folder = PrivateFolder::new_in(place.path()).unwrap();
        folder.made_by += 1;
        let path = folder.path().to_owned();
        drop(folder);
        assert!(path.exists());
    }

    #[test]
    fn the_runtime_folder_is_used_if_it_is_private() {
        let place = tempfile::tempdir_in("/tmp").unwrap();
        let [runtime, temporary] = ["runtime", "temporary"].map(|name| place.path().join(name));
        fs::create_dir(&runtime).unwrap();
        fs::create_dir(&temporary).unwrap();
        for (mode, is_used) in [(0o700, true), (0o755, false), (0o1777, false)] {
            fs::set_permissions(&runtime, Permissions::from_mode(mode)).unwrap();
            let folder = private_folder_in(Some(runtime.clone()), temporary.clone()).unwrap();
            let expected = if is_used { &runtime } else { &temporary };
            assert!(in_folder(&folder, expected), "with mode {mode:o}");
        }
        let missing = Some(place.path().join("missing"));
        for runtime in [None, missing, Some("runtime".into())] {
            let folder = private_folder_in(runtime, temporary.clone()).unwrap();
            assert!(in_folder(&folder, &temporary));
        }
    }

    #[test]
    fn there_is_room_for_a_socket() {
        let place = tempfile::tempdir_in("/tmp").unwrap();
        let long = place.path().join("x".repeat(LONGEST_PATH));
        fs::create_dir(&long).unwrap();
        let folder = private_folder_in(None, long).unwrap();
        let socket = folder.path().join("x".repeat(LONGEST_NAME));
        assert!(socket.as_os_str().len() <= LONGEST_PATH);
        assert!(in_folder(&folder, Path::new("/tmp")));

        // The control: the longest one that fits is used.
        let room = PREFIX.len() + RANDOM + LONGEST_NAME + 2;
        let length = LONGEST_PATH - room - place.path().as_os_str().len() - 1;
        let just_fits = place.path().join("x".repeat(length));
        fs::create_dir(&just_fits).unwrap();
        let folder = private_folder_in(None, just_fits.clone()).unwrap();
        assert!(in_folder(&folder, &just_fits));
        let socket = folder.path().join("x".repeat(LONGEST_NAME));
        assert_eq!(socket.as_os_str().len(), LONGEST_PATH);
    }
}
