//! The key of the instructor's tree, and the number of its last hand-out.
//!
//! Both are in the private folder, which git ignores. The key is made on first use. Who
//! loses it makes a new one, and students must be told: their copies know the old key.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use ed25519_dalek::SigningKey;

use super::Record;
use crate::workspace;

/// The key that signs hand-outs.
pub(super) struct Key {
    /// The key itself.
    pub(super) key: SigningKey,
    /// Where it is kept, if it was made just now.
    pub(super) new: Option<PathBuf>,
}

/// The key of this tree; a new one if it has none.
///
/// # Errors
///
/// If it cannot be read, written or drawn.
pub(super) fn key(root: &Path) -> anyhow::Result<Key> {
    let path = path(root);
    if let Some(key) = existing(root)? {
        return Ok(Key { key, new: None });
    }
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| anyhow!("cannot draw a key: {error}"))?;
    write(&path, format!("{}\n", hex::encode(seed)).as_bytes())?;
    Ok(Key {
        key: SigningKey::from_bytes(&seed),
        new: Some(path),
    })
}

/// The key of this tree, if it has one.
///
/// # Errors
///
/// If there is a file and it is no key.
pub(super) fn existing(root: &Path) -> anyhow::Result<Option<SigningKey>> {
    let path = path(root);
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        text => text.with_context(|| format!("cannot read {}", path.display()))?,
    };
    let mut seed = [0; 32];
    hex::decode_to_slice(text.trim(), &mut seed).with_context(|| {
        format!(
            "{} is no key; put back your copy of it, or remove it to have a new one",
            path.display()
        )
    })?;
    Ok(Some(SigningKey::from_bytes(&seed)))
}

/// Whether a hand-out is signed by the key of this tree; nothing if it has no key. In a
/// student's copy it has none: there, nobody but the record itself says who signed it.
///
/// # Errors
///
/// If there is a file and it is no key.
pub(crate) fn is_ours(root: &Path, record: &Record) -> anyhow::Result<Option<bool>> {
    let key = existing(root)?;
    Ok(key.map(|key| hex::encode(key.verifying_key()) == record.key))
}

/// The last hand-out of this tree, if there was one and it can be read.
pub(super) fn last(root: &Path) -> Option<Record> {
    let json = fs::read(workspace::state(root).join(LAST)).ok()?;
    serde_json::from_slice(&json).ok()
}

/// Remembers the last hand-out, so that the next one has a higher number.
///
/// # Errors
///
/// If it cannot be written.
pub(super) fn remember(root: &Path, record: &Record) -> anyhow::Result<()> {
    write(&workspace::state(root).join(LAST), &record.to_json()?)
}

/// The record of the last hand-out.
const LAST: &str = "last-handout.json";

fn path(root: &Path) -> PathBuf {
    workspace::state(root).join("handout-key")
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let write = || -> std::io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        // Its owner's alone, and so it stays when it is renamed.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once() {
        let root = tempfile::tempdir().unwrap();
        assert!(existing(root.path()).unwrap().is_none());
        let first = key(root.path()).unwrap();
        let at = first.new.expect("it is new");
        let second = key(root.path()).unwrap();
        assert_eq!(first.key, second.key);
        assert_eq!(second.new, None);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&at).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "others may read the key");
        }
        fs::write(at, "no key").unwrap();
        let error = format!("{:#}", key(root.path()).err().unwrap());
        assert!(error.contains("is no key"), "{error}");
    }
}
