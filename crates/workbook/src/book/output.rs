//! Putting a built book in its place, whole or not at all.
//!
//! A book is built into a temporary folder beside its place. Only when it is
//! complete and right do the two change names. Whoever reads the old book, and a
//! build that fails or is interrupted, never see half of one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, mpsc};

use anyhow::{Context, bail};

/// The file that says that a folder is a built book and may be replaced.
const MARKER: &str = ".lost-update-book";

const MARKER_TEXT: &str =
    "This folder was built by `cargo workbook build`, which may replace it as a whole.\n";

/// Held while a temporary folder exists; true once the program is ending, so
/// that no build begins that could not be finished.
static ENDING: Mutex<bool> = Mutex::new(false);

/// Calls `fill` with a new folder, and puts that in the place of `out` if the
/// answer is `Ok(Ok(_))`. In every other case nothing has changed.
///
/// # Errors
///
/// If `out` holds something that is not a built book, if a folder cannot be
/// made or renamed, if the program is ending, or as `fill`.
pub(crate) fn replace<T, P>(
    out: &Path,
    fill: impl FnOnce(&Path) -> anyhow::Result<Result<T, P>>,
) -> anyhow::Result<Result<T, P>> {
    let out = std::path::absolute(out)
        .with_context(|| format!("{} is no place for a book", out.display()))?;
    ours(&out)?;
    let ending = ENDING.lock().unwrap_or_else(PoisonError::into_inner);
    if *ending {
        bail!("interrupted");
    }
    let parent = out
        .parent()
        .with_context(|| format!("{} is no place for a book", out.display()))?;
    fs::create_dir_all(parent)
        .with_context(|| format!("cannot make the folder {}", parent.display()))?;
    // Removed again when dropped, whatever happens.
    let staging = tempfile::Builder::new()
        .prefix(".book-")
        .tempdir_in(parent)
        .with_context(|| format!("cannot make a folder in {}", parent.display()))?;
    let new = staging.path().join("new");
    fs::create_dir(&new).with_context(|| format!("cannot make {}", new.display()))?;
    let filled = match fill(&new)? {
        Ok(filled) => filled,
        Err(problems) => return Ok(Err(problems)),
    };
    fs::write(new.join(MARKER), MARKER_TEXT)
        .with_context(|| format!("cannot write into {}", new.display()))?;
    swap(&new, &out).with_context(|| format!("cannot put the new book in {}", out.display()))?;
    Ok(Ok(filled))
}

/// Refuses a place that holds anything but a built book.
fn ours(out: &Path) -> anyhow::Result<()> {
    if !out.exists() {
        return Ok(());
    }
    let mut entries = fs::read_dir(out)
        .with_context(|| format!("{} is there and is no folder", out.display()))?;
    if entries.next().is_some() && !out.join(MARKER).is_file() {
        bail!(
            "{} is not empty and is no book of ours; \
             choose another folder with --out, or empty this one",
            out.display()
        );
    }
    Ok(())
}

/// Puts `new` in the place of `out`; afterwards an old `out` is `new`.
fn swap(new: &Path, out: &Path) -> std::io::Result<()> {
    if !out.exists() {
        return fs::rename(new, out);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        // In one step; not every file system can.
        if renameat_with(CWD, new, CWD, out, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let old: PathBuf = new.with_file_name("old");
    fs::rename(out, &old)?;
    fs::rename(new, out).or_else(|error| fs::rename(&old, out).and(Err(error)))
}

/// Does the work on a thread of its own, and returns its result, or `None` if
/// Ctrl-C comes first. A folder that is being filled is then finished or
/// removed before this returns, and none is begun any more.
///
/// # Errors
///
/// If the signal cannot be listened to.
pub(crate) fn unless_interrupted<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> anyhow::Result<Option<T>> {
    let (send, receive) = mpsc::channel();
    let interrupted = send.clone();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .context("cannot listen to Ctrl-C")?;
    runtime.spawn(async move {
        end_asked().await;
        // The receiver may be gone: then the work is done already.
        let _ = interrupted.send(None);
    });
    std::thread::spawn(move || {
        let _ = send.send(Some(work()));
    });
    let result = receive.recv().context("the work ended without a result")?;
    if result.is_none() {
        *ENDING.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }
    runtime.shutdown_background();
    Ok(result)
}

/// Ends when somebody asks the program to end.
pub(crate) async fn end_asked() {
    let ctrl_c = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = ctrl_c => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    ctrl_c.await;
}

#[cfg(test)]
mod tests {
    use super::*;

    type Filled = anyhow::Result<Result<(), &'static str>>;

    fn fill(text: &'static str) -> impl FnOnce(&Path) -> Filled {
        move |folder| {
            fs::write(folder.join("index.html"), text)?;
            Ok(Ok(()))
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    fn a_new_book_takes_the_place_of_the_old_one_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("deep/book");
        for text in ["old", "new"] {
            replace(&out, fill(text)).unwrap().unwrap();
            assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), text);
        }
        assert_eq!(names(&folder.path().join("deep")), ["book"]);
    }

    #[test]
    fn a_build_that_fails_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("book");
        replace(&out, fill("old")).unwrap().unwrap();
        let refused: Filled = replace(&out, |new| {
            fs::write(new.join("index.html"), "half")?;
            Ok(Err("wrong"))
        });
        assert_eq!(refused.unwrap(), Err("wrong"));
        let failed: Filled = replace(&out, |_| bail!("no"));
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "old");
        assert_eq!(names(folder.path()), ["book"]);
    }

    #[test]
    fn a_folder_of_somebody_else_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.txt"), "mine").unwrap();
        let error = replace(folder.path(), fill("x")).unwrap_err();
        assert!(error.to_string().contains("no book of ours"), "{error}");
        assert_eq!(names(folder.path()), ["thesis.txt"]);
        let empty = folder.path().join("empty");
        fs::create_dir(&empty).unwrap();
        replace(&empty, fill("x")).unwrap().unwrap();
    }
}
