//! Runs a body under shuttle again and again, and collects what happens.
//!
//! A [`Search`] decides who goes next. The [`Decider`] around it shows the search
//! only processes that can take a step, and sees deadlocks. It is asked by shuttle,
//! whose `Scheduler` the driver is, and by each process that is about to take a step:
//! if that process goes on, shuttle need not know. The driver keeps the limits, and
//! puts each finished execution into the report.

use std::cell::RefCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use ::shuttle::Runner;
use ::shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};

use crate::model::clock::MAX_STEPS;
use crate::model::execution::{self, Execution, Pending};
use crate::model::footprint::{Footprint, Relation};
use crate::model::op::Status;
use crate::model::panics;
use crate::outcome::Outcome;
use crate::report::{Limits, Report};
use crate::step::{Object, Process, Step};

/// A process and what its next step touches.
pub(super) type Next = (Process, Footprint);

/// Decides who goes next, execution after execution.
pub(super) trait Search: 'static {
    /// Whether steps that no other process can observe (starting, spawning, seeing
    /// an end, ending) are decided as well. If not they are taken at once, which
    /// leaves out no outcome, whatever their order.
    fn decides_all(&self) -> bool {
        false
    }

    /// Whether there is another execution to run.
    fn next_execution(&mut self) -> bool;

    /// How many of its first steps the next execution has in common with the last.
    fn in_common(&self) -> usize {
        0
    }

    /// The next step, if it is decided whoever else can take one.
    fn planned(&self) -> Option<&Next> {
        None
    }

    /// Told that the planned step is taken.
    fn follows_plan(&mut self) {}

    /// Chooses among the processes that can take a step. There is at least one.
    /// `None` gives the execution up.
    fn choose(&mut self, execution: &Execution, enabled: &[Next], at: At<'_>) -> Option<Process>;

    /// What is wrong with the program, if that is why an execution was given up.
    fn contradiction(&self) -> Option<&str> {
        None
    }

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
#[derive(Clone, Copy, Default)]
pub(super) struct At<'a> {
    tasks: &'a [&'a Task],
    current: Option<TaskId>,
    yielding: bool,
}

/// A scheduler of shuttle's, as a search.
pub(super) struct Foreign<S>(pub(super) S);

impl<S: Scheduler + 'static> Search for Foreign<S> {
    fn decides_all(&self) -> bool {
        true
    }

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

/// Decides for the execution that runs now.
struct Decider {
    search: Box<dyn Search>,
    limits: Limits,
    enabled: Vec<Next>,
    steps: usize,
    ending: Ending,
    /// Who goes on, where it was asked before shuttle did.
    ahead: Option<Process>,
    /// Why the exploration is not exhaustive.
    bounds: Vec<&'static str>,
}

thread_local! {
    /// shuttle runs all processes of a model on one thread of the operating system.
    static DECIDER: RefCell<Option<Decider>> = const { RefCell::new(None) };
}

/// shuttle's scheduler, which keeps the books.
struct Driver<T> {
    shared: Arc<Mutex<Shared<T>>>,
    limits: Limits,
    relation: Relation,
    started: u64,
    since: Instant,
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
    DECIDER.set(Some(Decider {
        search: Box::new(drive.search),
        limits: Limits {
            // A clock counts no further.
            steps: drive.limits.steps.min(MAX_STEPS - 1),
            ..drive.limits
        },
        enabled: Vec::new(),
        steps: 0,
        ending: Ending::Natural,
        ahead: None,
        bounds: Vec::new(),
    }));
    let driver = Driver {
        shared: Arc::clone(&shared),
        limits: drive.limits,
        relation: drive.relation,
        started: 0,
        since: Instant::now(),
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
    DECIDER.set(None);
    if let Err(payload) = run {
        panics::raise(payload);
    }
    execution::end();
    let report = lock(&shared).report.take();
    report.expect("the report is taken once")
}

/// Whether the process that runs now takes the next step. If not, it has to let the
/// others run.
pub(super) fn goes_on() -> bool {
    deciding(|decider| execution::with(|execution| decider.goes_on(execution)))
}

fn deciding<R>(f: impl FnOnce(&mut Decider) -> R) -> R {
    DECIDER.with_borrow_mut(|decider| {
        f(decider
            .as_mut()
            .expect("an exploration has somebody to decide"))
    })
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Processes are numbered as shuttle numbers its tasks: in the order in which
/// they are spawned, `main` first.
fn process_of(task: TaskId) -> Process {
    Process::new(usize::from(task))
}

impl Decider {
    /// Whether the process that runs now goes on. Where anything but declared
    /// operations may come next, shuttle asks.
    fn goes_on(&mut self, execution: &mut Execution) -> bool {
        if self.search.decides_all() || !execution.all_are_declared() {
            return false;
        }
        if self.counts().is_none() {
            return false;
        }
        let Some(chosen) = self.decide(execution, execution.all(), At::default()) else {
            return false;
        };
        let goes_on = execution::current() == Some(chosen);
        self.ahead = Some(chosen).filter(|_| !goes_on);
        goes_on
    }

    /// Counts a decision. Nothing, if there are to be no more.
    fn counts(&mut self) -> Option<()> {
        if self.ending != Ending::Natural {
            return None;
        }
        self.steps += 1;
        if self.steps > self.limits.steps {
            self.ending = Ending::TooLong;
            return None;
        }
        Some(())
    }

    /// Who goes on, of these. Nobody, if the execution is over or given up: the ending
    /// says which.
    fn decide(
        &mut self,
        execution: &mut Execution,
        candidates: impl Iterator<Item = Process> + Clone,
        at: At<'_>,
    ) -> Option<Process> {
        if let Some((process, footprint)) = self.search.planned()
            && matches!(execution.status(*process), Status::Enabled(now) if now == *footprint)
        {
            let process = *process;
            execution.chosen(process, footprint);
            self.search.follows_plan();
            return Some(process);
        }
        self.survey(execution, candidates.clone());
        while self.enabled.is_empty() {
            if !execution.let_one_spin() {
                self.ending = Ending::Over;
                return None;
            }
            self.survey(execution, candidates.clone());
        }
        let able = |task: &&&Task| {
            let process = process_of(task.id());
            self.enabled.iter().any(|(other, _)| *other == process)
        };
        let tasks: Vec<&Task> = at.tasks.iter().filter(able).copied().collect();
        let at = At {
            tasks: &tasks,
            ..at
        };
        let Some(chosen) = self.search.choose(execution, &self.enabled, at) else {
            self.ending = Ending::Discarded;
            return None;
        };
        let next = self.enabled.iter().find(|(process, _)| *process == chosen);
        let (_, footprint) = next.expect("the search chooses among those it was given");
        if !execution.is_local(chosen) {
            if execution.pending(chosen) == Pending::Unknown {
                self.bounds.push(
                    "a process uses shuttle past the facade, and what it does there is not \
                     known",
                );
            }
            execution.chosen(chosen, footprint);
        }
        Some(chosen)
    }

    /// Those of these processes that can take a step go into `enabled`.
    fn survey(&mut self, execution: &Execution, candidates: impl Iterator<Item = Process>) {
        self.enabled.clear();
        for process in candidates {
            match execution.status(process) {
                Status::Blocked => {}
                Status::Local if !self.search.decides_all() => {}
                Status::Local => self.enabled.push((process, Footprint::everything())),
                Status::Enabled(footprint) => self.enabled.push((process, footprint)),
            }
        }
    }
}

impl<T: Clone + Ord + fmt::Debug + Send + 'static> Driver<T> {
    fn bound(&self, why: impl Into<String>) {
        if let Some(report) = &mut lock(&self.shared).report {
            report.bound(why);
        }
    }

    /// Puts the execution that ran last into the report. Returns whether another
    /// may follow.
    fn collect(&mut self, decider: &mut Decider) -> bool {
        for why in decider.bounds.drain(..) {
            self.bound(why);
        }
        let mut shared = lock(&self.shared);
        let shared = &mut *shared;
        let returned = shared.returned.take();
        let Some(report) = &mut shared.report else {
            return false;
        };
        match decider.ending {
            Ending::Discarded => execution::with(|execution| report.discard(&execution.steps)),
            Ending::TooLong => {
                execution::with(|execution| report.discard(&execution.steps));
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
                decider.search.finished(execution);
            }),
        }
        true
    }

    /// Starts another execution, if there is one.
    fn next(&mut self, decider: &mut Decider) -> Option<Schedule> {
        if self.started > 0 && !self.collect(decider) {
            return None;
        }
        if !decider.search.next_execution() {
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
        decider.steps = 0;
        decider.ending = Ending::Natural;
        decider.ahead = None;
        execution::begin(
            decider.search.in_common(),
            self.limits.spurious_wakeups,
            self.relation,
        );
        Some(Schedule::new(0))
    }
}

impl<T: Clone + Ord + fmt::Debug + Send + 'static> Scheduler for Driver<T> {
    fn new_execution(&mut self) -> Option<Schedule> {
        deciding(|decider| self.next(decider))
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        let chosen = deciding(|decider| {
            if let Some(current) = current.filter(|_| is_yielding) {
                decider.search.yields(process_of(current));
            }
            if let Some(ahead) = decider.ahead.take() {
                return Some(ahead);
            }
            decider.counts()?;
            execution::with(|execution| {
                let candidates = runnable.iter().map(|task| process_of(task.id()));
                if !decider.search.decides_all()
                    && let Some(local) = candidates.clone().find(|one| execution.is_local(*one))
                {
                    return Some(local);
                }
                let at = At {
                    tasks: runnable,
                    current,
                    yielding: is_yielding,
                };
                let chosen = decider.decide(execution, candidates, at);
                if let Some(why) = decider.search.contradiction() {
                    panic!("{why}");
                }
                chosen
            })
        })?;
        execution::goes_on(chosen);
        runnable
            .iter()
            .map(|task| task.id())
            .find(|&id| process_of(id) == chosen)
    }

    fn next_u64(&mut self) -> u64 {
        deciding(|decider| decider.search.random()).unwrap_or_else(|| {
            self.bound("the program asks for random numbers");
            0
        })
    }
}
