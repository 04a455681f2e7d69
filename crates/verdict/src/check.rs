//! A check: explorations with their questions, and a negative control.

use std::fmt;

use interleave::shuttle::ReplayError;
use interleave::{Model, Schedule, Witness};

use crate::certificate::{Certificate, Control, PartResult, Tools, Verdict, digest};
use crate::classify::Class;
use crate::judge::{Judged, Question, Suspect, judge, never_meet};
use crate::part::Part;

/// A question about a program, and how to decide it.
#[derive(Debug, Default)]
pub struct Check {
    subject: String,
    parts: Vec<Part>,
    controls: Vec<(String, Verdict, Part)>,
    suspects: Vec<Judged>,
    sources: Vec<(String, String)>,
    beside: Vec<(String, String)>,
}

/// An execution of a check's program that followed a schedule.
#[derive(Clone, Debug, PartialEq)]
pub struct Replay {
    /// Which program: the bounds of the part.
    pub bounds: String,
    /// How it ended.
    pub outcome: String,
    /// What was asked, in words.
    pub question: String,
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

    /// The explorations, in the order in which they run.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Adds an exploration. The parts run in this order.
    #[must_use]
    pub fn part(mut self, part: Part) -> Check {
        self.parts.push(part);
        self
    }

    /// Adds a negative control: a twin known to be bad, and the same question.
    /// Unless it is refuted, the whole check is vacuous.
    #[must_use]
    pub fn control(mut self, twin: impl Into<String>, part: Part) -> Check {
        self.controls.push((twin.into(), Verdict::Refuted, part));
        self
    }

    /// Adds a control of a check that is expected to refute: a twin known to be
    /// good, which the same question must verify. A question that refutes
    /// everything would say nothing.
    #[must_use]
    pub fn good_control(mut self, twin: impl Into<String>, part: Part) -> Check {
        self.controls.push((twin.into(), Verdict::Verified, part));
        self
    }

    /// Makes this a check of a property: each suspect is a part, and the property must
    /// accept those that are right and refuse those that are wrong.
    ///
    /// `ours` is a property that does so. It is the control, both negative and good, and
    /// its first question that refuses a suspect shows what is wrong with it: put the
    /// smallest program first. A check of a property has no other parts.
    #[must_use]
    pub fn judges<S: 'static>(
        mut self,
        property: &[Question<S>],
        ours: &[Question<S>],
        suspects: impl IntoIterator<Item = Suspect<S>>,
    ) -> Check {
        let judged = |suspect| Judged::new(&suspect, property, ours);
        self.suspects.extend(suspects.into_iter().map(judged));
        // A score says how many of the first parts are right ones.
        self.suspects.sort_by_key(|suspect| !suspect.is_right);
        self
    }

    /// Adds the sources that the verdict is about: names and texts.
    #[must_use]
    pub fn sources(mut self, sources: &[(&str, &str)]) -> Check {
        self.sources.extend(owned(sources));
        self
    }

    /// Adds sources that the verdict is about as well, but in which processes never meet:
    /// what each of them has for itself is compiled once, over the standard library.
    #[must_use]
    pub fn beside(mut self, sources: &[(&str, &str)]) -> Check {
        self.beside.extend(owned(sources));
        self
    }

    /// Runs the parts and the control, and draws up the certificate.
    ///
    /// The first part that is refuted or broken is the last one run: nothing
    /// after it could change the verdict, and a wrong program can have far more
    /// executions than a right one. Of a property all is run, for the score.
    #[must_use]
    pub fn run(&self) -> Certificate {
        let (parts, controls, score) = match self.suspects.is_empty() {
            true => (self.explored(), self.controlled(), None),
            false => {
                let (parts, controls, score) = judge(&self.suspects);
                (parts, controls, Some(score))
            }
        };
        let decisive = parts.iter().rev().max_by_key(|part| part.verdict.weight());
        let (mut verdict, mut class, mut why) = match decisive {
            Some(part) => (
                part.verdict,
                part.class,
                format!("{}: {}", part.bounds, part.why),
            ),
            None => (Verdict::Vacuous, None, "nothing was explored".to_owned()),
        };
        // A property that goes past the facade refuses and accepts for no reason.
        let in_doubt = match score {
            None => verdict == Verdict::Verified,
            Some(_) => verdict != Verdict::Broken,
        };
        if in_doubt && let Some(past) = self.past_the_facade() {
            why = past;
            (verdict, class) = (Verdict::Vacuous, None);
        }
        if verdict == Verdict::Verified
            && let Some(part) = score.and_then(|score| never_meet(&parts, score))
        {
            why = format!(
                "{}: your programs can run in one order only, so no two processes ever meet",
                part.bounds
            );
            (verdict, class) = (Verdict::Vacuous, None);
        }
        // A property can be mistaken both ways, so its control has to be right both ways.
        let backed: &[Verdict] = match (score, verdict) {
            (Some(_), Verdict::Verified | Verdict::Refuted | Verdict::Bounded) => {
                &[Verdict::Verified, Verdict::Refuted]
            }
            _ => &[verdict],
        };
        if let Some(fault) = backed.iter().find_map(|&verdict| fault(&controls, verdict)) {
            (verdict, class, why) = (Verdict::Vacuous, None, fault);
        }
        let assumptions = assumptions(parts.iter().map(|part| part.model));
        let sources = self.sources.iter().chain(&self.beside);
        let named = sources.map(|(name, text)| (name.as_str(), text.as_str()));
        Certificate {
            subject: self.subject.clone(),
            verdict,
            class,
            why,
            parts,
            controls,
            assumptions,
            source: digest(named),
            tools: Tools::current(),
            score,
        }
    }

    /// Runs the parts, up to one that decides.
    fn explored(&self) -> Vec<PartResult> {
        let mut parts = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let result = part.run();
            let decided = matches!(result.verdict, Verdict::Refuted | Verdict::Broken);
            parts.push(result);
            if decided {
                break;
            }
        }
        parts
    }

    /// Runs the controls.
    fn controlled(&self) -> Vec<Control> {
        let run = |(twin, wanted, part): &(String, Verdict, Part)| {
            let result = part.run();
            Control {
                twin: twin.clone(),
                wanted: *wanted,
                verdict: result.verdict,
                class: result.class,
            }
        };
        self.controls.iter().map(run).collect()
    }

    /// The first place in the sources that goes past the facade, in a sentence. What it
    /// does is out of the checker's sight, so nothing is verified with it in.
    fn past_the_facade(&self) -> Option<String> {
        self.sources.iter().find_map(|(file, text)| {
            Some(match crate::facade::past(text) {
                Ok(line) => format!(
                    "Line {} of {file} names the standard library's own; the checker sees only \
                     what goes through `super::sync`",
                    line?
                ),
                Err(error) => format!("{file} cannot be read: {error}"),
            })
        })
    }

    /// Runs a program of the check by a schedule. Each part has its own number of
    /// processes and steps, and several may be able to follow it: the first that
    /// then ends badly is taken, or else the first.
    ///
    /// # Errors
    ///
    /// If no part can follow it: how the first one failed.
    pub fn replay(&self, schedule: &Schedule) -> Result<Replay, CannotReplay> {
        let mut good = None;
        let mut failed = None;
        let asked = self.suspects.iter().flat_map(|suspect| &suspect.asked);
        for part in self.parts.iter().chain(asked) {
            let Some(replay) = &part.replay else { continue };
            match replay(schedule) {
                Ok(run) => {
                    let run = Replay {
                        bounds: part.bounds.clone(),
                        outcome: run.outcome,
                        question: run.question,
                        allowed: run.allowed,
                        witness: run.witness,
                    };
                    if !run.allowed {
                        return Ok(run);
                    }
                    good.get_or_insert(run);
                }
                Err(error) => {
                    failed.get_or_insert((part.bounds.clone(), error));
                }
            }
        }
        good.ok_or_else(|| {
            failed.map_or(CannotReplay::NoProgram, |(bounds, error)| {
                CannotReplay::NoPart { bounds, error }
            })
        })
    }
}

/// Names and texts, to keep.
fn owned(sources: &[(&str, &str)]) -> impl Iterator<Item = (String, String)> {
    let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    sources.iter().map(owned)
}

/// What is wrong with the controls, if the verdict needs them.
///
/// Bad twins back everything that is not refuted; good twins back a refutation. A twin
/// that panics, or whose schedule does not fit, is refuted for a reason that has nothing
/// to do with the question. Each control must be caught: one that is not, and stands
/// beside one that is, would still be a check that catches nothing.
fn fault(controls: &[Control], verdict: Verdict) -> Option<String> {
    let (backs, kind) = match verdict {
        Verdict::Broken => return None,
        Verdict::Refuted => (Verdict::Verified, "good"),
        Verdict::Verified | Verdict::Bounded | Verdict::Vacuous => (Verdict::Refuted, "negative"),
    };
    let mut backing = controls
        .iter()
        .filter(|control| control.wanted == backs)
        .peekable();
    if backing.peek().is_none() {
        // A student's answer may be refuted without a good twin: the solution is
        // one, and has a check of its own.
        let needed = verdict != Verdict::Refuted;
        return needed.then(|| "the check has no negative control".to_owned());
    }
    let missed = backing.find(|control| {
        let beside_the_point = matches!(control.class, Some(Class::Panic | Class::NotASchedule));
        control.verdict != backs || beside_the_point
    })?;
    let as_what = missed
        .class
        .map_or_else(String::new, |class| format!(" ({class})"));
    Some(format!(
        "the {kind} control, {}, is {}{as_what} and not {}: the check catches nothing",
        missed.twin, missed.verdict, missed.wanted
    ))
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
                "an access to plain memory is one step, and data races are not looked for",
                "a weak compare-exchange never fails for no reason",
                "a loop that looks again and again waits for a change of what it read",
                "no process is woken for no reason, unless the exploration was asked for that",
            ],
            Model::Loom => &[
                "the executions that loom explores, not all that C11 has",
                "an atomic remembers its seven newest stores",
                "a SeqCst load or store is a read-modify-write, which orders more beside weaker accesses",
                "a weak compare-exchange never fails for no reason",
                "processes meet only in operations through the facade",
                "no process is woken for no reason",
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
