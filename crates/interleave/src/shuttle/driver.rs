//! Runs a body under shuttle again and again, and collects what happens.
//!
//! A [`Search`] decides who goes next. The driver around it is shuttle's
//! `Scheduler`: it shows the search only processes that can take a step, sees
//! deadlocks, keeps the limits, and puts each finished execution into the report.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use ::shuttle::Runner;
use ::shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};

use crate::model::execution::{self, Execution, Pending};
use crate::model::panics;
use crate::report::{Limits, Report};
use crate::step::Process;

/// Decides who goes next, execution after execution.
pub(super) trait Search: Send + 'static {
    /// Whether there is another execution to run.
    fn next_execution(&mut self) -> bool;

    /// Chooses among the processes that can take a step. There is at least one.
    /// `None` gives the execution up.
    fn choose(&mut self, execution: &Execution, enabled: &[Process], at: At<'_>)
    -> Option<Process>;

    /// A number for a program that asks for one at random.
    fn random(&mut self) -> u64 {
        0
    }
}

/// Where shuttle asks for a decision, for schedulers that are shuttle's own.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    tasks: &'a [&'a Task],
    current: Option<TaskId>,
    yielding: bool,
}

impl At<'_> {
    /// The process that has just asked to let the others run.
    pub(super) fn yields(&self) -> Option<Process> {
        self.current.filter(|_| self.yielding).map(process_of)
    }
}

/// A process that stands before a step that no other can observe: starting,
/// spawning, waiting for an end, ending. Taking such steps at once, in any order,
/// leaves out no execution.
pub(super) fn unobservable(execution: &Execution, enabled: &[Process]) -> Option<Process> {
    let is_local = |process: &&Process| {
        matches!(
            execution.pending(**process),
            Pending::Local | Pending::Join(_) | Pending::Ended
        )
    };
    enabled.iter().find(is_local).copied()
}

/// A scheduler of shuttle's, as a search.
pub(super) struct Foreign<S>(pub(super) S);

impl<S: Scheduler + Send + 'static> Search for Foreign<S> {
    fn next_execution(&mut self) -> bool {
        self.0.new_execution().is_some()
    }

    fn choose(&mut self, _: &Execution, _: &[Process], at: At<'_>) -> Option<Process> {
        self.0
            .next_task(at.tasks, at.current, at.yielding)
            .map(process_of)
    }

    fn random(&mut self) -> u64 {
        self.0.next_u64()
    }
}

/// How the execution that runs now will end, if not with a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// By itself.
    Natural,
    /// Nobody can go on.
    Deadlock,
    /// The search gave it up.
    Discarded,
    /// It has more steps than the limit.
    TooLong,
}

struct Driver<S, T> {
    search: S,
    shared: Arc<Mutex<Shared<T>>>,
    limits: Limits,
    started: u64,
    since: Instant,
    steps: usize,
    ending: Ending,
}

/// What the driver shares with the body.
struct Shared<T> {
    report: Option<Report<T>>,
    returned: Option<T>,
}

/// Runs the body under the search until the search or a limit ends it.
pub(super) fn drive<S, T, F>(search: S, report: Report<T>, limits: Limits, body: F) -> Report<T>
where
    S: Search,
    T: Clone + Ord + fmt::Debug + Send + 'static,
    F: Fn() -> T + Send + Sync + 'static,
{
    panics::install_hook();
    let shared = Arc::new(Mutex::new(Shared {
        report: Some(report),
        returned: None,
    }));
    let driver = Driver {
        search,
        shared: Arc::clone(&shared),
        limits,
        started: 0,
        since: Instant::now(),
        steps: 0,
        ending: Ending::Natural,
    };
    let results = Arc::clone(&shared);
    let main = move || {
        let (result, panic) = panics::catch(Process::MAIN, &body);
        if let Ok(value) = result {
            lock(&results).returned = Some(value);
        }
        execution::with(|execution| execution.ended(Process::MAIN, panic));
    };
    let runner = Runner::new(driver, super::config());
    let run = catch_unwind(AssertUnwindSafe(|| runner.run(main)));
    if let Err(payload) = run {
        panics::raise(payload);
    }
    execution::end();
    let report = lock(&shared).report.take();
    report.expect("the report is taken once")
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Processes are numbered as shuttle numbers its tasks: in the order in which
/// they are spawned, `main` first.
fn process_of(task: TaskId) -> Process {
    Process::new(usize::from(task))
}

impl<S: Search, T: Clone + Ord + fmt::Debug + Send + 'static> Driver<S, T> {
    fn bound(&self, why: String) {
        if let Some(report) = &mut lock(&self.shared).report {
            report.bound(why);
        }
    }

    /// Puts the execution that ran last into the report.
    fn collect(&mut self) {
        let mut shared = lock(&self.shared);
        let shared = &mut *shared;
        let returned = shared.returned.take();
        let Some(report) = &mut shared.report else {
            return;
        };
        match self.ending {
            Ending::Discarded => report.discard(),
            Ending::TooLong => {
                report.discard();
                report.bound(format!("an execution has over {} steps", self.limits.steps));
            }
            Ending::Natural | Ending::Deadlock => execution::with(|execution| {
                let outcome = execution.outcome(returned);
                report.add(outcome, &execution.steps, &execution.objects);
            }),
        }
    }
}

impl<S: Search, T: Clone + Ord + fmt::Debug + Send + 'static> Scheduler for Driver<S, T> {
    fn new_execution(&mut self) -> Option<Schedule> {
        if self.started > 0 {
            self.collect();
        }
        if !self.search.next_execution() {
            return None;
        }
        if self.started >= self.limits.executions {
            self.bound(format!(
                "stopped after {} executions",
                self.limits.executions
            ));
            return None;
        }
        if self.since.elapsed() > self.limits.time {
            self.bound(format!("stopped after {:?}", self.limits.time));
            return None;
        }
        self.started += 1;
        self.steps = 0;
        self.ending = Ending::Natural;
        execution::begin();
        Some(Schedule::new(0))
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        self.steps += 1;
        if self.steps > self.limits.steps {
            self.ending = Ending::TooLong;
            return None;
        }
        execution::with(|execution| {
            let enabled: Vec<&Task> = runnable
                .iter()
                .copied()
                .filter(|task| !execution.is_blocked(process_of(task.id())))
                .collect();
            if enabled.is_empty() {
                self.ending = Ending::Deadlock;
                return None;
            }
            let processes: Vec<Process> =
                enabled.iter().map(|task| process_of(task.id())).collect();
            let at = At {
                tasks: &enabled,
                current,
                yielding: is_yielding,
            };
            let Some(chosen) = self.search.choose(execution, &processes, at) else {
                self.ending = Ending::Discarded;
                return None;
            };
            enabled
                .iter()
                .map(|task| task.id())
                .find(|&id| process_of(id) == chosen)
        })
    }

    fn next_u64(&mut self) -> u64 {
        self.search.random()
    }
}
