//! One exploration of a check, and the question asked of it.

use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use interleave::shuttle::{ReplayError, Sampling};
use interleave::{Coverage, Limits, Model, Outcome, Report, Schedule, Witness, panic_message};

use crate::certificate::{OutcomeCount, PartResult, Verdict};
use crate::classify::{Class, classify};
use crate::closest::{ClosestCall, closest};

/// An exploration of a program, without a question yet.
pub struct Exploration<T> {
    bounds: String,
    run: Box<dyn Fn(Limits) -> Report<T> + Send + Sync>,
    replay: Option<Replayer<T>>,
    closest: Option<Closest>,
    floor: u64,
    limits: Limits,
    /// Whether the limits bind it.
    is_bound: bool,
}

type Replayer<T> =
    Box<dyn Fn(Limits, &Schedule) -> Result<(Outcome<T>, Witness), ReplayError> + Send + Sync>;

/// Finds the closest call of all executions within these limits.
type Closest = Box<dyn Fn(Limits) -> Option<ClosestCall> + Send + Sync>;

/// What values a part is about.
pub trait Answer: Clone + Ord + fmt::Debug + Send + Sync + 'static {}

impl<T: Clone + Ord + fmt::Debug + Send + Sync + 'static> Answer for T {}

/// A body that can be run any number of times, by any number of explorations.
pub trait Body<T>: Fn() -> T + Clone + Send + Sync + 'static {}

impl<T, F: Fn() -> T + Clone + Send + Sync + 'static> Body<T> for F {}

impl<T: Answer> Exploration<T> {
    fn new(
        bounds: impl Into<String>,
        run: impl Fn(Limits) -> Report<T> + Send + Sync + 'static,
    ) -> Exploration<T> {
        Exploration {
            bounds: bounds.into(),
            run: Box::new(run),
            replay: None,
            closest: None,
            floor: 1,
            limits: Limits::default(),
            is_bound: true,
        }
    }

    /// Says that the body runs by schedules.
    fn replayed_by(mut self, body: Erased<T>) -> Exploration<T> {
        self.replay = Some(replayer(body));
        self
    }
}

/// A body whose own type is forgotten. What explores it is so compiled once for each
/// type of outcome, and not once for each program: a check compiles twice as fast.
type Erased<T> = Arc<dyn Fn() -> T + Send + Sync>;

/// Every inequivalent interleaving of the body, in the shuttle world.
pub fn interleavings<T: Answer>(bounds: impl Into<String>, body: impl Body<T>) -> Exploration<T> {
    interleaved(bounds.into(), Arc::new(body))
}

fn interleaved<T: Answer>(bounds: String, body: Erased<T>) -> Exploration<T> {
    let (words, again, all) = (bounds.clone(), Arc::clone(&body), Arc::clone(&body));
    let explored = Exploration::new(bounds, move |limits| {
        let body = Arc::clone(&body);
        interleave::shuttle::explore_within(limits, move || body())
    });
    let closest = move |limits| {
        let body = Arc::clone(&all);
        closest(&words, limits, move || body())
    };
    Exploration {
        closest: Some(Box::new(closest)),
        ..explored.replayed_by(again)
    }
}

/// Every interleaving of the body, equivalent ones too, by shuttle's own search.
pub fn unreduced<T: Answer>(bounds: impl Into<String>, body: impl Body<T>) -> Exploration<T> {
    let body: Erased<T> = Arc::new(body);
    let again = Arc::clone(&body);
    Exploration::new(bounds, move |limits| {
        let body = Arc::clone(&body);
        interleave::shuttle::enumerate(limits, move || body())
    })
    .replayed_by(again)
}

/// Some interleavings of the body, drawn with a pinned seed.
pub fn sampled<T: Answer>(
    bounds: impl Into<String>,
    sampling: Sampling,
    body: impl Body<T>,
) -> Exploration<T> {
    let body: Erased<T> = Arc::new(body);
    let again = Arc::clone(&body);
    let drawn = Exploration::new(bounds, move |_| {
        let body = Arc::clone(&body);
        interleave::shuttle::sample(sampling, move || body())
    });
    Exploration {
        is_bound: false,
        ..drawn.replayed_by(again)
    }
}

/// What loom explores of the body, in the loom world. Its executions are no
/// interleavings, so none is replayed.
pub fn loom<T: Answer>(bounds: impl Into<String>, body: impl Body<T>) -> Exploration<T> {
    in_loom(bounds.into(), Arc::new(body))
}

fn in_loom<T: Answer>(bounds: String, body: Erased<T>) -> Exploration<T> {
    Exploration::new(bounds, move |limits| {
        let body = Arc::clone(&body);
        interleave::loom::explore_within(limits, move || body())
    })
}

/// Runs of the body on real threads.
pub fn stress<T: Answer>(
    bounds: impl Into<String>,
    runs: u64,
    body: impl Body<T>,
) -> Exploration<T> {
    Exploration::new(bounds, move |_| interleave::real::stress(runs, &body))
}

fn replayer<T: Answer>(body: Erased<T>) -> Replayer<T> {
    Box::new(move |limits, schedule| {
        let body = Arc::clone(&body);
        let replayed = interleave::shuttle::replay_within(limits, schedule, move || body())?;
        Ok((replayed.outcome, replayed.witness))
    })
}

/// The limits for one execution of an exploration within these. What bounds only how many
/// there are, and how long all take, must not cut off a single one.
fn for_one(limits: Limits) -> Limits {
    Limits {
        steps: limits.steps,
        spurious_wakeups: limits.spurious_wakeups,
        ..Limits::default()
    }
}

/// What is asked of the outcomes.
enum Question<T> {
    /// They are among these.
    Only(BTreeSet<T>),
    /// They are these, all of them.
    Exactly(BTreeSet<T>),
    /// This is one of them.
    Possible(T),
}

impl<T: Answer> Question<T> {
    fn allows(&self, outcome: &Outcome<T>) -> bool {
        match (self, outcome.returned()) {
            // One witness decides, whatever else can happen.
            (Question::Possible(_), _) => true,
            (Question::Only(_) | Question::Exactly(_), None) => false,
            (Question::Only(set) | Question::Exactly(set), Some(value)) => set.contains(value),
        }
    }

    fn words(&self) -> String {
        match self {
            Question::Only(set) => format!("it must end only with {}", list(set)),
            Question::Exactly(set) => format!(
                "it must be able to end with each of {}, and with nothing else",
                list(set)
            ),
            Question::Possible(value) => format!("it must be able to end with {value:?}"),
        }
    }
}

/// Values as people list them: `2, 3 or 4`.
fn list<T: fmt::Debug>(values: impl IntoIterator<Item = T>) -> String {
    let mut all: Vec<String> = values
        .into_iter()
        .map(|value| format!("{value:?}"))
        .collect();
    match all.pop() {
        None => "nothing".to_owned(),
        Some(last) if all.is_empty() => last,
        Some(last) => format!("{} or {last}", all.join(", ")),
    }
}

impl<T: Answer> Exploration<T> {
    /// Sets the least number of executions that an honest program must have: an
    /// exploration with fewer is vacuous. For `n` processes that must each do
    /// `m` things to the same object it is the number of orders of those things.
    ///
    /// A program that does the real work out of sight, beside one operation that
    /// is seen, meets the floor. [`crate::Check::run`] looks at the sources too.
    #[must_use]
    pub fn at_least(mut self, executions: u64) -> Exploration<T> {
        self.floor = executions;
        self
    }

    /// Sets the limits of the exploration. They do not bind samples and runs,
    /// which have a number of their own.
    #[must_use]
    pub fn within(mut self, limits: Limits) -> Exploration<T> {
        self.limits = limits;
        self
    }

    /// Asks that every execution ends with one of these values.
    #[must_use]
    pub fn only(self, values: impl IntoIterator<Item = T>) -> Part {
        self.asks(Question::Only(values.into_iter().collect()))
    }

    /// Asks that each of these values, and nothing else, is how an execution
    /// ends.
    #[must_use]
    pub fn exactly(self, values: impl IntoIterator<Item = T>) -> Part {
        self.asks(Question::Exactly(values.into_iter().collect()))
    }

    /// Asks that some execution ends with this value. One witness decides, so
    /// this can be verified without looking at everything.
    #[must_use]
    pub fn possible(self, value: T) -> Part {
        self.asks(Question::Possible(value))
    }

    fn asks(self, question: Question<T>) -> Part {
        let question = Arc::new(question);
        let Exploration {
            bounds,
            run,
            replay,
            closest,
            floor,
            limits,
            is_bound,
        } = self;
        let one = match is_bound {
            true => for_one(limits),
            false => Limits::default(),
        };
        let asked = Arc::clone(&question);
        let replay = replay.map(|replay| -> ErasedReplayer {
            Box::new(move |schedule| {
                let (outcome, mut witness) = replay(one, schedule)?;
                let allowed = asked.allows(&outcome);
                if !allowed {
                    classify(&outcome, Some(&mut witness));
                }
                Ok(OneRun {
                    outcome: outcome.to_string(),
                    question: asked.words(),
                    allowed,
                    witness,
                })
            })
        });
        let words = bounds.clone();
        Part {
            bounds,
            replay,
            closest: closest.map(|closest| -> ErasedClosest { Box::new(move || closest(limits)) }),
            run: Box::new(move || judge(&words, &question, floor, &run(limits))),
        }
    }
}

/// One execution that followed a schedule.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OneRun {
    pub(crate) outcome: String,
    pub(crate) question: String,
    pub(crate) allowed: bool,
    pub(crate) witness: Witness,
}

type ErasedReplayer = Box<dyn Fn(&Schedule) -> Result<OneRun, ReplayError> + Send + Sync>;

type ErasedClosest = Box<dyn Fn() -> Option<ClosestCall> + Send + Sync>;

/// An exploration with its question.
pub struct Part {
    pub(crate) bounds: String,
    pub(crate) replay: Option<ErasedReplayer>,
    pub(crate) closest: Option<ErasedClosest>,
    run: Box<dyn Fn() -> PartResult + Send + Sync>,
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("bounds", &self.bounds)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Exploration<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exploration")
            .field("bounds", &self.bounds)
            .finish_non_exhaustive()
    }
}

/// A part whose answer is a schedule: the program, run by it, must end with this
/// value.
///
/// The schedule is parsed here, so that a string that is none is an answer that
/// is refuted, not a crash.
pub fn replaying<T: Answer>(
    bounds: impl Into<String>,
    schedule: &str,
    value: T,
    body: impl Body<T>,
) -> Part {
    let bounds = bounds.into();
    let body: Erased<T> = Arc::new(body);
    let answer = schedule.to_owned();
    let replay = replayer(Arc::clone(&body));
    let question = Arc::new(Question::Only(BTreeSet::from([value])));
    let asked = Arc::clone(&question);
    let words = bounds.clone();
    let run = move || {
        let mut part = PartResult {
            bounds: words.clone(),
            model: Model::Replayed,
            coverage: Coverage::Bounded {
                why: "one schedule".to_owned(),
            },
            question: question.words(),
            verdict: Verdict::Refuted,
            class: Some(Class::NotASchedule),
            why: String::new(),
            executions: 0,
            discarded: 0,
            operations: 0,
            outcomes: Vec::new(),
            witness: None,
        };
        let parsed: Schedule = match answer.parse() {
            Ok(schedule) => schedule,
            Err(error) => {
                part.why = format!("`{answer}` is no schedule: {error}");
                return part;
            }
        };
        let (outcome, mut witness) = match replay(Limits::default(), &parsed) {
            Ok(replayed) => replayed,
            Err(error) => {
                part.why = format!("the program cannot be run by `{answer}`: {error}");
                return part;
            }
        };
        part.executions = 1;
        part.operations = witness.rows().len() as u64;
        let allowed = question.allows(&outcome);
        part.verdict = if allowed {
            Verdict::Verified
        } else {
            Verdict::Refuted
        };
        part.class = (!allowed).then_some(Class::WrongValue);
        part.why = format!("run by `{parsed}`, it ends with {outcome}");
        classify(&outcome, Some(&mut witness));
        part.outcomes.push(OutcomeCount {
            outcome: outcome.to_string(),
            allowed,
            executions: 1,
            witness: Some(witness.clone()),
        });
        part.witness = Some(witness);
        part
    };
    let again = replayer(body);
    let erased: ErasedReplayer = Box::new(move |schedule| {
        let (outcome, witness) = again(Limits::default(), schedule)?;
        Ok(OneRun {
            outcome: outcome.to_string(),
            question: asked.words(),
            allowed: asked.allows(&outcome),
            witness,
        })
    });
    Part {
        bounds,
        replay: Some(erased),
        closest: None,
        run: Box::new(run),
    }
}

impl Part {
    /// Explores, and judges what was found.
    ///
    /// Every witness that has a schedule is run again by it. If one ends
    /// differently the part is broken: then the program is not a function of its
    /// schedule. It is broken too if the checker itself panics.
    #[must_use]
    pub fn run(&self) -> PartResult {
        let explored = catch_unwind(AssertUnwindSafe(|| (self.run)()));
        let mut result = match explored {
            Ok(result) => result,
            Err(payload) => {
                let why = format!("the checker gave up: {}", panic_message(&*payload));
                return PartResult::broken(&self.bounds, why);
            }
        };
        if let Some(why) = self.replays_differently(&result) {
            result.why = why;
            result.verdict = Verdict::Broken;
            result.class = None;
        }
        result
    }

    /// How a witness of the result ends when it is run again by its schedule, if
    /// that is not how it ended.
    fn replays_differently(&self, result: &PartResult) -> Option<String> {
        let replay = self
            .replay
            .as_ref()
            .filter(|_| result.model != Model::Replayed)?;
        let found = result
            .outcomes
            .iter()
            .filter_map(|found| found.witness.as_ref());
        for witness in found.chain(&result.witness) {
            let Some(schedule) = witness.schedule() else {
                continue;
            };
            let ended = match replay(schedule) {
                Ok(run) if run.outcome == witness.outcome => continue,
                Ok(run) => format!("ends with {}", run.outcome),
                Err(error) => format!("cannot be followed: {error}"),
            };
            return Some(format!(
                "the schedule {schedule} led to {} and, run again, {ended}; \
                 the program depends on something else than its schedule",
                witness.outcome
            ));
        }
        None
    }
}

fn judge<T: Answer>(
    bounds: &str,
    question: &Question<T>,
    floor: u64,
    report: &Report<T>,
) -> PartResult {
    let outcomes = report
        .reached()
        .map(|(outcome, reached)| OutcomeCount {
            outcome: outcome.to_string(),
            allowed: question.allows(outcome),
            executions: reached.executions,
            witness: reached.witness.clone(),
        })
        .collect();
    let mut part = PartResult {
        bounds: bounds.to_owned(),
        model: report.model(),
        coverage: report.coverage().clone(),
        question: question.words(),
        verdict: Verdict::Verified,
        class: None,
        why: String::new(),
        executions: report.executions(),
        discarded: report.discarded(),
        operations: report.operations(),
        outcomes,
        witness: None,
    };
    let all = report.executions();
    let model = report.model();

    // The calmest of the bad outcomes is the one to show.
    let bad = report
        .reached()
        .filter(|(outcome, _)| !question.allows(outcome))
        .min_by_key(|(_, reached)| {
            reached.witness.as_ref().map_or((0, 0), |witness| {
                (witness.context_switches(), witness.steps.len())
            })
        });
    if let Some((outcome, reached)) = bad {
        let mut witness = reached.witness.clone();
        part.verdict = Verdict::Refuted;
        part.class = Some(classify(outcome, witness.as_mut()));
        let bad: u64 = part
            .outcomes
            .iter()
            .filter(|found| !found.allowed)
            .map(|found| found.executions)
            .sum();
        part.why = match outcome {
            Outcome::Returned(value) => {
                format!("{bad} of {all} executions end badly; one ends with {value:?}")
            }
            Outcome::Deadlocked(_) => {
                format!("{bad} of {all} executions end badly; one ends in a deadlock")
            }
            Outcome::Livelocked(_) => {
                format!("{bad} of {all} executions end badly; one ends in a livelock")
            }
            Outcome::Panicked(_) => {
                format!("{bad} of {all} executions end badly; one ends in a panic")
            }
        };
        part.witness = witness;
        return part;
    }
    if model != Model::Stress && report.operations() == 0 {
        part.verdict = Verdict::Vacuous;
        part.why = "no operation on a shared object was seen; does the code use `std::sync` \
                    where `super::sync` is meant?"
            .to_owned();
        return part;
    }
    if all < floor && *report.coverage() == Coverage::Exhaustive {
        part.verdict = Verdict::Vacuous;
        part.why = format!(
            "only {all} executions differ, but the processes' work can be ordered in {floor} ways; \
             something is done out of the checker's sight"
        );
        return part;
    }
    if let Question::Possible(value) = question {
        let outcome = Outcome::Returned(value.clone());
        if report.count(&outcome) > 0 {
            part.why = format!(
                "{} of {all} executions end with {value:?}",
                report.count(&outcome)
            );
            if model != Model::Stress {
                part.witness = Some(report.witness(value).clone());
                classify(&outcome, part.witness.as_mut());
            }
            return part;
        }
    }
    if let Coverage::Bounded { why } = report.coverage() {
        part.verdict = Verdict::Bounded;
        part.why = format!("nothing bad in {all} executions, but that is not everything: {why}");
        return part;
    }
    let missing: Vec<&T> = match question {
        Question::Only(_) => Vec::new(),
        Question::Exactly(set) => set
            .iter()
            .filter(|value| report.count(&Outcome::Returned((*value).clone())) == 0)
            .collect(),
        Question::Possible(value) => vec![value],
    };
    if missing.is_empty() {
        part.why = format!("all {all} executions are as they must be");
    } else {
        part.verdict = Verdict::Refuted;
        part.class = Some(Class::WrongValue);
        part.why = format!("none of all {all} executions ends with {}", list(missing));
    }
    part
}
