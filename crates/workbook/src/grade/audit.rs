//! The audit log, `OUT/audit.jsonl`: who did what, when, and what it cost.
//!
//! It is only ever appended to. Of all that grading writes it alone has clocks in it, so
//! that everything else is the same from run to run.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use jiff::Timestamp;
use serde::Serialize;

use super::meter::Used;
use super::row::Word;

/// The name of the log.
pub(crate) const FILE: &str = "audit.jsonl";

/// The log, open to be appended to.
#[derive(Debug)]
pub(crate) struct Audit {
    path: PathBuf,
    file: Mutex<File>,
    who: String,
}

/// What happened.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(crate) enum Event<'a> {
    /// A run began.
    Begun {
        /// The command line.
        arguments: Vec<String>,
        /// The version of the workbook.
        workbook: &'a str,
        /// What the compiler says of its version.
        compiler: &'a str,
        /// What holds the answers.
        sandbox: &'a str,
        /// The hash of the secret that seeds follow from.
        seeds: String,
        /// The folder of the class.
        class: String,
        /// How many answers there are.
        answers: usize,
        /// How many of them have to be checked, each once.
        to_check: usize,
    },
    /// An answer was checked.
    Checked {
        /// The key of its result.
        key: &'a str,
        /// Who handed it in.
        students: &'a [String],
        /// The exercise.
        exercise: &'a str,
        /// What it ended with.
        word: Word,
        /// Why the grader failed, if it did.
        error: Option<&'a str>,
        /// Whether it was checked with no other job beside it.
        alone: bool,
        /// What its jobs used up.
        jobs: &'a [Used],
    },
    /// A run ended, or was stopped.
    Ended {
        /// How many answers were checked.
        checked: usize,
        /// Whether somebody stopped it.
        stopped: bool,
    },
    /// A person released an answer.
    Released {
        /// The key of its result.
        key: &'a str,
        /// Who handed it in.
        student: &'a str,
        /// The exercise.
        exercise: &'a str,
        /// Who released it.
        by: &'a str,
        /// Why.
        why: &'a str,
    },
    /// The results of other folders were merged into this one.
    Merged {
        /// The folders.
        from: Vec<String>,
    },
}

/// A line of the log.
#[derive(Serialize)]
struct Line<'a> {
    when: Timestamp,
    who: &'a str,
    #[serde(flatten)]
    event: Event<'a>,
}

impl Audit {
    /// The log of a folder of grades.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub(crate) fn open(out: &Path) -> anyhow::Result<Audit> {
        let path = out.join(FILE);
        let open = || -> std::io::Result<File> {
            let mut file = OpenOptions::new()
                .read(true)
                .append(true)
                .create(true)
                .open(&path)?;
            // A killed grader may have left half a line.
            let mut last = *b"\n";
            if file.metadata()?.len() > 0 {
                file.seek(SeekFrom::End(-1))?;
                file.read_exact(&mut last)?;
            }
            if last != *b"\n" {
                file.write_all(b"\n")?;
            }
            Ok(file)
        };
        let file = open().with_context(|| format!("cannot write {}", path.display()))?;
        let who = ["USER", "LOGNAME", "USERNAME"]
            .iter()
            .find_map(|name| std::env::var(name).ok())
            .unwrap_or_else(|| "unknown".to_owned());
        Ok(Audit {
            path,
            file: file.into(),
            who,
        })
    }

    /// Appends a line.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    ///
    /// # Synchronization
    ///
    /// Threads may do so at once: a line is written as a whole.
    pub(crate) fn note(&self, event: Event<'_>) -> anyhow::Result<()> {
        let line = Line {
            when: Timestamp::now(),
            who: &self.who,
            event,
        };
        let mut line = serde_json::to_vec(&line)?;
        line.push(b'\n');
        self.append(&line)
    }

    /// Appends the lines of another log, as they are.
    ///
    /// # Errors
    ///
    /// If one of the two cannot be read or written.
    pub(crate) fn take_over(&self, out: &Path) -> anyhow::Result<()> {
        let path = out.join(FILE);
        let lines =
            std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        self.append(&lines)
    }

    fn append(&self, bytes: &[u8]) -> anyhow::Result<()> {
        let file = self.file.lock();
        let mut file = file.unwrap_or_else(PoisonError::into_inner);
        file.write_all(bytes)
            .with_context(|| format!("cannot write {}", self.path.display()))
    }

    /// Makes sure that all lines stay, whatever happens to the machine.
    ///
    /// # Errors
    ///
    /// If they cannot be written.
    pub(crate) fn flush(&self) -> anyhow::Result<()> {
        let file = self.file.lock();
        file.unwrap_or_else(PoisonError::into_inner)
            .sync_all()
            .with_context(|| format!("cannot write {}", self.path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged() -> Event<'static> {
        Event::Merged {
            from: vec!["a\nb".to_owned()],
        }
    }

    #[test]
    fn lines_are_appended_and_half_a_line_spoils_no_other() {
        let out = tempfile::tempdir().unwrap();
        let path = out.path().join(FILE);
        Audit::open(out.path()).unwrap().note(merged()).unwrap();
        let first = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{first}{{\"when\"")).unwrap();
        Audit::open(out.path()).unwrap().note(merged()).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with(&first));
        let good = |line: &&str| {
            let line = serde_json::from_str::<serde_json::Value>(line);
            line.is_ok_and(|line| line["event"] == "merged" && line["from"][0] == "a\nb")
        };
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines.iter().filter(|line| good(line)).count(), 2);
    }
}
