//! What this program has decided before.
//!
//! A claim is about code that was compiled into the program, so the same program
//! decides it the same way. The certificates are kept beside the program, under
//! the hash of its bytes: any other program, however little it differs, decides
//! everything anew. `workbook claims` decides everything anew too, and leaves here what
//! it finds.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use verdict::Certificate;

/// The file, beside the program.
const NAME: &str = "workbook-certificates.json";

/// Certificates by the names of their claims.
pub(crate) type Certificates = BTreeMap<String, Certificate>;

/// The certificates of a program, and where they are kept.
#[derive(Debug)]
pub(crate) struct Decided {
    file: PathBuf,
    program: String,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    /// The hash of the program that decided.
    program: String,
    certificates: Certificates,
}

impl Decided {
    /// Those of the program that runs. `None` if it cannot be read: then nothing
    /// is kept, and everything is decided.
    pub(crate) fn by_this_program() -> Option<Decided> {
        let program = std::env::current_exe().ok()?;
        Decided::by(&program)
    }

    fn by(program: &Path) -> Option<Decided> {
        let hash = Sha256::digest(fs::read(program).ok()?);
        Some(Decided {
            file: program.with_file_name(NAME),
            program: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }

    /// What was kept, if the same program kept it.
    pub(crate) fn read(&self) -> Certificates {
        let kept: Option<Kept> = fs::read(&self.file)
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok());
        match kept {
            Some(kept) if kept.program == self.program => kept.certificates,
            _ => Certificates::new(),
        }
    }

    /// Keeps these beside what was kept, in the place of any of the same name.
    pub(crate) fn add(&self, certificates: Certificates) {
        let mut all = self.read();
        all.extend(certificates);
        self.keep(all);
    }

    /// Keeps these. A folder that cannot be written only costs time later.
    pub(crate) fn keep(&self, certificates: Certificates) {
        let kept = Kept {
            program: self.program.clone(),
            certificates,
        };
        let Some(folder) = self.file.parent() else {
            return;
        };
        // Another process may read or write it at the same time: it changes
        // whole.
        let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
            file.write_all(&serde_json::to_vec(&kept)?)?;
            file.persist(&self.file)?;
            Ok(())
        });
        drop(written);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_program_finds_what_was_kept() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("program");
        fs::write(&program, "one").unwrap();
        let certificate = Certificate::broken("x", "it is");
        let all = Certificates::from([("x".to_owned(), certificate)]);
        let one = Decided::by(&program).unwrap();
        assert!(one.read().is_empty());
        one.keep(all.clone());
        assert_eq!(Decided::by(&program).unwrap().read(), all);
        let another = Certificate::broken("y", "it is");
        one.add(Certificates::from([("y".to_owned(), another)]));
        assert_eq!(one.read().len(), 2);
        fs::write(&program, "another").unwrap();
        assert!(Decided::by(&program).unwrap().read().is_empty());
    }

    #[test]
    fn a_certificate_is_the_same_after_it_was_kept() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("program");
        fs::write(&program, "one").unwrap();
        let claim = crate::claims::all().next().unwrap();
        let all = Certificates::from([(claim.id.to_owned(), claim.decide())]);
        let decided = Decided::by(&program).unwrap();
        decided.keep(all.clone());
        assert_eq!(decided.read(), all);
    }
}
