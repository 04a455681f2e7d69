//! The certificate of a check: the verdict, and everything it rests on.

use std::fmt;

use interleave::{Coverage, Model, Witness};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::classify::Class;

/// What a check decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Every execution of the model, within the stated bounds, is as it must be.
    Verified,
    /// Some execution is not; there is a witness.
    Refuted,
    /// Nothing bad was seen, but not everything was looked at.
    Bounded,
    /// The check cannot have decided anything: it did not see the program's
    /// operations, or did not catch its negative control.
    Vacuous,
    /// There is nothing to decide: it does not compile, crashed, or did not end.
    Broken,
}

impl Verdict {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Verified => "verified",
            Verdict::Refuted => "refuted",
            Verdict::Bounded => "bounded",
            Verdict::Vacuous => "vacuous",
            Verdict::Broken => "broken",
        }
    }

    /// How much it weighs when the parts of a check differ: a refutation is
    /// real whatever the other parts say.
    pub(crate) fn weight(self) -> u8 {
        match self {
            Verdict::Verified => 0,
            Verdict::Bounded => 1,
            Verdict::Vacuous => 2,
            Verdict::Refuted => 3,
            Verdict::Broken => 4,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// An outcome that an exploration reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutcomeCount {
    /// The outcome, as text.
    pub outcome: String,
    /// Whether the question allows it.
    pub allowed: bool,
    /// How many executions ended so.
    pub executions: u64,
    /// One of them.
    pub witness: Option<Witness>,
}

/// What one exploration of a check found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartResult {
    /// What was explored, with its bounds: "2 processes, 3 increments each".
    pub bounds: String,
    /// How.
    pub model: Model,
    /// Whether that was everything.
    pub coverage: Coverage,
    /// What was asked, in words.
    pub question: String,
    /// What this part decides.
    pub verdict: Verdict,
    /// What kind of bug it found, if it refutes.
    pub class: Option<Class>,
    /// The verdict in one sentence.
    pub why: String,
    /// Executions that ran to their end.
    pub executions: u64,
    /// Executions started and thrown away.
    pub discarded: u64,
    /// Operations on shared objects that were seen, over all executions.
    pub operations: u64,
    /// Every outcome reached.
    pub outcomes: Vec<OutcomeCount>,
    /// The execution that refutes, with the harm marked, or, for a question
    /// that asks whether something can happen, the execution where it does.
    pub witness: Option<Witness>,
}

impl PartResult {
    /// A part that could not be run to its end.
    pub(crate) fn broken(bounds: &str, why: String) -> PartResult {
        PartResult {
            bounds: bounds.to_owned(),
            model: Model::Interleavings,
            coverage: Coverage::Bounded {
                why: "not finished".to_owned(),
            },
            question: String::new(),
            verdict: Verdict::Broken,
            class: None,
            why,
            executions: 0,
            discarded: 0,
            operations: 0,
            outcomes: Vec::new(),
            witness: None,
        }
    }
}

/// What became of a control.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Control {
    /// What the twin is.
    pub twin: String,
    /// What the same question must say of it: refuted for a twin known to be bad,
    /// verified for one known to be good.
    pub wanted: Verdict,
    /// What it says.
    pub verdict: Verdict,
    /// As what.
    pub class: Option<Class>,
}

/// How well a property tells right implementations from wrong ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Wrong ones that it refuses.
    pub caught: u32,
    /// Wrong ones.
    pub wrong: u32,
    /// Right ones that it accepts.
    pub accepted: u32,
    /// Right ones.
    pub right: u32,
}

impl Score {
    /// What it is worth, of so many points: the share of the wrong ones caught, times the
    /// share of the right ones accepted, times the points, rounded down.
    ///
    /// The shares are multiplied, so a property that refuses everything gets nothing, and
    /// neither does one that accepts everything. It is rounded down, so all points are
    /// only for a property that makes no mistake. Where there is no wrong one, or no right
    /// one, nothing was asked, and nothing is earned.
    #[must_use]
    pub fn points(self, of: u32) -> u32 {
        let all = u128::from(self.wrong) * u128::from(self.right);
        let earned = u128::from(self.caught) * u128::from(self.accepted) * u128::from(of);
        let points = earned.checked_div(all).unwrap_or(0);
        // More than all can only be where more is caught than there is.
        u32::try_from(points).map_or(of, |points| points.min(of))
    }
}

/// The versions of the tools that a verdict rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tools {
    /// This workbook.
    pub workbook: String,
    /// The checker of the loom world.
    pub loom: String,
    /// The runtime under the shuttle world.
    pub shuttle: String,
}

impl Tools {
    /// The versions this program was built with.
    #[must_use]
    pub fn current() -> Tools {
        Tools {
            workbook: env!("CARGO_PKG_VERSION").to_owned(),
            // A test compares these with the lock file.
            loom: "0.7.2".to_owned(),
            shuttle: "0.9.9".to_owned(),
        }
    }
}

/// The verdict of a check, and everything it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// The exercise or claim that was checked.
    pub subject: String,
    /// The verdict: the gravest of the parts, or vacuous if the negative
    /// control was not caught.
    pub verdict: Verdict,
    /// The class of the bug, if refuted.
    pub class: Option<Class>,
    /// The verdict in one sentence.
    pub why: String,
    /// What was explored.
    pub parts: Vec<PartResult>,
    /// What became of the controls, in the order in which they were given.
    pub controls: Vec<Control>,
    /// What the verdict takes for granted.
    pub assumptions: Vec<String>,
    /// SHA-256 of the sources checked.
    pub source: String,
    /// The versions of the tools.
    pub tools: Tools,
    /// If a property was judged: how well it tells right from wrong. The parts are the
    /// implementations, first those that are right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
}

impl Certificate {
    /// A certificate for something that could not be run at all.
    #[must_use]
    pub fn broken(subject: &str, why: impl Into<String>) -> Certificate {
        Certificate {
            subject: subject.to_owned(),
            verdict: Verdict::Broken,
            class: None,
            why: why.into(),
            parts: Vec::new(),
            controls: Vec::new(),
            assumptions: Vec::new(),
            source: String::new(),
            tools: Tools::current(),
            score: None,
        }
    }

    /// What the answer is worth, of so many points. All of them if it is verified. A
    /// property that is not gets its share ([`Score::points`]), unless it decided nothing
    /// or could not be run; any other answer gets none.
    #[must_use]
    pub fn points(&self, of: u32) -> u32 {
        match (self.verdict, self.score) {
            (Verdict::Verified, _) => of,
            (Verdict::Refuted | Verdict::Bounded, Some(score)) => score.points(of),
            _ => 0,
        }
    }

    /// Executions that ran to their end, over all parts.
    #[must_use]
    pub fn executions(&self) -> u64 {
        self.parts.iter().map(|part| part.executions).sum()
    }

    /// The models explored, each once.
    #[must_use]
    pub fn models(&self) -> Vec<Model> {
        let mut models = Vec::new();
        for part in &self.parts {
            if !models.contains(&part.model) {
                models.push(part.model);
            }
        }
        models
    }

    /// The part that decided: the first as grave as the verdict.
    #[must_use]
    pub fn decisive(&self) -> Option<&PartResult> {
        self.parts.iter().find(|part| part.verdict == self.verdict)
    }
}

/// SHA-256 of source files, as hexadecimal digits: names and texts, in order.
#[must_use]
pub fn digest<'a>(sources: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut hash = Sha256::new();
    for (name, text) in sources {
        for field in [name, text] {
            // The length goes first, so that no two lists of files are alike.
            hash.update((field.len() as u64).to_le_bytes());
            hash.update(field);
        }
    }
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_versions_are_those_of_the_lock_file() {
        let lock =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock"))
                .expect("the workspace has a lock file");
        let locked = |name: &str, version: &str| {
            lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\""))
        };
        let tools = Tools::current();
        assert!(locked("loom", &tools.loom));
        assert!(locked("shuttle", &tools.shuttle));
        assert!(!locked("loom", "0.0.0"));
    }

    #[test]
    fn a_digest_tells_files_apart() {
        let of = |files: &[(&'static str, &'static str)]| digest(files.iter().copied());
        assert_eq!(of(&[("a", "b")]), of(&[("a", "b")]));
        assert_ne!(of(&[("a", "bc")]), of(&[("ab", "c")]));
        assert_ne!(of(&[("a", "b"), ("c", "d")]), of(&[("c", "d"), ("a", "b")]));
    }
}
