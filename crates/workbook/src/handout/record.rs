//! `handout.json`: which files were handed out, as which edition, and who says so.
//!
//! An *edition* is a number that grows with every hand-out whose files differ from those of
//! the one before. The signature is over the digest, and the digest over all the rest: a
//! file that was changed, left out or added, or an edition that was renumbered, does not go
//! with it. Nothing of it depends on git or on a clock.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path};

use anyhow::{Context, bail, ensure};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The name of the file, in the root of a hand-out.
pub(super) const FILE: &str = "handout.json";

/// What the file says that it is.
const KIND: &str = "the-lost-update hand-out 1";

/// What was handed out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    /// What this file is.
    kind: String,
    /// The version of the workbook.
    pub(crate) version: String,
    /// The number of the hand-out; a later one has a higher number.
    pub(crate) edition: u64,
    /// The files that belong to the student, by the name of the exercise.
    pub(crate) answers: BTreeMap<String, String>,
    /// The SHA-256 of every file, by its path from the root.
    pub(crate) files: BTreeMap<String, String>,
    /// The digest of all of the above.
    pub(crate) digest: String,
    /// The public key.
    pub(crate) key: String,
    /// The Ed25519 signature of the digest.
    signature: String,
}

impl Record {
    /// A record, signed.
    pub(super) fn sign(
        key: &SigningKey,
        edition: u64,
        answers: BTreeMap<String, String>,
        files: BTreeMap<String, String>,
    ) -> Record {
        let mut record = Record {
            kind: KIND.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            edition,
            answers,
            files,
            digest: String::new(),
            key: hex::encode(key.verifying_key().as_bytes()),
            signature: String::new(),
        };
        record.digest = record.digest_of_all();
        record.signature = hex::encode(key.sign(&record.signed()).to_bytes());
        record
    }

    /// The record of the hand-out in this folder, if it is one.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or does not go with its signature.
    pub(crate) fn read(folder: &Path) -> anyhow::Result<Option<Record>> {
        let path = folder.join(FILE);
        let json = match fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            json => json.with_context(|| format!("cannot read {}", path.display()))?,
        };
        let record: Record = serde_json::from_slice(&json)
            .with_context(|| format!("{} is not as the workbook wrote it", path.display()))?;
        record
            .verify()
            .with_context(|| format!("{} cannot be trusted", path.display()))?;
        Ok(Some(record))
    }

    /// The record as it stands in the file.
    ///
    /// # Errors
    ///
    /// None is known.
    pub(super) fn to_json(&self) -> anyhow::Result<Vec<u8>> {
        let mut json = serde_json::to_vec_pretty(self)?;
        json.push(b'\n');
        Ok(json)
    }

    /// What a person is told of it: `version 0.1.0, edition 3`.
    pub(crate) fn title(&self) -> String {
        format!("version {}, edition {}", self.version, self.edition)
    }

    /// The path of an answer, if this file is one.
    pub(super) fn is_answer(&self, path: &str) -> bool {
        self.answers.values().any(|answer| answer == path)
    }

    /// Whether the same files were handed out.
    pub(super) fn same_files(
        &self,
        answers: &BTreeMap<String, String>,
        files: &BTreeMap<String, String>,
    ) -> bool {
        (&self.answers, &self.files) == (answers, files)
    }

    fn verify(&self) -> anyhow::Result<()> {
        ensure!(self.kind == KIND, "it is of another kind: `{}`", self.kind);
        for path in self.files.keys().chain(self.answers.values()) {
            let mut parts = Path::new(path).components();
            ensure!(
                parts.all(|part| matches!(part, Component::Normal(_))),
                "it names a file outside the hand-out: {path}"
            );
        }
        if self.digest != self.digest_of_all() {
            bail!("it was changed after it was signed");
        }
        let key: [u8; 32] = bytes(&self.key).context("its key is none")?;
        let key = VerifyingKey::from_bytes(&key).context("its key is none")?;
        let signature: [u8; 64] = bytes(&self.signature).context("its signature is none")?;
        key.verify_strict(&self.signed(), &Signature::from_bytes(&signature))
            .context("its signature is not by its key")
    }

    /// The bytes that are signed: they cannot be taken for anything else.
    fn signed(&self) -> Vec<u8> {
        format!("{KIND}\n{}", self.digest).into_bytes()
    }

    fn digest_of_all(&self) -> String {
        let edition = self.edition.to_string();
        let head = [
            ("kind", self.kind.as_str()),
            ("version", &self.version),
            ("edition", &edition),
        ];
        let pairs = |map| {
            let map: &BTreeMap<String, String> = map;
            map.iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
        };
        verdict::digest(
            head.into_iter()
                .chain([("answers", "")])
                .chain(pairs(&self.answers))
                .chain([("files", "")])
                .chain(pairs(&self.files)),
        )
    }
}

/// The SHA-256 of a file's bytes, as a record has it.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn bytes<const N: usize>(text: &str) -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let map = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter();
            pairs
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect()
        };
        Record::sign(
            &SigningKey::from_bytes(&[7; 32]),
            2,
            map(&[("one", "exercises/01-one/src/a.rs")]),
            map(&[("exercises/01-one/src/a.rs", "00"), ("README.md", "01")]),
        )
    }

    fn read(json: &[u8]) -> anyhow::Result<Option<Record>> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), json).unwrap();
        Record::read(folder.path())
    }

    #[test]
    fn a_record_is_read_as_it_was_signed() {
        let json = record().to_json().unwrap();
        assert_eq!(read(&json).unwrap(), Some(record()));
        let nowhere = tempfile::tempdir().unwrap();
        assert_eq!(Record::read(nowhere.path()).unwrap(), None);
    }

    #[test]
    fn nothing_in_it_can_be_changed() {
        let good = record();
        let changes: [fn(&mut Record); 8] = [
            |one| one.version.push('1'),
            |one| one.edition += 1,
            |one| one.answers.clear(),
            |one| drop(one.files.remove("README.md")),
            |one| drop(one.files.insert("new.rs".into(), "02".into())),
            |one| one.digest = "00".into(),
            |one| one.key = hex::encode(SigningKey::from_bytes(&[8; 32]).verifying_key()),
            |one| one.signature = hex::encode([0; 64]),
        ];
        for (number, change) in changes.into_iter().enumerate() {
            let mut changed = good.clone();
            change(&mut changed);
            assert!(changed.verify().is_err(), "change {number}");
            // Nor by somebody who also mends the digest, without the key.
            changed.digest = changed.digest_of_all();
            let only_the_digest = changed == good;
            assert!(
                only_the_digest || changed.verify().is_err(),
                "change {number}"
            );
        }
        assert!(read(b"{}").is_err());
    }

    #[test]
    fn no_record_leads_out_of_its_folder() {
        for path in ["../a", "/etc/passwd", "a/../../b"] {
            let files = BTreeMap::from([(path.to_owned(), "00".to_owned())]);
            let key = SigningKey::from_bytes(&[7; 32]);
            let signed = Record::sign(&key, 1, BTreeMap::new(), files);
            let error = signed.verify().unwrap_err().to_string();
            assert!(error.contains("outside the hand-out"), "{error}");
        }
    }
}
