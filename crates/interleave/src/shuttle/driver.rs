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
use crate::model::footprint::{Footprint, Relation};
use crate::model::op::Status;
use crate::model::panics;
use crate::outcome::Outcome;
use crate::report::{Limits, Report};
use crate::step::{Object, Process, Step};

/// Decides who goes next, execution after execution.
pub(super) trait Search: Send + 'static {
    /// Whether steps that no other process can observe (starting, spawning, seeing
    /// an end, ending) are decided as well. If not they are taken at once, which
    /// leaves out no outcome, whatever their order.
    const DECIDES_ALL: bool = false;

    /// Whether there is another execution to run.
    fn next_execution(&mut self) -> bool;

    /// Chooses among the processes that can take a step. There is at least one.
    /// `None` gives the execution up.
    fn choose(
        &mut self,
        execution: &Execution,
        enabled: &[(Process, Footprint)],
        at: At<'_>,
    ) -> Option<Process>;

    /// Told when a process asks to let the others run.
    fn yields(&mut self, _process: Process) {}

    /// Told when an execution has ended by itself, before the next one begins.
    fn finished(&mut self, _execution: &Execution) {}

    /// A number for a program that asks for one at random; `None` if the search
    /// has none, and then is not exhaustive.
    fn random(&mut self) -> Option<u64> {
        None
    }
}

/// Where shuttle asks for a decision, for schedulers that are shuttle's own.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    tasks: &'a [&'a Task],
    current: Option<TaskId>,
    yielding: bool,
}

/// A scheduler of shuttle's, as a search.
pub(super) struct Foreign<S>(pub(super) S);

impl<S: Scheduler + Send + 'static> Search for Foreign<S> {
    const DECIDES_ALL: bool = true;

    fn next_execution(&mut self) -> bool {
        self.0.new_execution().is_some()
    }

    fn choose(&mut self, _: &Execution, _: &[(Process, Footprint)], at: At<'_>) -> Option<Process> {
        self.0
            .next_task(at.tasks, at.current, at.yielding)
            .map(process_of)
    }

    fn random(&mut self) -> Option<u64> {
        Some(self.0.next_u64())
    }
}

/// How the execution that runs now will end, if not with a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// By itself.
    Natural,
    /// Nobody can go on.
    Over,
    /// The search gave it up.
    Discarded,
    /// It has more steps than the limit.
    TooLong,
}

struct Driver<S, T> {
    search: S,
    shared: Arc<Mutex<Shared<T>>>,
    limits: Limits,
    relation: Relation,
    enabled: Vec<(Process, Footprint)>,
    started: u64,
    since: Instant,
    steps: usize,
    ending: Ending,
}

/// Somebody who wants to see every execution: how it ended, and its steps.
pub(super) type Visit<T> = dyn FnMut(&Outcome<T>, &[Step], &[Object]) + Send;

/// What the driver shares with the body.
struct Shared<T> {
    report: Option<Report<T>>,
    returned: Option<T>,
    visit: Option<Box<Visit<T>>>,
}

/// What to run, beside the body.
pub(super) struct Drive<S, T> {
    pub(super) search: S,
    pub(super) report: Report<T>,
    pub(super) limits: Limits,
    /// Which steps conflict.
    pub(super) relation: Relation,
    pub(super) visit: Option<Box<Visit<T>>>,
}

impl<S, T> Drive<S, T> {
    pub(super) fn new(search: S, report: Report<T>, limits: Limits) -> Drive<S, T> {
        Drive {
            search,
            report,
            limits,
            relation: Relation::default(),
            visit: None,
        }
    }
}

/// Runs the body under the search until the search or a limit ends it.
pub(super) fn drive<S, T, F>(drive: Drive<S, T>, body: F) -> Report<T>
where
    S: Search,
    T: Clone + Ord + fmt::Debug + Send + 'static,
    F: Fn() -> T + Send + Sync + 'static,
{
    panics::install_hook();
    let shared = Arc::new(Mutex::new(Shared {
        report: Some(drive.report),
        returned: None,
        visit: drive.visit,
    }));
    let driver = Driver {
        search: drive.search,
        shared: Arc::clone(&shared),
        limits: drive.limits,
        relation: drive.relation,
        enabled: Vec::new(),
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

    /// Puts the execution that ran last into the report. Returns whether another
    /// may follow.
    fn collect(&mut self) -> bool {
        let mut shared = lock(&self.shared);
        let shared = &mut *shared;
        let returned = shared.returned.take();
        let Some(report) = &mut shared.report else {
            return false;
        };
        match self.ending {
            Ending::Discarded => report.discard(),
            Ending::TooLong => {
                report.discard();
                report.bound(format!(
                    "an execution has over {} steps; a loop that waits for another process \
                     has to call `spin_loop` or `yield_now`",
                    self.limits.steps
                ));
                return false;
            }
            Ending::Natural | Ending::Over => execution::with(|execution| {
                let outcome = execution.outcome(returned);
                if execution.over() {
                    report.bound(
                        "a process waits in a loop that it also leaves by itself; not every \
                         moment to leave was explored",
                    );
                }
                report.add(&outcome, execution);
                if let Some(visit) = &mut shared.visit {
                    visit(&outcome, &execution.steps, &execution.objects);
                }
                self.search.finished(execution);
            }),
        }
        true
    }

    /// The processes that can take a step go into `enabled`; one that can take a
    /// step which nobody observes is returned.
    fn survey(&mut self, execution: &Execution, runnable: &[&Task]) -> Option<Process> {
        self.enabled.clear();
        for task in runnable {
            let process = process_of(task.id());
            match execution.status(process) {
                Status::Blocked => {}
                Status::Local if S::DECIDES_ALL => {
                    self.enabled.push((process, Footprint::everything()));
                }
                Status::Local => return Some(process),
                Status::Enabled(footprint) => self.enabled.push((process, footprint)),
            }
        }
        None
    }
}

impl<S: Search, T: Clone + Ord + fmt::Debug + Send + 'static> Scheduler for Driver<S, T> {
    fn new_execution(&mut self) -> Option<Schedule> {
        if self.started > 0 && !self.collect() {
            return None;
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
        execution::begin(self.limits.spurious_wakeups, self.relation);
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
        if let Some(current) = current.filter(|_| is_yielding) {
            self.search.yields(process_of(current));
        }
        let chosen = execution::with(|execution| {
            if let Some(process) = self.survey(execution, runnable) {
                return Some(process);
            }
            while self.enabled.is_empty() {
                if !execution.let_one_spin() {
                    self.ending = Ending::Over;
                    return None;
                }
                self.survey(execution, runnable);
            }
            let tasks: Vec<&Task> = if S::DECIDES_ALL {
                let able = |task: &&&Task| {
                    let process = process_of(task.id());
                    self.enabled.iter().any(|(other, _)| *other == process)
                };
                runnable.iter().filter(able).copied().collect()
            } else {
                Vec::new()
            };
            let at = At {
                tasks: &tasks,
                current,
                yielding: is_yielding,
            };
            let Some(chosen) = self.search.choose(execution, &self.enabled, at) else {
                self.ending = Ending::Discarded;
                return None;
            };
            let next = self.enabled.iter().find(|(process, _)| *process == chosen);
            let (_, footprint) = next.expect("the search chooses among those it was given");
            if execution.status(chosen) != Status::Local {
                let undeclared = execution.pending(chosen) == Pending::Unknown;
                execution.chosen(chosen, footprint.clone());
                if undeclared {
                    self.bound(
                        "a process uses shuttle past the facade, and what it does there is \
                         not known"
                            .to_owned(),
                    );
                }
            }
            Some(chosen)
        })?;
        runnable
            .iter()
            .map(|task| task.id())
            .find(|&id| process_of(id) == chosen)
    }

    fn next_u64(&mut self) -> u64 {
        self.search.random().unwrap_or_else(|| {
            self.bound("the program asks for random numbers".to_owned());
            0
        })
    }
}
