//! A check: explorations with their questions, and a negative control.

use std::fmt;

use interleave::shuttle::ReplayError;
use interleave::{Model, Schedule, Witness};

use crate::certificate::{Certificate, Control, Tools, Verdict, digest};
use crate::part::Part;

/// A question about a program, and how to decide it.
#[derive(Debug, Default)]
pub struct Check {
    subject: String,
    parts: Vec<Part>,
    control: Option<(String, Part)>,
    sources: Vec<(String, String)>,
}

/// An execution of a check's program that followed a schedule.
#[derive(Clone, Debug, PartialEq)]
pub struct Replay {
    /// Which program: the bounds of the part.
    pub bounds: String,
    /// How it ended.
    pub outcome: String,
    /// Whether the question allows that.
    pub allowed: bool,
    /// What happened, step by step.
    pub witness: Witness,
}

impl Check {
    /// A check of this exercise or claim.
    #[must_use]
    pub fn new(subject: impl Into<String>) -> Check {
        Check {
            subject: subject.into(),
            ..Check::default()
        }
    }

    /// What is checked.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Adds an exploration. The parts run in this order.
    #[must_use]
    pub fn part(mut self, part: Part) -> Check {
        self.parts.push(part);
        self
    }

    /// Sets the negative control: a twin known to be bad, and the same question.
    /// Unless it is refuted, the whole check is vacuous.
    #[must_use]
    pub fn control(mut self, twin: impl Into<String>, part: Part) -> Check {
        self.control = Some((twin.into(), part));
        self
    }

    /// Adds the sources that the verdict is about: names and texts.
    #[must_use]
    pub fn sources(mut self, sources: &[(&str, &str)]) -> Check {
        let owned = sources
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        self.sources.extend(owned);
        self
    }

    /// Runs every part and the control, and draws up the certificate.
    #[must_use]
    pub fn run(&self) -> Certificate {
        let parts: Vec<_> = self.parts.iter().map(Part::run).collect();
        let control = self.control.as_ref().map(|(twin, part)| {
            let result = part.run();
            Control {
                twin: twin.clone(),
                verdict: result.verdict,
                class: result.class,
            }
        });
        let decisive = parts.iter().rev().max_by_key(|part| part.verdict.weight());
        let (mut verdict, mut class, mut why) = match decisive {
            Some(part) => (
                part.verdict,
                part.class,
                format!("{}: {}", part.bounds, part.why),
            ),
            None => (Verdict::Vacuous, None, "nothing was explored".to_owned()),
        };
        match &control {
            Some(control) if control.verdict == Verdict::Refuted => {}
            _ if matches!(verdict, Verdict::Refuted | Verdict::Broken) => {}
            Some(control) => {
                why = format!(
                    "the negative control, {}, is {} and not refuted: the check catches nothing",
                    control.twin, control.verdict
                );
                (verdict, class) = (Verdict::Vacuous, None);
            }
            None => {
                why = "the check has no negative control".to_owned();
                (verdict, class) = (Verdict::Vacuous, None);
            }
        }
        let assumptions = assumptions(parts.iter().map(|part| part.model));
        let named = self
            .sources
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()));
        Certificate {
            subject: self.subject.clone(),
            verdict,
            class,
            why,
            parts,
            control,
            assumptions,
            source: digest(named),
            tools: Tools::current(),
        }
    }

    /// Runs a program of the check by a schedule: the first part that can follow
    /// it, for each part has its own number of processes and steps.
    ///
    /// # Errors
    ///
    /// If no part can follow it: how the first one failed.
    pub fn replay(&self, schedule: &Schedule) -> Result<Replay, CannotReplay> {
        let mut first = None;
        for part in &self.parts {
            let Some(replay) = &part.replay else { continue };
            match replay(schedule) {
                Ok(run) => {
                    return Ok(Replay {
                        bounds: part.bounds.clone(),
                        outcome: run.outcome,
                        allowed: run.allowed,
                        witness: run.witness,
                    });
                }
                Err(error) => {
                    first.get_or_insert((part.bounds.clone(), error));
                }
            }
        }
        Err(first.map_or(CannotReplay::NoProgram, |(bounds, error)| {
            CannotReplay::NoPart { bounds, error }
        }))
    }
}

/// Why a schedule cannot be replayed on a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotReplay {
    /// None of its programs runs by schedules.
    NoProgram,
    /// None of its programs can follow this one.
    NoPart {
        /// The first program tried.
        bounds: String,
        /// How it failed.
        error: ReplayError,
    },
}

impl fmt::Display for CannotReplay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CannotReplay::NoProgram => f.write_str("none of its programs runs by a schedule"),
            CannotReplay::NoPart { bounds, error } => write!(f, "{bounds}: {error}"),
        }
    }
}

impl std::error::Error for CannotReplay {}

/// What a verdict from these models takes for granted.
fn assumptions(models: impl Iterator<Item = Model>) -> Vec<String> {
    let mut all = Vec::new();
    for model in models {
        let of_model: &[&str] = match model {
            Model::Interleavings | Model::Unreduced | Model::Sampled | Model::Replayed => &[
                "memory is sequentially consistent: every ordering is taken for SeqCst",
                "processes meet only in operations through the facade",
            ],
            Model::Loom => &[
                "the executions that loom explores, not all that C11 has",
                "an atomic remembers its seven newest stores",
                "processes meet only in operations through the facade",
            ],
            Model::Stress => &["what this machine happened to do"],
        };
        for assumption in of_model {
            if !all.iter().any(|known| known == assumption) {
                all.push((*assumption).to_owned());
            }
        }
    }
    all
}
