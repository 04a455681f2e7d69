//! What two executions must be alike in to be at the same node.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::mem::{Discriminant, discriminant};

use crate::model::execution::{Execution, Pending};
use crate::model::footprint::Key;
use crate::model::op::View as _;
use crate::model::state::{State, Verb};
use crate::step::{Action, Process, Step};

/// A history, by its number.
type History = usize;

/// The last step of a history.
#[derive(PartialEq, Eq, Hash)]
struct Last {
    before: History,
    action: Action,
    objects: Vec<Key>,
    /// What was inside: the histories of those who left it.
    found: Vec<History>,
    /// Whether nobody was left on the other side of a channel.
    alone: bool,
    /// For a process that yields, of each object: whether it was changed since the
    /// process last looked, and whether this step changed it.
    changes: Vec<(bool, bool)>,
}

/// Numbers for histories. The first ones are those of processes without any step.
#[derive(Default)]
pub(super) struct Histories(HashMap<Last, History>);

impl Histories {
    fn empty(process: Process) -> History {
        process.index()
    }

    fn after(&mut self, last: Last) -> History {
        let next = Process::LIMIT + self.0.len();
        *self.0.entry(last).or_insert(next)
    }
}

/// The point at which an execution is: all that its future hangs on.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Situation {
    processes: Vec<Where>,
    objects: BTreeMap<Key, (State, Vec<History>)>,
}

/// Where a process is. Its history says it all, but for what it looked at; the rest
/// follows from it if the program keeps to the facade, and costs little.
#[derive(PartialEq, Eq, Hash)]
struct Where {
    history: History,
    does: Does,
    woken: Option<Process>,
    /// For a process that yields: what has been changed since it last looked.
    changed: Vec<(Key, bool)>,
}

/// What a process is about to do.
#[derive(PartialEq, Eq, Hash)]
enum Does {
    Unknown,
    Local,
    Join(Process),
    Op(Discriminant<Verb>, Vec<Key>),
    Ended,
}

impl Does {
    fn of(execution: &Execution, process: Process) -> Does {
        match execution.pending(process) {
            Pending::Unknown => Does::Unknown,
            Pending::Local => Does::Local,
            Pending::Join(child) => Does::Join(child),
            Pending::Op(op) => {
                let objects = op.objects().map(|object| execution.key(object));
                Does::Op(discriminant(&op.verb), objects.collect())
            }
            Pending::Ended => Does::Ended,
        }
    }
}

/// What is known of the execution that runs now.
#[derive(Default)]
pub(super) struct Now {
    /// How many of its steps have been looked at.
    noted: usize,
    histories: Vec<History>,
    insides: HashMap<Key, VecDeque<History>>,
    /// How often each object had been changed when a process last looked at it.
    looked: Vec<BTreeMap<Key, u32>>,
    /// How often each object had been changed before the step that is taken now.
    versions: Vec<u32>,
    /// The node from which the execution only goes round in vain.
    pub(super) vain: Option<usize>,
}

impl Now {
    /// Takes note of the steps since the last time. Returns the one of the schedule.
    pub(super) fn catch_up(
        &mut self,
        execution: &Execution,
        histories: &mut Histories,
        yields: &BTreeSet<Process>,
    ) -> Option<Step> {
        for process in execution.all().skip(self.histories.len()) {
            self.histories.push(Histories::empty(process));
            self.looked.push(BTreeMap::new());
        }
        let mut taken = None;
        for step in execution.so_far().iter().skip(self.noted) {
            self.take(execution, histories, step, yields.contains(&step.taker()));
            if step.action.is_visible() {
                taken = Some(step.clone());
            }
        }
        self.noted = execution.so_far().len();
        self.versions = (0..execution.objects.len())
            .map(|object| execution.version(object))
            .collect();
        taken
    }

    fn take(&mut self, execution: &Execution, known: &mut Histories, step: &Step, yields: bool) {
        let me = step.taker().index();
        let touched: Vec<usize> = step.object.into_iter().chain(step.also).collect();
        let keys: Vec<Key> = touched
            .iter()
            .map(|&object| execution.key(object))
            .collect();
        let last = Last {
            before: self.histories[me],
            action: step.action.clone(),
            found: keys
                .first()
                .map_or_else(Vec::new, |key| self.finds(*key, &step.action)),
            alone: is_alone(execution, step),
            changes: match yields {
                true => self.changes(execution, me, &touched),
                false => Vec::new(),
            },
            objects: keys.clone(),
        };
        let history = known.after(last);
        self.histories[me] = history;
        self.leaves(&keys, &step.action, history);
    }

    /// What a step of a process that yields can tell of changes.
    fn changes(
        &mut self,
        execution: &Execution,
        me: usize,
        touched: &[usize],
    ) -> Vec<(bool, bool)> {
        let changes = touched.iter().map(|&object| {
            let now = execution.version(object);
            // What was made since has not been changed before.
            let before = self.versions.get(object).copied().unwrap_or(0);
            let looked = self.looked[me].insert(execution.key(object), now);
            (looked.is_some_and(|looked| looked != before), now != before)
        });
        changes.collect()
    }

    /// What a step finds inside of its object.
    fn finds(&mut self, object: Key, action: &Action) -> Vec<History> {
        let Some(inside) = self.insides.get_mut(&object) else {
            return Vec::new();
        };
        match action {
            Action::Lock
            | Action::TryLock { taken: true }
            | Action::ReadLock
            | Action::TryReadLock { taken: true }
            | Action::WriteLock
            | Action::TryWriteLock { taken: true }
            | Action::Read
            | Action::Write
            // The messages are dropped, and may do something then.
            | Action::DropReceiver => inside.iter().copied().collect(),
            Action::Receive { received: true } => inside.pop_front().into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// What a step leaves inside.
    fn leaves(&mut self, objects: &[Key], action: &Action, history: History) {
        let mut holds = |object: usize, inside: &[History]| {
            self.insides
                .insert(objects[object], inside.iter().copied().collect());
        };
        match action {
            Action::Unlock | Action::WriteUnlock | Action::Write => holds(0, &[history]),
            // It gives the mutex back.
            Action::Wait => holds(1, &[history]),
            Action::DropReceiver => holds(0, &[]),
            Action::Send { sent: true } => {
                self.insides
                    .entry(objects[0])
                    .or_default()
                    .push_back(history);
            }
            _ => {}
        }
    }

    pub(super) fn situation(&self, execution: &Execution, yields: &BTreeSet<Process>) -> Situation {
        let mut objects = BTreeMap::new();
        let mut versions = HashMap::new();
        for object in 0..execution.objects.len() {
            let key = execution.key(object);
            let inside = self.insides.get(&key).into_iter().flatten();
            let state = execution.state(object).clone();
            objects.insert(key, (state, inside.copied().collect()));
            versions.insert(key, execution.version(object));
        }
        let changed = |process: Process| {
            let looked = self.looked[process.index()].iter();
            looked.map(|(key, version)| (*key, versions[key] != *version))
        };
        let place = |process: Process| Where {
            history: self.histories[process.index()],
            does: Does::of(execution, process),
            woken: execution.woken_by(process),
            changed: match yields.contains(&process) {
                true => changed(process).collect(),
                false => Vec::new(),
            },
        };
        Situation {
            processes: execution.all().map(place).collect(),
            objects,
        }
    }
}

/// Whether a step at a channel came to nothing because nobody was left on the other
/// side. The program is told so; the step itself does not say.
fn is_alone(execution: &Execution, step: &Step) -> bool {
    let state = |object: Option<usize>| object.map(|object| execution.state(object));
    match step.action {
        Action::Send { sent: false } => {
            matches!(state(step.object), Some(State::Channel(channel)) if !channel.receiver)
        }
        Action::Receive { received: false } => {
            matches!(state(step.also), Some(State::Senders(0)))
        }
        _ => false,
    }
}
