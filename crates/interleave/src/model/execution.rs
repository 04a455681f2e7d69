//! The execution that runs now: its objects, its steps, and what each process is
//! about to do.
//!
//! loom and shuttle run all processes of a model as coroutines on one thread of
//! the operating system, so a thread-local variable is common to them all.

use std::cell::{Cell, RefCell};
use std::panic::{Location, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use super::panics;
use crate::outcome::{Outcome, Panic, Wait, WaitsOn};
use crate::step::{Action, Kind, Object, Process, Step, Value};

/// What a process is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pending {
    /// Nothing that was declared: it may do anything, so it is dependent on
    /// everything.
    Unknown,
    /// A step that no other process can observe: starting, spawning, ending.
    Local,
    /// Waiting for a process to end.
    Join(Process),
    /// An operation on a shared object.
    Op(Op),
    /// Nothing more.
    Ended,
}

/// An operation on a shared object, before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Op {
    /// The object.
    pub(crate) object: usize,
    /// Whether it may change the object.
    pub(crate) writes: bool,
    /// Whether it waits until the object, a lock, is free.
    pub(crate) acquires: bool,
    /// The value without which it changes nothing: what a compare-exchange
    /// expects.
    pub(crate) expects: Option<Value>,
}

impl Op {
    /// An operation that leaves the object as it is.
    pub(crate) fn read(object: usize) -> Op {
        Op {
            object,
            writes: false,
            acquires: false,
            expects: None,
        }
    }

    /// An operation that may change the object.
    pub(crate) fn write(object: usize) -> Op {
        Op {
            writes: true,
            ..Op::read(object)
        }
    }

    /// An operation that waits until the object is free, and takes it.
    pub(crate) fn acquire(object: usize) -> Op {
        Op {
            acquires: true,
            ..Op::write(object)
        }
    }

    /// Whether swapping the two operations, of different processes, may be seen.
    pub(crate) fn depends_on(self, other: Op) -> bool {
        self.object == other.object && (self.writes || other.writes)
    }
}

/// The state of one execution.
#[derive(Debug, Default)]
pub(crate) struct Execution {
    pub(crate) objects: Vec<Object>,
    pub(crate) steps: Vec<Step>,
    holders: Vec<Option<Process>>,
    /// What each atomic holds now, where memory is sequentially consistent.
    values: Vec<Option<Value>>,
    processes: Vec<ProcessState>,
    abandoned: bool,
    /// The number of the first object. No two executions of the program share
    /// one, so that an object that outlives its execution is noticed.
    first: usize,
    /// What went wrong in the checker itself.
    failure: Option<String>,
}

#[derive(Debug)]
struct ProcessState {
    pending: Pending,
    place: Option<&'static Location<'static>>,
    panic: Option<Panic>,
}

/// How many executions were begun, on all threads.
static EXECUTIONS: AtomicUsize = AtomicUsize::new(0);

/// The numbers of the objects of one execution fit this many bits.
const OBJECT_BITS: u32 = 20;

thread_local! {
    static EXECUTION: RefCell<Option<Execution>> = const { RefCell::new(None) };
    /// Who runs now. Kept apart, so that the panic hook can look at it whatever
    /// else is borrowed. `None` outside of an exploration.
    static CURRENT: Cell<Option<Process>> = const { Cell::new(None) };
}

/// The payload of the unwinding that ends a process of an abandoned execution.
struct Abandoned;

/// Looks at or changes the execution that runs now.
///
/// # Panics
///
/// If none runs: a shared object was made or used outside of the body given to
/// an explorer, where its state would survive from one execution to the next.
#[track_caller]
pub(crate) fn with<R>(f: impl FnOnce(&mut Execution) -> R) -> R {
    EXECUTION.with_borrow_mut(|execution| match execution {
        Some(execution) => f(execution),
        None => panic!(
            "a shared object of a model world was made or used outside of an exploration; \
             make it inside the body that is explored"
        ),
    })
}

/// Starts a new execution, whose only process is `main`.
pub(crate) fn begin() {
    EXECUTION.with_borrow_mut(|slot| {
        // The vectors of the last execution are used again.
        let mut execution = slot.take().unwrap_or_default();
        execution.first = EXECUTIONS.fetch_add(1, SeqCst) << OBJECT_BITS;
        execution.objects.clear();
        execution.steps.clear();
        execution.holders.clear();
        execution.values.clear();
        execution.processes.clear();
        execution.abandoned = false;
        execution.failure = None;
        execution.processes.push(ProcessState::new());
        *slot = Some(execution);
    });
    panics::forget();
    run(Process::MAIN);
}

/// Ends the last execution of an exploration.
pub(crate) fn end() {
    EXECUTION.set(None);
    CURRENT.set(None);
}

/// Who runs now, or `None` outside of an exploration.
///
/// A process says so itself whenever it goes on: at its start, and when an
/// operation that let others run returns to it.
pub(crate) fn current() -> Option<Process> {
    CURRENT.get()
}

/// Says who runs now, and that it may do anything next.
pub(crate) fn run(process: Process) {
    CURRENT.set(Some(process));
    with(|execution| execution.processes[process.index()].pending = Pending::Unknown);
}

/// Says what `me` is about to do.
pub(crate) fn declare(me: Process, pending: Pending, place: &'static Location<'static>) {
    with(|execution| {
        let process = &mut execution.processes[me.index()];
        process.pending = pending;
        process.place = Some(place);
    });
}

/// Says what `me`, who runs now, has done.
pub(crate) fn record(
    me: Process,
    action: Action,
    object: Option<usize>,
    place: &'static Location<'static>,
) {
    with(|execution| {
        if let Some(object) = object {
            match action {
                Action::Lock => execution.holders[object] = Some(me),
                Action::Unlock => execution.holders[object] = None,
                _ => {}
            }
            if let Some(stored) = action.stored() {
                execution.values[object] = Some(stored);
            }
        }
        execution.steps.push(Step {
            process: me,
            action,
            object,
            place: place.into(),
        });
    });
}

/// Ends the calling process if the execution was abandoned. A process that is
/// unwinding already is left to finish.
pub(crate) fn stop_if_abandoned() {
    let abandoned = with(|execution| execution.abandoned);
    if let Some(me) = current().filter(|me| abandoned && !panics::is_unwinding(*me)) {
        panics::unwinds(me);
        resume_unwind(Box::new(Abandoned));
    }
}

impl ProcessState {
    fn new() -> ProcessState {
        ProcessState {
            pending: Pending::Local,
            place: None,
            panic: None,
        }
    }
}

impl Execution {
    /// A new shared object.
    pub(crate) fn object(&mut self, kind: Kind, initial: Option<Value>) -> usize {
        let number = self.objects.len();
        let before = self
            .objects
            .iter()
            .filter(|object| object.kind == kind)
            .count();
        let name = match before {
            0 => kind.word().into(),
            n => format!("{}{}", kind.word(), n + 1).into(),
        };
        self.objects.push(Object {
            kind,
            name,
            initial,
        });
        self.holders.push(None);
        self.values.push(initial);
        self.first + number
    }

    /// The index of an object of this execution.
    ///
    /// # Panics
    ///
    /// If the object was made in another execution.
    pub(crate) fn index(&self, object: usize) -> usize {
        match object.checked_sub(self.first) {
            Some(index) if index < self.objects.len() => index,
            _ => panic!(
                "a shared object was kept from one execution to the next, in a `static` \
                 perhaps; make it inside the body that is explored"
            ),
        }
    }

    /// Notes that the checker itself went wrong: the first reason stays.
    pub(crate) fn fail(&mut self, why: String) {
        self.failure.get_or_insert(why);
    }

    /// What went wrong in the checker itself.
    pub(crate) fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// A new process.
    pub(crate) fn process(&mut self) -> Process {
        let process = Process::new(self.processes.len());
        self.processes.push(ProcessState::new());
        process
    }

    /// Whether anyone was spawned yet.
    pub(crate) fn has_children(&self) -> bool {
        self.processes.len() > 1
    }

    /// What a process is about to do.
    pub(crate) fn pending(&self, process: Process) -> Pending {
        self.processes[process.index()].pending
    }

    /// What an operation would do if it were done now. A compare-exchange that
    /// would fail only reads.
    pub(crate) fn resolve(&self, op: Op) -> Op {
        let succeeds = op.expects.is_none() || op.expects == self.values[op.object];
        Op {
            writes: op.writes && succeeds,
            ..op
        }
    }

    /// Notes that a process has ended, with or without a panic.
    pub(crate) fn ended(&mut self, process: Process, panic: Option<Panic>) {
        let state = &mut self.processes[process.index()];
        state.pending = Pending::Ended;
        state.panic = panic;
    }

    /// Whether a process cannot take its next step now.
    pub(crate) fn is_blocked(&self, process: Process) -> bool {
        match self.pending(process) {
            Pending::Op(op) => op.acquires && self.holders[op.object].is_some(),
            Pending::Join(child) => self.pending(child) != Pending::Ended,
            Pending::Unknown | Pending::Local | Pending::Ended => false,
        }
    }

    /// Whether the process waits, over others that wait for an end, for itself.
    pub(crate) fn joins_in_a_circle(&self, process: Process) -> bool {
        let mut at = process;
        // Nobody can be met twice on the way, unless it is a circle of others.
        for _ in &self.processes {
            match self.pending(at) {
                Pending::Join(child) if child == process => return true,
                Pending::Join(child) => at = child,
                _ => return false,
            }
        }
        false
    }

    /// Whether someone has not ended, and nobody can go on.
    pub(crate) fn is_deadlocked(&self) -> bool {
        let mut unfinished = self.unfinished().peekable();
        unfinished.peek().is_some() && unfinished.all(|process| self.is_blocked(process))
    }

    fn unfinished(&self) -> impl Iterator<Item = Process> {
        (0..self.processes.len())
            .filter(|&n| self.processes[n].pending != Pending::Ended)
            .map(Process::new)
    }

    /// Gives the execution up: every process ends at its next operation.
    pub(crate) fn abandon(&mut self) {
        self.abandoned = true;
    }

    /// Whether the execution was given up.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.abandoned
    }

    /// Who waits for what.
    pub(crate) fn waits(&self) -> Vec<Wait> {
        self.unfinished()
            .filter_map(|process| {
                let state = &self.processes[process.index()];
                let on = match state.pending {
                    Pending::Op(op) => WaitsOn::Lock {
                        lock: self.objects[op.object].name.to_string(),
                        holder: self.holders[op.object]?,
                    },
                    Pending::Join(child) => WaitsOn::End { child },
                    _ => return None,
                };
                Some(Wait {
                    process,
                    on,
                    place: state.place?.into(),
                })
            })
            .collect()
    }

    /// How the execution ended, given what the body returned.
    pub(crate) fn outcome<T>(&self, returned: Option<T>) -> Outcome<T> {
        let children_first = self.processes.iter().skip(1).chain(self.processes.first());
        if let Some(panic) = children_first
            .filter_map(|state| state.panic.clone())
            .next()
        {
            return Outcome::Panicked(panic);
        }
        match returned {
            Some(value) if self.unfinished().next().is_none() => Outcome::Returned(value),
            _ => Outcome::Deadlocked(self.waits()),
        }
    }
}
