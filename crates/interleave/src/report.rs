//! What an exploration found: every outcome, how often, and one witness each.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::outcome::Outcome;
use crate::schedule::Schedule;
use crate::witness::Witness;
#[cfg(feature = "model")]
use crate::{
    linearize::{Trace, switches},
    model::execution::Execution,
    step::Step,
    witness::schedule_of,
};

/// How an exploration chose its executions, and under which memory model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Model {
    /// Every inequivalent interleaving (one execution a Mazurkiewicz trace),
    /// sequentially consistent, on shuttle.
    Interleavings,
    /// Every interleaving, unreduced: shuttle's own depth-first search.
    Unreduced,
    /// Some interleavings, chosen at random with a pinned seed, on shuttle.
    Sampled,
    /// One interleaving, chosen by a schedule, on shuttle.
    Replayed,
    /// The executions that loom explores under its C11 memory model.
    Loom,
    /// Some runs on real threads: what plain testing sees.
    Stress,
}

impl Model {
    /// The model in a few words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Model::Interleavings => "every interleaving (shuttle, reduced)",
            Model::Unreduced => "every interleaving (shuttle, unreduced)",
            Model::Sampled => "sampled interleavings (shuttle)",
            Model::Replayed => "one schedule (shuttle)",
            Model::Loom => "what loom explores (C11)",
            Model::Stress => "runs on real threads",
        }
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// Whether an exploration saw everything its model has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// Everything was explored.
    Exhaustive,
    /// It was cut off, or never meant to be complete. Nothing is proved by it,
    /// though a bad outcome that it found is real.
    Bounded {
        /// Why.
        why: String,
    },
}

/// When an exploration is cut off. A cut is always reported as
/// [`Coverage::Bounded`].
///
/// No environment variable changes these limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most executions to start.
    pub executions: u64,
    /// The most steps of one execution; beyond it a loop is taken for endless.
    pub steps: usize,
    /// The longest time for the whole exploration.
    pub time: Duration,
    /// How often each process may wake for no reason, from a condition variable, a
    /// futex or from parking. What an exploration verifies holds for so many.
    pub spurious_wakeups: u32,
}

impl Default for Limits {
    /// Ten million executions, ten thousand steps each, five minutes; nobody wakes
    /// for no reason.
    fn default() -> Limits {
        Limits {
            executions: 10_000_000,
            steps: 10_000,
            time: Duration::from_secs(300),
            spurious_wakeups: 0,
        }
    }
}

/// An outcome that an exploration reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// How many executions ended so.
    pub executions: u64,
    /// An execution that ended so: one with the fewest context switches, then the
    /// fewest steps, of all that are equivalent to one explored. `None` where nothing
    /// was recorded (real threads).
    pub witness: Option<Witness>,
    /// The context switches and steps of the witness, and its schedule: among
    /// equals the first in alphabetical order is kept, so that the witness does
    /// not hang on the order of the search.
    cost: (usize, usize, Schedule),
}

/// What an exploration found.
#[derive(Clone, Debug)]
pub struct Report<T> {
    model: Model,
    coverage: Coverage,
    executions: u64,
    discarded: u64,
    operations: u64,
    outcomes: BTreeMap<Outcome<T>, Reached>,
    /// Whether a witness may be a calmer execution than the one that was met.
    #[cfg(feature = "model")]
    calms: bool,
}

impl<T: Clone + Ord + fmt::Debug> Report<T> {
    pub(crate) fn new(model: Model) -> Report<T> {
        Report {
            model,
            coverage: Coverage::Exhaustive,
            executions: 0,
            discarded: 0,
            operations: 0,
            outcomes: BTreeMap::new(),
            #[cfg(feature = "model")]
            calms: true,
        }
    }

    /// A report whose witnesses are the executions as they happened, not calmer
    /// ones equivalent to them.
    #[cfg(feature = "model")]
    pub(crate) fn as_it_happens(model: Model) -> Report<T> {
        Report {
            calms: false,
            ..Report::new(model)
        }
    }

    /// Adds one run of which nothing is known but how it ended.
    pub(crate) fn add_run(&mut self, outcome: Outcome<T>) {
        self.executions += 1;
        let reached = self.outcomes.entry(outcome).or_insert(Reached {
            executions: 0,
            witness: None,
            cost: (0, 0, Schedule::default()),
        });
        reached.executions += 1;
    }

    /// Adds one complete execution.
    #[cfg(feature = "model")]
    pub(crate) fn add(&mut self, outcome: &Outcome<T>, execution: &Execution) {
        let steps = &execution.steps;
        self.executions += 1;
        self.operations += visible(steps);
        let known = self.outcomes.get_mut(outcome);
        let bar = known.map(|reached| {
            reached.executions += 1;
            &reached.cost
        });
        let interleaving = self.model != Model::Loom;
        let found = if interleaving && self.calms {
            calmer(execution, bar)
        } else {
            let cost = cost_of(steps);
            bar.is_none_or(|bar| cost < *bar)
                .then(|| (cost, steps.clone()))
        };
        let Some((cost, mut steps)) = found else {
            return;
        };
        for step in &mut steps {
            step.place.simplify();
        }
        let witness = Witness {
            outcome: outcome.to_string(),
            schedule: interleaving.then(|| cost.2.clone()),
            objects: execution.objects.clone(),
            steps,
            mark: None,
        };
        let executions = self.count(outcome).max(1);
        let reached = Reached {
            executions,
            witness: Some(witness),
            cost,
        };
        self.outcomes.insert(outcome.clone(), reached);
    }

    /// Notes an execution that was started and thrown away, and what it did until then.
    #[cfg(feature = "model")]
    pub(crate) fn discard(&mut self, steps: &[Step]) {
        self.discarded += 1;
        self.operations += visible(steps);
    }

    /// Notes that the exploration is not exhaustive. The first reason stays.
    pub(crate) fn bound(&mut self, why: impl Into<String>) {
        if self.coverage == Coverage::Exhaustive {
            self.coverage = Coverage::Bounded { why: why.into() };
        }
    }

    /// Every outcome reached, in order.
    ///
    /// A value the body returned compares equal to the outcome that returned
    /// it; a deadlock or a panic is an outcome beside the others.
    #[must_use]
    pub fn outcomes(&self) -> Vec<Outcome<T>> {
        self.outcomes.keys().cloned().collect()
    }

    /// Every outcome reached, with its count and witness, in order.
    pub fn reached(&self) -> impl Iterator<Item = (&Outcome<T>, &Reached)> {
        self.outcomes.iter()
    }

    /// How many executions ended with this outcome.
    #[must_use]
    pub fn count(&self, outcome: &Outcome<T>) -> u64 {
        self.outcomes
            .get(outcome)
            .map_or(0, |reached| reached.executions)
    }

    /// An execution whose body returned this value.
    ///
    /// # Panics
    ///
    /// If no execution returned it, or if the world records no steps (real
    /// threads). [`Report::reached`] has all there is.
    #[track_caller]
    #[must_use]
    pub fn witness(&self, value: &T) -> &Witness {
        let outcome = Outcome::Returned(value.clone());
        let Some(reached) = self.outcomes.get(&outcome) else {
            panic!(
                "no execution ended with {value:?}; the outcomes are {}",
                self.list()
            );
        };
        let Some(witness) = &reached.witness else {
            panic!(
                "{} record no steps, so there is no witness of {value:?}",
                self.model
            );
        };
        witness
    }

    /// The report itself, if it is exhaustive.
    ///
    /// # Panics
    ///
    /// If the exploration was cut off, or sampled: then its outcomes are some,
    /// and perhaps not all.
    #[track_caller]
    #[must_use]
    pub fn exhaustive(&self) -> &Report<T> {
        match &self.coverage {
            Coverage::Exhaustive => self,
            Coverage::Bounded { why } => {
                panic!("the exploration is bounded ({why}); its outcomes may not be all")
            }
        }
    }

    /// The model explored.
    #[must_use]
    pub fn model(&self) -> Model {
        self.model
    }

    /// Whether everything was explored.
    #[must_use]
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// How many executions ran to their end.
    #[must_use]
    pub fn executions(&self) -> u64 {
        self.executions
    }

    /// How many executions were started and then thrown away, because they
    /// could only repeat one already seen.
    #[must_use]
    pub fn discarded(&self) -> u64 {
        self.discarded
    }

    /// How many operations on shared objects were seen, over all executions. A
    /// body that goes past the facade, to `std::sync` say, has none.
    #[must_use]
    pub fn operations(&self) -> u64 {
        self.operations
    }

    fn list(&self) -> String {
        let all: Vec<String> = self.outcomes.keys().map(Outcome::to_string).collect();
        all.join(", ")
    }
}

impl<T: Clone + Ord + fmt::Debug> fmt::Display for Report<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} executions, {}", self.executions, self.model)?;
        if let Coverage::Bounded { why } = &self.coverage {
            write!(f, ", bounded: {why}")?;
        }
        writeln!(f)?;
        for (outcome, reached) in &self.outcomes {
            writeln!(f, "  {:>9}  {outcome}", reached.executions)?;
        }
        Ok(())
    }
}

/// Context switches, steps, and the schedule.
#[cfg(feature = "model")]
type Cost = (usize, usize, Schedule);

#[cfg(feature = "model")]
fn visible(steps: &[Step]) -> u64 {
    steps.iter().filter(|step| step.action.is_visible()).count() as u64
}

#[cfg(feature = "model")]
fn cost_of(steps: &[Step]) -> Cost {
    (switches(steps), steps.len(), schedule_of(steps))
}

/// The calmest execution equivalent to this one, if it betters the bar.
#[cfg(feature = "model")]
fn calmer(execution: &Execution, bar: Option<&Cost>) -> Option<(Cost, Vec<Step>)> {
    let most = bar.map_or(usize::MAX, |bar| bar.0);
    if execution.fewest_switches() > most {
        return None;
    }
    let steps = &execution.steps;
    let events = execution.events.iter();
    let trace = Trace::new(steps, events.map(|event| (event.process, &event.clock)));
    let order = trace.calmest(most).unwrap_or_else(|| steps.clone());
    let cost = cost_of(&order);
    bar.is_none_or(|bar| cost < *bar).then_some((cost, order))
}
