//! Results, each in a file of its own: `OUT/results/KEY.json`.
//!
//! A result is written aside, flushed and renamed, so it is there as a whole or not at
//! all, whenever the grader is stopped. It carries its own hash: what was damaged since is
//! set aside and found anew. The certificate lies beside it, in `KEY.certificate.json`: a
//! grade book of a large class would be too large with it.
//!
//! An error of the grader is never kept: it is no result.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};

use super::row::{Graded, Word};
use crate::workspace;

/// The results of a folder.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    folder: PathBuf,
}

/// A file of a result.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The hash of the result as JSON.
    sha256: String,
    /// The result, without its certificate.
    graded: Graded,
}

impl Store {
    /// The results in this folder of grades. What a killed grader left half written goes.
    ///
    /// # Errors
    ///
    /// If it cannot be made or read.
    ///
    /// # Synchronization
    ///
    /// Whoever calls this holds the lock of the folder of grades.
    pub(crate) fn open(out: &Path) -> anyhow::Result<Store> {
        let folder = out.join("results");
        let cannot = || format!("cannot make or read {}", folder.display());
        fs::create_dir_all(&folder).with_context(cannot)?;
        for entry in fs::read_dir(&folder).with_context(cannot)? {
            let entry = entry.with_context(cannot)?;
            if entry.file_name().as_encoded_bytes().starts_with(b".tmp") {
                fs::remove_file(entry.path()).with_context(cannot)?;
            }
        }
        Ok(Store { folder })
    }

    /// The result of this key, if there is one. A file that is damaged is set aside, with
    /// a notice.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or not be set aside.
    pub(crate) fn find(&self, key: &str) -> anyhow::Result<Option<Graded>> {
        let path = self.file(key, "json");
        let json = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            json => json.with_context(|| format!("cannot read {}", path.display()))?,
        };
        if let Some(graded) = whole(&json, key) {
            return Ok(Some(graded));
        }
        let aside = (1..)
            .map(|number: u32| self.file(key, &format!("damaged-{number}")))
            .find(|aside| !aside.exists())
            .context("there are too many damaged results")?;
        fs::rename(&path, &aside)
            .with_context(|| format!("cannot set aside {}", path.display()))?;
        anstream::eprintln!(
            "notice: a result was damaged and is found anew; it was set aside as {}",
            aside.display()
        );
        Ok(None)
    }

    /// Keeps a result. It is on the disk when this returns.
    ///
    /// # Errors
    ///
    /// If it cannot be written, or is an error of the grader.
    pub(crate) fn keep(&self, graded: &Graded) -> anyhow::Result<()> {
        ensure!(
            graded.word != Word::GraderError,
            "an error of the grader is no result"
        );
        let write = |ending: &str, bytes: &[u8]| {
            let path = self.file(&graded.key, ending);
            workspace::write(&path, bytes).with_context(|| {
                format!(
                    "cannot write {}; what was found so far is kept, and the same command \
                     goes on",
                    path.display()
                )
            })
        };
        // Before the result, so that no result is without it.
        if let Some(certificate) = &graded.certificate {
            write("certificate.json", &serde_json::to_vec(certificate)?)?;
        }
        let graded = Graded {
            certificate: None,
            ..graded.clone()
        };
        let kept = Kept {
            sha256: hash(&graded)?,
            graded,
        };
        write("json", &serde_json::to_vec_pretty(&kept)?)
    }

    /// Takes over the results of another folder that this one does not have.
    ///
    /// # Errors
    ///
    /// If one cannot be read or written.
    pub(crate) fn take_over(&self, out: &Path) -> anyhow::Result<()> {
        let theirs = out.join("results");
        let cannot = || format!("cannot read {}", theirs.display());
        for entry in fs::read_dir(&theirs).with_context(cannot)? {
            let path = entry.with_context(cannot)?.path();
            let Some(name) = path.file_name().filter(|_| {
                let ending = path.extension();
                ending.is_some_and(|ending| ending == "json")
            }) else {
                continue;
            };
            let to = self.folder.join(name);
            if !to.exists() {
                let bytes =
                    fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
                workspace::write(&to, &bytes)
                    .with_context(|| format!("cannot write {}", to.display()))?;
            }
        }
        Ok(())
    }

    fn file(&self, key: &str, ending: &str) -> PathBuf {
        self.folder.join(format!("{key}.{ending}"))
    }
}

/// The result of a file, if the file is as it was written.
fn whole(json: &[u8], key: &str) -> Option<Graded> {
    let Kept { sha256, graded } = serde_json::from_slice(json).ok()?;
    (graded.key == key && sha256 == hash(&graded).ok()?).then_some(graded)
}

fn hash(graded: &Graded) -> anyhow::Result<String> {
    let json = serde_json::to_string(graded)?;
    Ok(verdict::digest([("result", json.as_str())]))
}

#[cfg(test)]
mod tests {
    use verdict::{Certificate, Class};

    use super::*;

    const KEY: &str = "5ec2e7";

    fn graded(word: Word) -> Graded {
        Graded {
            key: KEY.to_owned(),
            exercise: "lost-update".to_owned(),
            word,
            class: Some(Class::LostUpdate),
            points: Some(3),
            review: vec!["Line 1.".to_owned()],
            told: "refuted\n".to_owned(),
            certificate: Some(Certificate::broken("lost-update", "why")),
            sandbox: "launcher".to_owned(),
        }
    }

    fn without_certificate(graded: Graded) -> Graded {
        Graded {
            certificate: None,
            ..graded
        }
    }

    #[test]
    fn a_result_comes_back_and_its_certificate_lies_beside() {
        let out = tempfile::tempdir().unwrap();
        let store = Store::open(out.path()).unwrap();
        assert_eq!(store.find(KEY).unwrap(), None);
        let kept = graded(Word::Fail);
        store.keep(&kept).unwrap();
        let found = Store::open(out.path()).unwrap().find(KEY).unwrap();
        assert_eq!(found, Some(without_certificate(kept.clone())));
        let json = fs::read(store.file(KEY, "certificate.json")).unwrap();
        let certificate: Certificate = serde_json::from_slice(&json).unwrap();
        assert_eq!(Some(certificate), kept.certificate);
        assert_eq!(store.find("another").unwrap(), None);
    }

    #[test]
    fn what_was_damaged_is_set_aside() {
        let out = tempfile::tempdir().unwrap();
        let store = Store::open(out.path()).unwrap();
        let path = store.file(KEY, "json");
        store.keep(&graded(Word::Fail)).unwrap();
        let whole = fs::read_to_string(&path).unwrap();
        let spoilt = [
            whole[..whole.len() / 2].to_owned(),
            String::new(),
            "{}".to_owned(),
            // Somebody's idea of a better grade.
            whole.replace("\"points\": 3", "\"points\": 9"),
            whole.replace(KEY, "0ther"),
        ];
        for (number, spoilt) in spoilt.iter().enumerate() {
            assert_ne!(*spoilt, whole);
            fs::write(&path, spoilt).unwrap();
            assert_eq!(store.find(KEY).unwrap(), None, "{spoilt}");
            let aside = store.file(KEY, &format!("damaged-{}", number + 1));
            assert_eq!(fs::read_to_string(aside).unwrap(), *spoilt);
            assert!(!path.exists());
        }
        store.keep(&graded(Word::Fail)).unwrap();
        assert!(store.find(KEY).unwrap().is_some());
    }

    #[test]
    fn an_error_of_the_grader_is_not_kept_and_replaces_nothing() {
        let out = tempfile::tempdir().unwrap();
        let store = Store::open(out.path()).unwrap();
        store.keep(&graded(Word::Pass)).unwrap();
        assert!(store.keep(&graded(Word::GraderError)).is_err());
        assert_eq!(store.find(KEY).unwrap().unwrap().word, Word::Pass);
    }

    #[test]
    fn what_was_half_written_goes() {
        let out = tempfile::tempdir().unwrap();
        let store = Store::open(out.path()).unwrap();
        store.keep(&graded(Word::Pass)).unwrap();
        let left = store.folder.join(".tmpAbCdEf");
        fs::write(&left, "{").unwrap();
        let store = Store::open(out.path()).unwrap();
        assert!(!left.exists());
        assert!(store.find(KEY).unwrap().is_some());
    }
}
