//! The execution that runs now: its objects, its steps, and what each process is
//! about to do.
//!
//! loom and shuttle run all processes of a model as coroutines on one thread of
//! the operating system, so a thread-local variable is common to them all.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::panic::{Location, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use smallvec::SmallVec;

use super::clock::{Clock, MAX_STEPS};
use super::footprint::{Footprint, Key, Relation, Touch};
use super::op::{Change, Op, Status, View, Who};
use super::panics;
use super::queue::Queue;
use super::spin::Spin;
use super::state::{Answer, State, Verb};
use crate::outcome::Panic;
use crate::step::{Action, Effect, Kind, Object, Process, Step, Value};

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

/// A step that the search chose: what it touches, and what happens before it.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) process: Process,
    /// The operation, if it was declared.
    pub(crate) op: Option<Op>,
    pub(crate) footprint: Footprint,
    /// What the process waited to see changed, if it was spinning.
    pub(crate) waited: Option<Vec<(usize, u32)>>,
    /// What the process knew just before.
    pub(crate) base: Clock,
    /// What happens before the step, itself included.
    pub(crate) clock: Clock,
    /// What the process brought to the operation.
    pub(crate) who: Who,
    /// The objects touched.
    pub(crate) touched: SmallVec<[Touched; 1]>,
    /// How many steps there were when it was chosen.
    steps: usize,
    /// How often the process changes along some chain of steps up to this one, each of
    /// which happens before the next.
    pub(crate) switches: usize,
}

/// A process that was woken, and what it waited to do: had something else happened
/// first, it might have taken a wake-up by a step of its own.
#[derive(Clone, Debug)]
pub(crate) struct Granted {
    /// The event that woke it.
    pub(crate) event: usize,
    pub(crate) op: Op,
    pub(crate) who: Who,
    /// What it knew before.
    pub(crate) base: Clock,
}

/// An object that an event touched.
#[derive(Clone, Debug)]
pub(crate) struct Touched {
    pub(crate) object: usize,
    pub(crate) writes: bool,
    /// The event before that touched the object.
    pub(crate) previous: Option<usize>,
    /// What a write found.
    pub(crate) past: Option<Past>,
}

/// A shared object at some time.
#[derive(Clone, Debug)]
pub(crate) struct Past {
    pub(crate) state: State,
    /// How often it had been changed.
    pub(crate) version: u32,
}

impl Event {
    /// The how-manieth step of its process it is.
    pub(crate) fn number(&self) -> usize {
        self.clock.of(self.process)
    }

    /// Whether this event happens before what has this clock.
    pub(crate) fn is_known_to(&self, clock: &Clock) -> bool {
        clock.of(self.process) >= self.number()
    }

    /// How it touched an object.
    pub(crate) fn touched(&self, object: usize) -> Option<&Touched> {
        self.touched.iter().find(|touched| touched.object == object)
    }
}

/// The state of one execution.
#[derive(Debug, Default)]
pub(crate) struct Execution {
    pub(crate) objects: Vec<Object>,
    pub(crate) steps: Vec<Step>,
    /// How many of them have been noted.
    noted: usize,
    /// The steps that the search chose. Those that this execution has in common with
    /// the one before are there from the start.
    pub(crate) events: Vec<Event>,
    /// How many of them have been taken.
    taken: usize,
    /// The processes that were woken.
    pub(crate) granted: Vec<Granted>,
    /// For each object what does not go into a witness.
    internals: Vec<Internal>,
    pub(super) processes: Vec<ProcessState>,
    /// What processes of past executions looked at, for the room in it.
    spare: Vec<Spin>,
    abandoned: bool,
    /// The number of the first object. No two executions of the program share
    /// one, so that an object that outlives its execution is noticed.
    first: usize,
    /// What went wrong in the checker itself.
    failure: Option<String>,
    /// How many spurious wake-ups each process may have.
    spurious: u32,
    /// How many steps there were when a spinning process was first let go on
    /// because nobody else could.
    stuck: Option<usize>,
    /// How many events there were then.
    before_vain_rounds: Option<usize>,
    /// Whether a process got out of a loop by itself where nobody else could go on.
    gave_up: bool,
    /// Which steps conflict.
    relation: Relation,
}

#[derive(Debug)]
struct Internal {
    key: Key,
    state: State,
    /// How often it was changed.
    version: u32,
    /// What happens before its last write, that write included.
    written: Clock,
    /// What happens before its last uses, those included.
    touched: Clock,
    /// The last event that touched it.
    last: Option<usize>,
    /// Where processes wait at it, if some have.
    futex: Option<usize>,
}

#[derive(Debug)]
pub(super) struct ProcessState {
    pub(super) pending: Pending,
    pub(super) place: Option<&'static Location<'static>>,
    /// Where its steps count as taken, whatever line they stand on.
    told: Option<&'static Location<'static>>,
    pub(super) panic: Option<Panic>,
    /// What it knows.
    clock: Clock,
    /// As in its last event.
    switches: usize,
    /// Who woke it, if it was woken and has not gone on yet.
    granted: Option<Process>,
    /// How many objects it has made.
    made: usize,
    /// Where it parks.
    parker: Option<usize>,
    spurious: u32,
    pub(super) spin: Spin,
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

/// Starts a new execution, whose only process is `main`. It begins with as many events
/// of the one before as are in `common`.
pub(crate) fn begin(common: usize, spurious: u32, relation: Relation) {
    EXECUTION.with_borrow_mut(|slot| {
        // The vectors of the last execution are used again.
        let mut execution = slot.take().unwrap_or_default();
        execution.first = EXECUTIONS.fetch_add(1, SeqCst) << OBJECT_BITS;
        execution.objects.clear();
        // With nothing in common, not even the steps before the first event are.
        let first_new = execution.events.get(common).filter(|_| common > 0);
        execution
            .steps
            .truncate(first_new.map_or(0, |event| event.steps));
        execution.noted = 0;
        execution.events.truncate(common);
        execution.taken = 0;
        execution.granted.clear();
        execution.internals.clear();
        let spins = execution.processes.drain(..).map(|process| process.spin);
        execution.spare.extend(spins);
        execution.abandoned = false;
        execution.failure = None;
        execution.spurious = spurious;
        execution.relation = relation;
        execution.stuck = None;
        execution.before_vain_rounds = None;
        execution.gave_up = false;
        execution.join_in(Clock::default());
        *slot = Some(execution);
    });
    panics::forget();
    CURRENT.set(Some(Process::MAIN));
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

/// Says who runs now, in the middle of an operation that let others run.
pub(crate) fn goes_on(process: Process) {
    CURRENT.set(Some(process));
}

/// Says what `me` is about to do.
pub(crate) fn declare(me: Process, pending: Pending, place: &'static Location<'static>) {
    with(|execution| {
        let process = &mut execution.processes[me.index()];
        process.pending = pending;
        process.place = Some(place);
    });
}

/// Says which operation `me` is about to do, and returns it with the indices of its
/// objects for their numbers.
pub(crate) fn intend(me: Process, op: Op, place: &'static Location<'static>) -> Op {
    panics::runs_on(me);
    stop_if_abandoned();
    with(|execution| {
        let op = execution.localize(op);
        let process = &mut execution.processes[me.index()];
        process.pending = Pending::Op(op);
        process.place = process.told.or(Some(place));
        op
    })
}

/// Says what came of the operation that `me` was about to do.
pub(crate) fn acted(me: Process, action: Action, op: Op, place: &'static Location<'static>) {
    CURRENT.set(Some(me));
    let abandoned = with(|execution| {
        execution.processes[me.index()].pending = Pending::Unknown;
        if execution.abandoned {
            return true;
        }
        let changed = execution.stores(op, &action);
        let also = op.objects().nth(1);
        let spin = &mut execution.processes[me.index()].spin;
        let touches = [Some(op.object), also].into_iter().zip(action.touches());
        for object in touches.filter_map(|(object, touch)| touch.and(object)) {
            let version = execution.internals[object].version;
            spin.looks(place, object, version, changed);
        }
        execution.push(me, action, Some(op.object), also, place);
        false
    });
    if abandoned {
        stop_if_abandoned();
    }
}

/// Lets the steps of `me` count as taken here, until it says otherwise. Returns where they
/// counted as taken before.
pub(crate) fn takes_place(
    me: Process,
    told: Option<&'static Location<'static>>,
) -> Option<&'static Location<'static>> {
    with(|execution| std::mem::replace(&mut execution.processes[me.index()].told, told))
}

/// Says that `me` has spawned a process, or seen the end of one.
pub(crate) fn record(me: Process, action: Action, place: &'static Location<'static>) {
    with(|execution| {
        execution.processes[me.index()].spin.gets_on();
        execution.push(me, action, None, None, place);
    });
}

/// Records what `me` says of itself, which is no step.
pub(crate) fn mark(me: Process, action: Action, object: usize, place: &'static Location<'static>) {
    with(|execution| {
        if execution.abandoned {
            return;
        }
        let object = execution.index(object);
        execution.push(me, action, Some(object), None, place);
    });
}

/// Where the steps of a process that acts here count as taken.
pub(crate) fn place_of(
    me: Process,
    place: &'static Location<'static>,
) -> &'static Location<'static> {
    with(|execution| execution.processes[me.index()].told.unwrap_or(place))
}

/// Records what `me` did for another process.
pub(crate) fn tell(
    me: Process,
    whose: Process,
    object: usize,
    place: &'static Location<'static>,
    effect: Effect,
    words: impl FnOnce() -> String,
) {
    let is_new = |execution: &mut Execution| {
        if execution.abandoned {
            return false;
        }
        // It is known already where it is a step of the execution before, too.
        let is_new = execution.noted == execution.steps.len();
        execution.noted += usize::from(!is_new);
        is_new
    };
    if !with(is_new) {
        return;
    }
    // The words may be those of the program: nothing is borrowed meanwhile.
    let action = Action::Told {
        by: me,
        effect,
        words: words(),
    };
    with(|execution| {
        let object = execution.index(object);
        execution.noted += 1;
        execution.steps.push(Step {
            process: whose,
            action,
            object: Some(object),
            also: None,
            place: place.into(),
        });
    });
}

/// Whether a value that is dropped may still act: an execution runs, it was not
/// given up, and the process that drops the value has not ended.
pub(crate) fn is_live() -> bool {
    EXECUTION.with_borrow(|execution| {
        execution.as_ref().is_some_and(|execution| {
            let ended = |me: Process| execution.pending(me) == Pending::Ended;
            !execution.abandoned && current().is_some_and(|me| !ended(me))
        })
    })
}

/// Does an operation, if it can be done now.
pub(crate) fn attempt(me: Process, op: Op) -> Option<Answer> {
    with(|execution| {
        let footprint = match execution.look(me, op) {
            Status::Blocked => return None,
            Status::Local => None,
            Status::Enabled(footprint) => Some(footprint),
        };
        let answer = op.apply(execution, me);
        for touch in footprint.iter().flat_map(Footprint::touches) {
            if touch.writes {
                let object = execution.at(touch.key, Some(op));
                execution.changes(object);
            }
        }
        // It is done: whoever looks now must not take the process for blocked.
        execution.processes[me.index()].pending = Pending::Unknown;
        Some(answer)
    })
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

impl View for Execution {
    fn state(&self, object: usize) -> &State {
        &self.internals[object].state
    }

    fn key(&self, object: usize) -> Key {
        self.internals[object].key
    }
}

impl Change for Execution {
    fn change(&mut self, object: usize) -> &mut State {
        &mut self.internals[object].state
    }

    fn grant(&mut self, process: Process, by: Process) {
        let known = self.processes[by.index()].clock;
        let who = self.who(process);
        let woken = &mut self.processes[process.index()];
        if let (Pending::Op(op), Some(event)) = (woken.pending, self.taken.checked_sub(1)) {
            let base = woken.clock;
            self.granted.push(Granted {
                event,
                op,
                who,
                base,
            });
        }
        woken.granted = Some(by);
        woken.clock.join(&known);
    }

    fn take_grant(&mut self, process: Process) -> bool {
        self.processes[process.index()].granted.take().is_some()
    }

    fn go_on_for_no_reason(&mut self, process: Process) {
        self.processes[process.index()].spurious -= 1;
    }
}

/// Objects and processes.
impl Execution {
    /// A new shared object, made by the process that runs now.
    pub(crate) fn object(&mut self, kind: Kind, initial: Option<Value>, state: State) -> usize {
        let maker = current().unwrap_or(Process::MAIN);
        let made = &mut self.processes[maker.index()].made;
        let key = Key::new(kind, maker, *made);
        *made += 1;
        self.add(key, kind, initial, state)
    }

    fn add(&mut self, key: Key, kind: Kind, initial: Option<Value>, state: State) -> usize {
        let number = self.objects.len();
        assert!(
            number < 1 << OBJECT_BITS,
            "an execution makes more than a million shared objects"
        );
        let alike = |object: &&Object| object.kind == kind;
        let name = match self.objects.iter().filter(alike).count() {
            0 => kind.word().into(),
            n => format!("{}{}", kind.word(), n + 1).into(),
        };
        self.objects.push(Object {
            kind,
            name,
            initial,
            folded: false,
        });
        self.internals.push(Internal {
            key,
            state,
            version: 0,
            written: Clock::default(),
            touched: Clock::default(),
            last: None,
            futex: None,
        });
        self.first + number
    }

    /// Where processes wait at an atomic of this index, if any has.
    pub(crate) fn futex_of(&self, atomic: usize) -> Option<usize> {
        self.internals[atomic].futex.map(|futex| futex - self.first)
    }

    /// The name for an object, with a number if another one has it already.
    pub(crate) fn free_name(&self, index: usize, name: &'static str) -> Cow<'static, str> {
        let is_taken = |name: &str| {
            let mut others = self.objects.iter().enumerate();
            others.any(|(other, object)| other != index && object.name == name)
        };
        if !is_taken(name) {
            return Cow::Borrowed(name);
        }
        // Numbered as atomics are; but words need a space.
        let space = if name.contains(' ') { " " } else { "" };
        let numbered = |n: u32| format!("{name}{space}{n}");
        let free = (2..).map(numbered).find(|name| !is_taken(name));
        Cow::Owned(free.expect("there are more numbers than objects"))
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

    /// An operation with the indices of its objects for their numbers.
    pub(crate) fn localize(&self, op: Op) -> Op {
        Op {
            object: self.index(op.object),
            verb: match op.verb {
                Verb::Wait { mutex } => Verb::Wait {
                    mutex: self.index(mutex),
                },
                Verb::FutexWait { atomic, expected } => Verb::FutexWait {
                    atomic: self.index(atomic),
                    expected,
                },
                verb => verb,
            },
        }
    }

    /// Where a process parks.
    pub(crate) fn parker(&mut self, process: Process) -> usize {
        if let Some(parker) = self.processes[process.index()].parker {
            return parker;
        }
        let key = Key::new(Kind::Parker, process, 0);
        let parker = self.add(key, Kind::Parker, None, State::Parker(false));
        self.objects[parker - self.first].name = format!("parking of {process}").into();
        self.processes[process.index()].parker = Some(parker);
        parker
    }

    /// Where processes wait at an atomic. It is made when it is first asked for: few
    /// atomics have one.
    pub(crate) fn futex(&mut self, atomic: usize) -> usize {
        let index = self.index(atomic);
        if let Some(futex) = self.internals[index].futex {
            return futex;
        }
        let key = self.internals[index].key.as_kind(Kind::Futex);
        let name = format!("futex of {}", self.objects[index].name);
        let futex = self.add(key, Kind::Futex, None, State::Queue(Queue::default()));
        self.objects[futex - self.first].name = name.into();
        self.objects[futex - self.first].folded = self.objects[index].folded;
        self.internals[index].futex = Some(futex);
        futex
    }

    /// A new process.
    pub(crate) fn process(&mut self, parent: Process) -> Process {
        let process = Process::new(self.processes.len());
        let clock = self.processes[parent.index()].clock;
        self.join_in(clock);
        process
    }

    fn join_in(&mut self, clock: Clock) {
        let mut spin = self.spare.pop().unwrap_or_default();
        spin.forget();
        self.processes.push(ProcessState {
            pending: Pending::Local,
            place: None,
            told: None,
            panic: None,
            clock,
            switches: 0,
            granted: None,
            made: 0,
            parker: None,
            spurious: self.spurious,
            spin,
        });
    }

    /// Whether anyone was spawned yet.
    pub(crate) fn has_children(&self) -> bool {
        self.processes.len() > 1
    }

    /// All processes, ended or not.
    pub(crate) fn all(&self) -> impl Iterator<Item = Process> + Clone + use<> {
        (0..self.processes.len()).map(Process::new)
    }

    /// The processes that have not ended.
    pub(crate) fn unfinished(&self) -> impl Iterator<Item = Process> {
        self.all()
            .filter(|process| self.processes[process.index()].pending != Pending::Ended)
    }

    /// Notes that a process has ended, with or without a panic.
    pub(crate) fn ended(&mut self, process: Process, panic: Option<Panic>) {
        let state = &mut self.processes[process.index()];
        state.pending = Pending::Ended;
        state.panic = panic;
    }

    /// The steps so far.
    pub(crate) fn so_far(&self) -> &[Step] {
        &self.steps[..self.noted]
    }

    /// Notes a step. Those before the first new event are known already.
    fn push(
        &mut self,
        process: Process,
        action: Action,
        object: Option<usize>,
        also: Option<usize>,
        place: &'static Location<'static>,
    ) {
        let place = self.processes[process.index()].told.unwrap_or(place);
        self.noted += 1;
        if self.noted > self.steps.len() {
            self.steps.push(Step {
                process,
                action,
                object,
                also,
                place: place.into(),
            });
        }
    }

    /// Notes that `me` has seen the end of another process.
    pub(crate) fn joined(&mut self, me: Process, child: Process) {
        let known = self.processes[child.index()].clock;
        self.processes[me.index()].clock.join(&known);
    }

    /// Who woke the process that is about to go on, if there was no choice.
    pub(crate) fn woken_by(&self, process: Process) -> Option<Process> {
        self.processes[process.index()].granted
    }

    /// Notes that the checker itself went wrong: the first reason stays.
    pub(crate) fn fail(&mut self, why: String) {
        self.failure.get_or_insert(why);
    }

    /// What went wrong in the checker itself.
    pub(crate) fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Gives the execution up: every process ends at its next operation.
    pub(crate) fn abandon(&mut self) {
        self.abandoned = true;
    }

    /// Whether the execution was given up.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.abandoned
    }
}

/// Who can go on, and what a step touches.
impl Execution {
    /// What a process is about to do.
    pub(crate) fn pending(&self, process: Process) -> Pending {
        self.processes[process.index()].pending
    }

    /// Whether a process is about to take a step that no other process can observe.
    pub(crate) fn is_local(&self, process: Process) -> bool {
        let state = &self.processes[process.index()];
        match state.pending {
            Pending::Local | Pending::Ended => true,
            Pending::Join(child) => self.has_ended(child),
            Pending::Op(op) => op.is_wake() && state.granted.is_some(),
            Pending::Unknown => false,
        }
    }

    /// Whether a process has ended.
    fn has_ended(&self, process: Process) -> bool {
        matches!(self.processes[process.index()].pending, Pending::Ended)
    }

    /// Whether every process that has not ended is about to do an operation, or waits
    /// for an end.
    pub(crate) fn all_are_declared(&self) -> bool {
        self.unfinished()
            .all(|process| self.pending(process) != Pending::Unknown && !self.is_local(process))
    }

    /// What the next step of a process would be, if it were done now.
    pub(crate) fn status(&self, process: Process) -> Status {
        match self.pending(process) {
            _ if self.is_local(process) => Status::Local,
            Pending::Unknown => Status::Enabled(Footprint::everything()),
            Pending::Op(op) => self.look(process, op),
            _ => Status::Blocked,
        }
    }

    fn look(&self, process: Process, op: Op) -> Status {
        let spin = &self.processes[process.index()].spin;
        let waits = spin.waits_for();
        let changed = |&(object, version): &(usize, u32)| self.version(object) != version;
        if waits.is_some_and(|objects| !objects.iter().any(changed)) && !spin.is_let_go() {
            return Status::Blocked;
        }
        match op.look(self, self.who(process)) {
            Status::Enabled(footprint) => Status::Enabled(match waits {
                None => footprint,
                Some(objects) => self.with_looks(footprint, objects),
            }),
            other => other,
        }
    }

    /// A footprint that reads these objects as well.
    pub(crate) fn with_looks(&self, footprint: Footprint, objects: &[(usize, u32)]) -> Footprint {
        let look = |&(object, _): &(usize, u32)| Touch {
            key: self.key(object),
            writes: false,
        };
        let mut looks: SmallVec<[Touch; 4]> = objects.iter().map(look).collect();
        // The numbers of objects may differ between executions, and with them their order.
        looks.sort_unstable_by_key(|touch| touch.key);
        footprint.and(looks)
    }

    /// What a process brings to an operation.
    pub(crate) fn who(&self, process: Process) -> Who {
        let state = &self.processes[process.index()];
        Who {
            process,
            granted: state.granted.is_some(),
            spurious: state.spurious > 0,
        }
    }

    /// How often an object was changed.
    pub(crate) fn version(&self, object: usize) -> u32 {
        self.internals[object].version
    }

    /// What a process spins for, if it does.
    pub(crate) fn spins_for(&self, process: Process) -> Option<&[(usize, u32)]> {
        self.processes[process.index()].spin.waits_for()
    }

    /// What a process knows.
    pub(crate) fn clock(&self, process: Process) -> &Clock {
        &self.processes[process.index()].clock
    }

    /// Notes that the search lets this process take a step that touches this.
    ///
    /// # Panics
    ///
    /// If the process takes more steps than a clock can count.
    pub(crate) fn chosen(&mut self, process: Process, footprint: &Footprint) {
        if self.taken == self.events.len() {
            let event = self.event(process, footprint);
            self.events.push(event);
        }
        let event = &self.events[self.taken];
        for touched in &event.touched {
            let internal = &mut self.internals[touched.object];
            internal.last = Some(self.taken);
            internal.touched.join(&event.clock);
            if touched.writes {
                internal.written.join(&event.clock);
            }
        }
        let state = &mut self.processes[process.index()];
        state.clock = event.clock;
        state.switches = event.switches;
        self.taken += 1;
    }

    /// The next step of a process, with what happens before it.
    fn event(&self, process: Process, footprint: &Footprint) -> Event {
        let state = &self.processes[process.index()];
        let op = match state.pending {
            Pending::Op(op) => Some(op),
            _ => None,
        };
        let mut clock = state.clock;
        let number = clock.tick(process);
        assert!(number < MAX_STEPS, "a process takes more than 65534 steps");
        if self.before_vain_rounds.is_some() {
            // It could be taken only because everyone else was stuck.
            self.processes
                .iter()
                .for_each(|other| clock.join(&other.clock));
        }
        let mut switches = state.switches;
        let mut touched = SmallVec::new();
        let mut touch = |object: usize, writes: bool| {
            let internal = &self.internals[object];
            if self.relation.is_whole() {
                clock.join(if writes {
                    &internal.touched
                } else {
                    &internal.written
                });
            } else {
                self.join_conflicts(&mut clock, object, writes);
            }
            switches = switches.max(self.switches_to(process, object, writes));
            touched.push(Touched {
                object,
                writes,
                previous: internal.last,
                past: writes.then(|| Past {
                    state: internal.state.clone(),
                    version: internal.version,
                }),
            });
        };
        match op {
            // What it does is not known.
            None => (0..self.internals.len()).for_each(|object| touch(object, true)),
            Some(_) => footprint
                .touches()
                .for_each(|one| touch(self.at(one.key, op), one.writes)),
        }
        Event {
            process,
            op,
            footprint: footprint.clone(),
            waited: state.spin.waits_for().map(<[_]>::to_vec),
            base: state.clock,
            clock,
            who: self.who(process),
            touched,
            steps: self.noted,
            switches,
        }
    }

    /// How often the process changes, at least, before one touches an object.
    fn switches_to(&self, process: Process, object: usize, writes: bool) -> usize {
        let mut most = 0;
        let mut at = self.internals[object].last;
        while let Some(event) = at.map(|at| &self.events[at]) {
            let there = event.touched(object).expect("it is in the chain");
            if writes || there.writes {
                most = most.max(event.switches + usize::from(event.process != process));
            }
            at = there.previous.filter(|_| !there.writes);
        }
        most
    }

    /// A number of switches between processes that no order of these steps can do
    /// without: everybody has to run, and steps that happen before each other stay in
    /// their order.
    pub(crate) fn fewest_switches(&self) -> usize {
        let mut ran = 0_u32;
        let mut most = 0;
        for event in &self.events {
            ran |= 1 << event.process.index();
            most = most.max(event.switches);
        }
        most.max((ran.count_ones() as usize).saturating_sub(1))
    }

    /// What happens before a touch where the relation lacks a kind of conflict.
    fn join_conflicts(&self, clock: &mut Clock, object: usize, writes: bool) {
        let key = self.key(object);
        let mut at = self.last(object);
        while let Some(event) = at.map(|at| &self.events[at]) {
            let there = event.touched(object).expect("it is in the chain");
            let (first, second) = (
                Touch {
                    key,
                    writes: there.writes,
                },
                Touch { key, writes },
            );
            if self.relation.conflict(first, second) {
                clock.join(&event.clock);
            }
            at = there.previous;
        }
    }

    /// The last event that touched an object.
    pub(crate) fn last(&self, object: usize) -> Option<usize> {
        self.internals[object].last
    }

    /// The events up to where nobody could go on but by going round in vain. What
    /// comes after hangs on everyone else being stuck, and could not have come
    /// earlier.
    pub(crate) fn proper_events(&self) -> &[Event] {
        &self.events[..self.before_vain_rounds.unwrap_or(self.events.len())]
    }

    /// The index of the object of this name.
    pub(crate) fn at(&self, key: Key, likely: Option<Op>) -> usize {
        if let Some(op) = likely.filter(|op| self.key(op.object) == key) {
            return op.object;
        }
        let at = self.internals.iter().position(|other| other.key == key);
        at.expect("what is touched was made")
    }

    /// Takes over the value that an atomic has now. Returns whether that, or the
    /// operation in general, changed the object.
    fn stores(&mut self, op: Op, action: &Action) -> bool {
        let internal = &mut self.internals[op.object];
        if let State::Atomic(value) = &mut internal.state {
            let Some(stored) = action.stored().filter(|stored| *value != Some(*stored)) else {
                return false;
            };
            *value = Some(stored);
            self.changes(op.object);
            return true;
        }
        if matches!(action, Action::Write) {
            self.changes(op.object);
        }
        action.writes()
    }

    /// Notes that an object was changed.
    fn changes(&mut self, object: usize) {
        self.internals[object].version += 1;
        self.gave_up |= self.stuck.take().is_some();
    }

    /// Notes that a process lets the others run: a round of a loop ends, if it is
    /// in one.
    pub(crate) fn ends_round(&mut self, process: Process) {
        self.processes[process.index()].spin.ends_round();
    }

    /// Where nobody can go on, lets a process that spins go on after all, if one
    /// has rounds left.
    pub(crate) fn let_one_spin(&mut self) -> bool {
        let let_go = self
            .processes
            .iter_mut()
            .any(|state| state.spin.once_more());
        if let_go {
            self.stuck.get_or_insert(self.noted);
            self.before_vain_rounds.get_or_insert(self.taken);
        }
        let_go
    }

    /// Whether only those go on who spin, and nothing has changed since.
    pub(crate) fn goes_round_in_vain(&self) -> bool {
        self.stuck.is_some()
    }

    /// Notes that nobody can go on. The rounds that a spinning process went in
    /// vain are forgotten. Returns whether somebody had got out by itself before.
    pub(crate) fn over(&mut self) -> bool {
        match self.stuck.take() {
            Some(steps) if self.unfinished().any(|one| self.spins_for(one).is_some()) => {
                self.steps.truncate(steps);
            }
            Some(_) => self.gave_up = true,
            None => {}
        }
        self.gave_up |= self.processes.iter().any(|one| one.spin.got_out());
        self.gave_up
    }
}
