//! Running the one interleaving that a schedule names.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use thiserror::Error;

use super::driver::{self, At, Drive, Next, Search};
use crate::model::execution::Execution;
use crate::outcome::Outcome;
use crate::report::{Limits, Model, Report};
use crate::schedule::Schedule;
use crate::step::Process;
use crate::witness::Witness;

/// An execution that followed a schedule.
#[derive(Clone, Debug, PartialEq)]
pub struct Replayed<T> {
    /// How it ended.
    pub outcome: Outcome<T>,
    /// What happened, step by step, in the order of the schedule.
    pub witness: Witness,
}

/// Why a schedule could not be followed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReplayError {
    /// The schedule names a process that cannot take a step there.
    #[error(
        "step {step} of the schedule is {asked}, but {asked} cannot take a step there; {}",
        able(can)
    )]
    NotEnabled {
        /// The step of the schedule, counted from 1.
        step: usize,
        /// Who the schedule names.
        asked: Process,
        /// Who can take a step there.
        can: Vec<Process>,
    },
    /// The schedule ends while processes still have steps to take.
    #[error(
        "the schedule ends after step {step}, but the program does not; {} take the next step",
        able(can)
    )]
    TooShort {
        /// The number of steps of the schedule.
        step: usize,
        /// Who can take the next step.
        can: Vec<Process>,
    },
    /// The program ends before the schedule does.
    #[error("the program ends after step {used}, but the schedule has {steps} steps")]
    TooLong {
        /// The steps that the program took.
        used: usize,
        /// The number of steps of the schedule.
        steps: usize,
    },
    /// The program takes more steps than any schedule may have.
    #[error("the program takes more than {0} steps; it may loop for ever")]
    Endless(usize),
}

fn able(can: &[Process]) -> String {
    match can {
        [] => "nobody can: all wait or have ended".to_owned(),
        [one] => format!("{one} can"),
        [rest @ .., last] => {
            let rest: Vec<String> = rest.iter().map(Process::to_string).collect();
            format!("{} or {last} can", rest.join(", "))
        }
    }
}

/// Runs the body once, each step taken by the process that the schedule names.
///
/// # Errors
///
/// If the schedule names someone who cannot take a step, or is too short or too
/// long for the program.
///
/// # Panics
///
/// If shuttle itself fails.
pub fn replay<T, F>(schedule: &Schedule, body: F) -> Result<Replayed<T>, ReplayError>
where
    T: Clone + Ord + fmt::Debug + Send + 'static,
    F: Fn() -> T + Send + Sync + 'static,
{
    replay_within(Limits::default(), schedule, body)
}

/// As [`replay`], within limits of your own: those under which the schedule was found,
/// if processes could wake for no reason there.
///
/// # Errors
///
/// As [`replay`].
///
/// # Panics
///
/// As [`replay`].
pub fn replay_within<T, F>(
    limits: Limits,
    schedule: &Schedule,
    body: F,
) -> Result<Replayed<T>, ReplayError>
where
    T: Clone + Ord + fmt::Debug + Send + 'static,
    F: Fn() -> T + Send + Sync + 'static,
{
    let state = Arc::new(Mutex::new(State {
        used: 0,
        error: None,
    }));
    let follow = Follow {
        steps: schedule.steps().to_vec(),
        state: Arc::clone(&state),
        spawned: false,
        started: false,
    };
    let report = Report::as_it_happens(Model::Replayed);
    let report = driver::drive(Drive::new(follow, report, limits), body);
    let state = state.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(error) = &state.error {
        return Err(error.clone());
    }
    let Some((outcome, reached)) = report.reached().next() else {
        return Err(ReplayError::Endless(limits.steps));
    };
    if state.used < schedule.steps().len() {
        if let Outcome::Deadlocked(_) = outcome {
            let asked = schedule.steps()[state.used];
            return Err(ReplayError::NotEnabled {
                step: state.used + 1,
                asked,
                can: Vec::new(),
            });
        }
        let steps = schedule.steps().len();
        return Err(ReplayError::TooLong {
            used: state.used,
            steps,
        });
    }
    let witness = reached.witness.clone().expect("a replay records its steps");
    Ok(Replayed {
        outcome: outcome.clone(),
        witness,
    })
}

struct State {
    used: usize,
    error: Option<ReplayError>,
}

/// Follows a schedule.
struct Follow {
    steps: Vec<Process>,
    state: Arc<Mutex<State>>,
    spawned: bool,
    started: bool,
}

impl Search for Follow {
    fn next_execution(&mut self) -> bool {
        !std::mem::replace(&mut self.started, true)
    }

    fn choose(&mut self, execution: &Execution, enabled: &[Next], _: At<'_>) -> Option<Process> {
        self.spawned |= execution.has_children();
        if !self.spawned {
            // Nobody else exists: the schedule leaves these steps out.
            return Some(Process::MAIN);
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let step = state.used + 1;
        let can: Vec<Process> = enabled.iter().map(|(process, _)| *process).collect();
        match self.steps.get(state.used) {
            Some(asked) if can.contains(asked) => {
                state.used += 1;
                Some(*asked)
            }
            Some(&asked) => {
                state.error = Some(ReplayError::NotEnabled { step, asked, can });
                None
            }
            // So are the rounds of those who spin where nothing will change.
            None if execution.goes_round_in_vain() => Some(can[0]),
            // The steps that `main` takes after everyone else are left out.
            None if can.contains(&Process::MAIN) => Some(Process::MAIN),
            None => {
                state.error = Some(ReplayError::TooShort {
                    step: state.used,
                    can,
                });
                None
            }
        }
    }
}
