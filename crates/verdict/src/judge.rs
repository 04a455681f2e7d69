//! Judging a property: it must accept every implementation that is right, and refuse
//! every one that is wrong.
//!
//! Here the student writes the question, not the program. A property is a list of
//! [`Question`]s: each a program around something, and what the program may end with. It
//! is asked of several implementations, [`Suspect`]s, of which it is known whether they
//! are right. A property of our own is asked of the same suspects: it is the control of
//! the check, and it has the schedule of each bug that the student's property misses.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;

use interleave::{Coverage, Limits, Model};

use crate::certificate::{Control, PartResult, Score, Verdict};
use crate::classify::Class;
use crate::part::{Part, interleavings};

/// How much is explored of one program with one suspect: the most executions. A program
/// of a few processes has a few hundred.
const LIMITS: u64 = 5_000;

/// What stands between what the student's property says of a suspect, and what ours does.
pub(crate) const YET: &str = "; yet it is wrong\n";

/// A question about an `S`: a program around it, and what the program may end with.
///
/// A program that never ends, or that panics, is not as it must be, whatever is allowed.
pub struct Question<S> {
    /// The program in a few words: "2 processes, 1 increment each".
    pub name: &'static str,
    /// The program. It gets a fresh `S`, and is run once for each order of the steps.
    pub program: fn(S) -> u32,
    /// What it may end with.
    pub allowed: &'static [u32],
}

impl<S> Clone for Question<S> {
    fn clone(&self) -> Question<S> {
        *self
    }
}

impl<S> Copy for Question<S> {}

impl<S> fmt::Debug for Question<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question")
            .field("name", &self.name)
            .field("allowed", &self.allowed)
            .finish_non_exhaustive()
    }
}

/// An implementation of which it is known whether it is right.
pub struct Suspect<S> {
    name: &'static str,
    is_right: bool,
    make: fn() -> S,
}

impl<S> fmt::Debug for Suspect<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Suspect")
            .field("name", &self.name)
            .field("is_right", &self.is_right)
            .finish_non_exhaustive()
    }
}

/// A suspect that is right: a property that refuses it raises a false alarm. `name` says
/// how it works, in one line of at most 48 characters.
pub fn right<S>(name: &'static str, make: fn() -> S) -> Suspect<S> {
    Suspect {
        name,
        is_right: true,
        make,
    }
}

/// A suspect that is wrong: a property that accepts it misses a bug. `name` says what it
/// does, in one line of at most 48 characters.
pub fn wrong<S>(name: &'static str, make: fn() -> S) -> Suspect<S> {
    Suspect {
        name,
        is_right: false,
        make,
    }
}

/// A suspect with what is asked of it.
#[derive(Debug)]
pub(crate) struct Judged {
    name: &'static str,
    /// Whether it is right.
    pub(crate) is_right: bool,
    /// The student's questions.
    pub(crate) asked: Vec<Part>,
    /// Our own.
    ours: Vec<Part>,
}

impl Judged {
    pub(crate) fn new<S: 'static>(
        suspect: &Suspect<S>,
        property: &[Question<S>],
        ours: &[Question<S>],
    ) -> Judged {
        let make = suspect.make;
        let part = |question: &Question<S>| {
            let program = question.program;
            let limits = Limits {
                executions: LIMITS,
                ..Limits::default()
            };
            let bounds = format!("{}; {}", suspect.name, question.name);
            let explored = interleavings(bounds, move || program(make())).within(limits);
            explored.only(question.allowed.iter().copied())
        };
        Judged {
            name: suspect.name,
            is_right: suspect.is_right,
            asked: property.iter().map(part).collect(),
            ours: ours.iter().map(part).collect(),
        }
    }

    /// Asks both properties of this suspect.
    fn judge(&self) -> (PartResult, Control) {
        let found = Found::of(&self.asked);
        let ours = Found::of(&self.ours);
        let control = Control {
            twin: self.name.to_owned(),
            wanted: match self.is_right {
                true => Verdict::Verified,
                false => Verdict::Refuted,
            },
            verdict: ours.verdict,
            class: ours.last.as_ref().and_then(|part| part.class),
        };
        (self.result(found, ours), control)
    }

    /// What the student's property makes of this suspect, as a part of the certificate.
    fn result(&self, found: Found, ours: Found) -> PartResult {
        let asks = |part: &PartResult| {
            let name = part.bounds.strip_prefix(self.name).unwrap_or_default();
            let name = name.trim_start_matches("; ");
            format!("{name}; {}", part.question)
        };
        let mut part = PartResult {
            bounds: self.name.to_owned(),
            model: Model::Interleavings,
            coverage: found.last.as_ref().map_or_else(
                || Coverage::Bounded {
                    why: "nothing was asked".to_owned(),
                },
                |last| last.coverage.clone(),
            ),
            question: match self.is_right {
                true => "your property must accept it".to_owned(),
                false => "your property must refuse it".to_owned(),
            },
            verdict: found.verdict,
            class: None,
            why: String::new(),
            executions: found.executions,
            discarded: found.discarded,
            operations: found.operations,
            outcomes: Vec::new(),
            witness: None,
        };
        let last = found.last;
        match (found.verdict, self.is_right) {
            (Verdict::Verified, true) => {
                part.why = format!("accepted, in all {} executions", found.executions);
            }
            (Verdict::Refuted, false) => {
                let how = last.map_or_else(String::new, |last| {
                    format!(": {}; {}", asks(&last), last.why)
                });
                part.verdict = Verdict::Verified;
                part.why = format!("refused{how}");
            }
            (Verdict::Refuted, true) => {
                part.class = Some(Class::FalseAlarm);
                if let Some(last) = last {
                    part.question = asks(&last);
                    part.why = last.why;
                    part.outcomes = last.outcomes;
                    part.witness = last.witness;
                }
            }
            (Verdict::Verified, false) => {
                part.verdict = Verdict::Refuted;
                part.class = Some(Class::MissedBug);
                part.why = match found.widest {
                    0 | 1 => "your property accepts it, but your programs can run in one order \
                              only: no two processes are ever under way at the same time"
                        .to_owned(),
                    _ => format!(
                        "your property accepts it: all {} executions of your programs are as you \
                         allow",
                        found.executions
                    ),
                };
                if let Some(ours) = ours.last {
                    let class = ours.class.map_or("", Class::sentence);
                    let (asks, why) = (asks(&ours), &ours.why);
                    part.why += &format!("{YET}Asked: {asks}.\nFound: {why}.\n{class}");
                    part.witness = ours.witness;
                }
            }
            (Verdict::Bounded, _) => {
                part.why = match last {
                    Some(last) => format!("{}: {}; try fewer processes", asks(&last), last.why),
                    None => "nothing was decided".to_owned(),
                };
            }
            (Verdict::Vacuous, _) => {
                part.why = match last {
                    Some(_) => "none of your programs takes one step with it".to_owned(),
                    None => "your property has no question".to_owned(),
                };
            }
            (Verdict::Broken, _) => {
                part.why = last.map_or_else(String::new, |last| last.why);
            }
        }
        part
    }
}

/// What a list of questions makes of a suspect.
struct Found {
    /// Verified is to accept it, refuted is to refuse it.
    verdict: Verdict,
    /// The question that decided, or else the last.
    last: Option<PartResult>,
    executions: u64,
    discarded: u64,
    operations: u64,
    /// The executions of the question that has most.
    widest: u64,
}

impl Found {
    /// Asks one question after the other, up to one that is refused.
    fn of(parts: &[Part]) -> Found {
        let mut found = Found {
            verdict: Verdict::Vacuous,
            last: None,
            executions: 0,
            discarded: 0,
            operations: 0,
            widest: 0,
        };
        for part in parts {
            let result = part.run();
            found.executions += result.executions;
            found.discarded += result.discarded;
            found.operations += result.operations;
            found.widest = found.widest.max(result.executions);
            let verdict = result.verdict;
            // One question that looks at nothing takes nothing from the others.
            let decides = match verdict {
                Verdict::Vacuous => found.last.is_none(),
                Verdict::Verified => found.verdict != Verdict::Bounded,
                Verdict::Bounded | Verdict::Refuted | Verdict::Broken => true,
            };
            if decides {
                found.verdict = verdict;
                found.last = Some(result);
            }
            if matches!(verdict, Verdict::Refuted | Verdict::Broken) {
                break;
            }
        }
        found
    }
}

/// Asks everything of every suspect. The parts come in the order of the suspects: first
/// those that are right.
pub(crate) fn judge(suspects: &[Judged]) -> (Vec<PartResult>, Vec<Control>, Score) {
    // Nobody can know which suspect is asked by counting how often the property was run.
    let random = RandomState::new();
    let mut order: Vec<usize> = (0..suspects.len()).collect();
    order.sort_by_cached_key(|n| random.hash_one(n));
    let mut found: Vec<_> = order.iter().map(|&n| (n, suspects[n].judge())).collect();
    found.sort_by_key(|(n, _)| *n);
    let mut score = Score {
        caught: 0,
        wrong: 0,
        accepted: 0,
        right: 0,
    };
    for (n, (part, _)) in &found {
        let is_good = u32::from(part.verdict == Verdict::Verified);
        if suspects[*n].is_right {
            score.right += 1;
            score.accepted += is_good;
        } else {
            score.wrong += 1;
            score.caught += is_good;
        }
    }
    let (parts, controls) = found.into_iter().map(|(_, both)| both).unzip();
    (parts, controls, score)
}

/// The first of those that are right with which the property can run in one order only.
/// It cannot have told a lost update from none: what it refuses, it refuses for something
/// else than its schedules.
pub(crate) fn never_meet(parts: &[PartResult], score: Score) -> Option<&PartResult> {
    let right = usize::try_from(score.right).unwrap_or(usize::MAX);
    parts.iter().take(right).find(|part| part.executions < 2)
}
