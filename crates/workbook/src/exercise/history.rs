//! The memory of counterexamples: schedules that refuted a student's own file, and what
//! becomes of them when the file changes.
//!
//! They are kept in `.workbook/counterexamples`, a file for each exercise. `cargo test`
//! knows nothing of it: what it leaves in `target` is taken up by the next check.

use std::collections::VecDeque;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use anyhow::Context;
use interleave::{Model, Schedule};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use verdict::{Again, Became, Certificate, Class, Verdict, harness};

use super::Exercise;
use crate::workspace;

/// How many counterexamples are kept of an exercise: the newest.
const MOST: usize = 5;

/// The version of the format.
const VERSION: u32 = 1;

/// A schedule that once refuted the student's file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Counterexample {
    /// The schedule.
    pub(crate) schedule: Schedule,
    /// Of which program: the bounds of the part.
    pub(crate) bounds: String,
    /// How it ended.
    pub(crate) outcome: String,
    /// As what it was refuted.
    pub(crate) class: Option<Class>,
}

/// The counterexamples of an exercise.
#[derive(Debug)]
pub(crate) struct History {
    path: PathBuf,
    kept: Kept,
}

/// What is in the file.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    version: u32,
    /// The newest first, each once.
    counterexamples: VecDeque<Counterexample>,
    /// When the certificate of `cargo test` that was taken up last was written.
    tested: Option<Timestamp>,
}

impl History {
    /// What is remembered of an exercise, with what the last `cargo test` found. A file
    /// that cannot be understood is set aside, with a notice.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or not be set aside.
    pub(crate) fn read(root: &Path, exercise: &Exercise) -> anyhow::Result<History> {
        let folder = workspace::state(root).join("counterexamples");
        let path = folder.join(format!("{}.json", exercise.name));
        let kept = read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut history = History { path, kept };
        let tested = root.join(harness::TESTED);
        history.take_up(&tested.join(format!("{}.json", exercise.name)));
        Ok(history)
    }

    /// What to run again: the schedules, the newest first.
    pub(crate) fn again(&self) -> Vec<Again> {
        let all = self.kept.counterexamples.iter();
        all.map(|one| Again {
            bounds: one.bounds.clone(),
            schedule: one.schedule.clone(),
        })
        .collect()
    }

    /// What became of the counterexamples, each as it was found by running it again, and
    /// whether that of this certificate is among them.
    pub(crate) fn told(&self, became: Vec<Became>, found: &Certificate) -> Told {
        let all = self.kept.counterexamples.iter().cloned().zip(became);
        let new = Counterexample::of(found);
        Told {
            is_new: new.map(|new| !self.kept.counterexamples.iter().any(|old| old.is(&new))),
            before: all.map(|(was, now)| Old { was, now }).collect(),
        }
    }

    /// Remembers the counterexample of a certificate, if it has one, and writes the file.
    ///
    /// # Errors
    ///
    /// If it cannot be written; what was there is then as it was.
    pub(crate) fn add(&mut self, found: &Certificate) -> anyhow::Result<()> {
        self.put(found);
        self.kept.version = VERSION;
        let write = || -> io::Result<()> {
            fs::create_dir_all(self.path.parent().unwrap_or(Path::new(".")))?;
            workspace::write(&self.path, &serde_json::to_vec_pretty(&self.kept)?)
        };
        write().with_context(|| format!("cannot write {}", self.path.display()))
    }

    fn put(&mut self, found: &Certificate) {
        let Some(new) = Counterexample::of(found) else {
            return;
        };
        let all = &mut self.kept.counterexamples;
        all.retain(|old| !old.is(&new));
        all.push_front(new);
        all.truncate(MOST);
    }

    /// Takes up the certificate that `cargo test` left, if it is another than the last.
    /// It is a convenience: where it cannot be read, nothing is taken up.
    fn take_up(&mut self, path: &Path) {
        let written = fs::metadata(path).and_then(|about| about.modified()).ok();
        let written = written.and_then(|at| Timestamp::try_from(at).ok());
        if written.is_none() || written == self.kept.tested {
            return;
        }
        let json = fs::read(path).unwrap_or_default();
        if let Ok(found) = serde_json::from_slice(&json) {
            self.kept.tested = written;
            self.put(&found);
        }
    }
}

impl Counterexample {
    /// That of a certificate. There is none if the answer itself is a schedule, or a
    /// property of programs that are not the student's, or if loom found it: its
    /// executions are no schedules.
    fn of(found: &Certificate) -> Option<Counterexample> {
        let part = found.decisive()?;
        let is_own = found.verdict == Verdict::Refuted
            && found.score.is_none()
            && part.model != Model::Replayed;
        let witness = part.witness.as_ref().filter(|_| is_own)?;
        let schedule = witness.schedule()?;
        (!schedule.steps().is_empty()).then(|| Counterexample {
            schedule: schedule.clone(),
            bounds: part.bounds.clone(),
            outcome: witness.outcome.clone(),
            class: part.class,
        })
    }

    /// Whether it is the same schedule of the same program.
    fn is(&self, other: &Counterexample) -> bool {
        self.schedule == other.schedule && self.bounds == other.bounds
    }
}

/// What became of the counterexamples of before, as `check --json` prints it too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Told {
    /// Each of them.
    pub(crate) before: Vec<Old>,
    /// Whether the counterexample found now is another; null if none was found.
    pub(crate) is_new: Option<bool>,
}

/// A counterexample of before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Old {
    /// What it was.
    #[serde(flatten)]
    was: Counterexample,
    /// What became of it.
    now: Became,
}

impl Told {
    /// In words, a line each: of a refuted answer every old schedule, of a verified one how
    /// many there were. Nothing if there were none.
    pub(crate) fn lines(&self, verdict: Verdict) -> Vec<String> {
        let known = |old: &&Old| old.now != Became::Forgotten;
        let before: Vec<&Old> = self.before.iter().filter(known).collect();
        if before.is_empty() {
            return Vec::new();
        }
        if verdict == Verdict::Verified {
            return vec![count(&before)];
        }
        let mut lines = vec!["Schedules that went wrong before:".to_owned()];
        lines.extend(before.into_iter().map(Old::line));
        lines.extend(self.is_new.map(|is_new| match is_new {
            true => "The schedule found now is new.".to_owned(),
            false => "The schedule found now is one of these.".to_owned(),
        }));
        lines
    }
}

impl Old {
    fn line(&self) -> String {
        let Counterexample {
            schedule, outcome, ..
        } = &self.was;
        match &self.now {
            Became::Impossible { why } => {
                let why = why.replace("of the schedule ", "");
                format!("{schedule}: this schedule is now impossible ({why}).")
            }
            Became::Ends {
                outcome: now,
                allowed: true,
            } => format!("{schedule}: it now ends with {now}, which is allowed."),
            Became::Ends { outcome: now, .. } if now == outcome => {
                format!("{schedule}: it still ends with {now}.")
            }
            Became::Ends { outcome: now, .. } => {
                format!("{schedule}: it ended with {outcome}, and now ends with {now}.")
            }
            Became::Forgotten => format!("{schedule}: the check has no such program any more."),
        }
    }
}

/// What became of all, where none goes wrong any more.
fn count(before: &[&Old]) -> String {
    let impossible = |old: &&&Old| matches!(old.now, Became::Impossible { .. });
    let gone = before.iter().filter(impossible).count();
    let harmless = before.len() - gone;
    let all = match before.len() {
        1 => "The schedule that went wrong before".to_owned(),
        more => format!("Of the {more} schedules that went wrong before,"),
    };
    match (before.len(), gone, harmless) {
        (1, 1, _) => format!("{all} is now impossible."),
        (1, ..) => format!("{all} now ends as it may."),
        (more, _, 0) => format!("All {more} schedules that went wrong before are now impossible."),
        (more, 0, _) => format!("All {more} schedules that went wrong before now end as they may."),
        (_, gone, harmless) => {
            format!("{all} {gone} can no longer happen, and {harmless} can and do no harm.")
        }
    }
}

/// What is in the file: nothing, if it is not there.
fn read(path: &Path) -> io::Result<Kept> {
    let json = match fs::read(path) {
        Ok(json) => json,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Kept::default()),
        Err(error) => return Err(error),
    };
    let why = match serde_json::from_slice::<Kept>(&json) {
        Ok(kept) if kept.version == VERSION => return Ok(kept),
        Ok(kept) => format!("it has version {}", kept.version),
        Err(error) => error.to_string(),
    };
    let free = (1..)
        .map(|number: u32| path.with_extension(format!("unreadable-{number}")))
        .find(|name| !name.exists())
        .ok_or(ErrorKind::AlreadyExists)?;
    fs::rename(path, &free)?;
    anstream::eprintln!(
        "notice: the counterexamples of before cannot be read: {why}.\n\
         They were set aside as {}; the memory begins anew.",
        free.display()
    );
    Ok(Kept::default())
}

#[cfg(test)]
mod tests;
