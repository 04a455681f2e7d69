//! What people have released: `OUT/released.json`.
//!
//! A release is of one result and one student. When the answer changes, or what it
//! follows from, its key does, and somebody has to look again.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};

use super::row::{Released, Row};
use crate::workspace;

/// The name of the file.
const FILE: &str = "released.json";

/// The releases of a folder of grades, by key and student.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Releases(BTreeMap<String, BTreeMap<String, Released>>);

impl Releases {
    /// The releases of this folder.
    ///
    /// # Errors
    ///
    /// If they cannot be read: what a person has decided is not thrown away.
    pub(crate) fn read(out: &Path) -> anyhow::Result<Releases> {
        let path = out.join(FILE);
        let json = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Releases::default()),
            json => json.with_context(|| format!("cannot read {}", path.display()))?,
        };
        serde_json::from_slice(&json).with_context(|| {
            let path = path.display();
            format!(
                "{path} is damaged; put back your copy of it, or remove it and release again \
                 what audit.jsonl names"
            )
        })
    }

    /// Writes them.
    ///
    /// # Errors
    ///
    /// If they cannot be written.
    pub(crate) fn write(&self, out: &Path) -> anyhow::Result<()> {
        let path = out.join(FILE);
        let mut json = serde_json::to_vec_pretty(self)?;
        json.push(b'\n');
        workspace::write(&path, &json).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The release of a result of a student.
    pub(crate) fn of(&self, key: &str, student: &str) -> Option<&Released> {
        self.0.get(key)?.get(student)
    }

    /// Adds the release of a row.
    pub(crate) fn add(&mut self, row: &Row, released: Released) {
        let of_key = self.0.entry(row.graded.key.clone()).or_default();
        of_key.insert(row.student.clone(), released);
    }

    /// Adds the releases of another folder.
    ///
    /// # Errors
    ///
    /// If both have released the same answer, and not with the same words.
    pub(crate) fn take_over(&mut self, other: &Releases) -> anyhow::Result<()> {
        for (key, students) in &other.0 {
            for (student, released) in students {
                let of_key = self.0.entry(key.clone()).or_default();
                let before = of_key.insert(student.clone(), released.clone());
                ensure!(
                    before.is_none_or(|before| before == *released),
                    "two folders have released an answer of {student}, each with words of its \
                     own; make them the same in their {FILE}"
                );
            }
        }
        Ok(())
    }
}
