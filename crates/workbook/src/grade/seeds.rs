//! The seeds of what checks draw: secret, and the same from run to run.
//!
//! A seed follows from one secret and from the exercise. Who does not know the secret
//! cannot make an answer for the numbers that a check will draw; who grades again with
//! the same secret gets the same grades.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use verdict::harness::Seed;

use crate::workspace;

/// The secret.
#[derive(Clone)]
pub(crate) struct Secret([u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret({})", self.hash())
    }
}

/// Where the secret of this workbook is, unless somebody names another file.
pub(crate) fn usual_place(root: &Path) -> PathBuf {
    workspace::state(root).join("grading-secret")
}

impl Secret {
    /// The secret of this file; if there is none, it is made. The second part tells
    /// whether it was.
    ///
    /// # Errors
    ///
    /// If it cannot be read, made or written, or is no secret.
    ///
    /// # Synchronization
    ///
    /// Of two processes that make one at once, one makes it, and both have it.
    pub(crate) fn at(path: &Path) -> anyhow::Result<(Secret, bool)> {
        match fs::read_to_string(path) {
            Ok(text) => Ok((Secret::parse(&text, path)?, false)),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                make(path).with_context(|| format!("cannot make {}", path.display()))?;
                let text = fs::read_to_string(path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                Ok((Secret::parse(&text, path)?, true))
            }
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    fn parse(text: &str, path: &Path) -> anyhow::Result<Secret> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim(), &mut bytes).with_context(|| {
            let path = path.display();
            format!(
                "{path} is no secret of 64 hexadecimal digits; put back your copy of it, or \
                 remove it to have a new one, with which every answer is checked anew"
            )
        })?;
        Ok(Secret(bytes))
    }

    /// What may be shown: two secrets with the same hash are the same.
    pub(crate) fn hash(&self) -> String {
        hex::encode(
            Sha256::new()
                .chain_update("secret")
                .chain_update(self.0)
                .finalize(),
        )
    }

    /// The seed of an exercise.
    pub(crate) fn seed(&self, exercise: &str) -> Seed {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key may have any length");
        mac.update(exercise.as_bytes());
        let drawn: [u8; 32] = mac.finalize().into_bytes().into();
        let (first, _) = drawn.split_at(8);
        Seed(
            first
                .iter()
                .fold(0, |seed, byte| seed << 8 | u64::from(*byte)),
        )
    }
}

/// Makes a secret in this file, unless somebody was sooner.
fn make(path: &Path) -> anyhow::Result<()> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|error| anyhow!("cannot draw it: {error}"))?;
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    // Its owner's alone, and so it stays when it gets its name.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    writeln!(file, "{}", hex::encode(secret))?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Err(taken) if taken.error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop).map_err(Into::into),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/secret");
        let (first, made) = Secret::at(&path).unwrap();
        assert!(made);
        let (second, made) = Secret::at(&path).unwrap();
        assert!(!made);
        assert_eq!(first.0, second.0);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "others may read the secret");
        }
        let (other, _) = Secret::at(&folder.path().join("other")).unwrap();
        assert_ne!(first.0, other.0);
        assert_ne!(first.hash(), other.hash());
    }

    #[test]
    fn each_exercise_has_a_seed_of_its_own() {
        let (one, other) = (Secret([1; 32]), Secret([2; 32]));
        assert_eq!(one.seed("lost-update"), one.seed("lost-update"));
        assert_ne!(one.seed("lost-update"), one.seed("two-fields"));
        assert_ne!(one.seed("lost-update"), other.seed("lost-update"));
    }

    #[test]
    fn the_secret_is_in_no_text() {
        let secret = Secret([0xab; 32]);
        let text = format!("{secret:?} {}", secret.hash());
        assert!(!text.contains("abab"), "{text}");
        assert!(!text.contains(&secret.seed("lost-update").0.to_string()));
    }

    #[test]
    fn what_is_no_secret_is_refused_and_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        fs::write(&path, "no secret").unwrap();
        let error = format!("{:#}", Secret::at(&path).unwrap_err());
        assert!(error.contains("is no secret"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "no secret");
    }
}
