//! The graph as far as it has been found, and as it is told.

use std::collections::{BTreeSet, HashMap};

use crate::graph::{Edge, Node, Point, StateGraph};
use crate::model::execution::Execution;
use crate::model::footprint::Key;
use crate::model::op::View as _;
use crate::model::state::State;
use crate::step::{Action, Object, Place, Process, Step};
use crate::witness::{Contents, says, shown};

/// What was found so far. Objects have a number of their own, for the order in which
/// they are made, and the names that hang on it, may differ between executions.
#[derive(Default)]
pub(super) struct Grown {
    objects: Vec<Object>,
    numbers: HashMap<Key, usize>,
    pub(super) nodes: Vec<Found>,
}

pub(super) struct Found {
    points: Vec<Stands>,
    /// What each object holds, by its number.
    shared: Vec<(usize, String)>,
    /// Each step, its objects by their numbers, and where it leads.
    edges: Vec<(Step, usize)>,
    pub(super) outcome: Option<String>,
}

/// Where a process is. What it does next, its edge tells.
enum Stands {
    Goes,
    Waits { says: String, place: Place },
    Ended,
}

impl Grown {
    fn number(&mut self, execution: &Execution, object: usize) -> usize {
        let known = &execution.objects[object];
        let next = self.objects.len();
        let number = *self.numbers.entry(execution.key(object)).or_insert(next);
        if number == next {
            self.objects.push(known.clone());
        } else {
            self.objects[number].name = known.name.clone();
        }
        number
    }

    /// A new node, from which these processes can go on.
    pub(super) fn node(&mut self, execution: &Execution, enabled: &[Process]) -> usize {
        let waits = execution.waits();
        let stands = |process: Process| {
            if enabled.contains(&process) {
                return Stands::Goes;
            }
            match waits.iter().find(|wait| wait.process == process) {
                Some(wait) => {
                    let mut place = wait.place.clone();
                    place.simplify();
                    Stands::Waits {
                        says: wait.says(),
                        place,
                    }
                }
                None => Stands::Ended,
            }
        };
        let points = execution.all().map(stands).collect();
        let shared = (0..execution.objects.len())
            .map(|object| {
                let holds = Contents::from(execution.state(object)).to_string();
                (self.number(execution, object), holds)
            })
            .collect();
        self.nodes.push(Found {
            points,
            shared,
            edges: Vec::new(),
            outcome: None,
        });
        self.nodes.len() - 1
    }

    pub(super) fn edge(&mut self, execution: &Execution, from: usize, step: &Step, to: usize) {
        let mut step = step.clone();
        step.object = step.object.map(|object| self.number(execution, object));
        step.also = step.also.map(|object| self.number(execution, object));
        step.place.simplify();
        self.nodes[from].edges.push((step, to));
    }

    /// The graph as it is told to people.
    pub(super) fn told(mut self) -> StateGraph {
        self.tell_names_apart();
        let kind = |object: usize| self.objects[object].kind;
        let edges = self.nodes.iter().flat_map(|node| &node.edges);
        let used: BTreeSet<usize> = edges.flat_map(|(step, _)| shown(step, kind)).collect();
        let processes = self.nodes.iter().map(|node| node.points.len()).max();
        let processes: Vec<Process> = (0..processes.unwrap_or(1)).map(Process::new).collect();
        let order = self.breadth_first();
        let mut at = vec![0; self.nodes.len()];
        for (new, &old) in order.iter().enumerate() {
            at[old] = new;
        }
        let nodes = order.iter().map(|&old| {
            let found = &self.nodes[old];
            let edge = |(step, to): &(Step, usize)| Edge {
                process: step.process,
                says: says(step, self.name(step)),
                place: step.place.clone(),
                to: at[*to],
            };
            let holds = |&object: &usize| {
                let mut shared = found.shared.iter();
                let here = shared.find(|(other, _)| *other == object);
                here.map_or_else(
                    || Contents::at_first(&self.objects[object]).to_string(),
                    |(_, holds)| holds.clone(),
                )
            };
            Node {
                points: processes
                    .iter()
                    .map(|&process| self.point(found, process))
                    .collect(),
                shared: used.iter().map(holds).collect(),
                edges: found.edges.iter().map(edge).collect(),
                outcome: found.outcome.clone(),
            }
        });
        StateGraph {
            nodes: nodes.collect(),
            processes,
            objects: used
                .iter()
                .map(|&object| self.objects[object].clone())
                .collect(),
            start: 0,
        }
    }

    fn breadth_first(&self) -> Vec<usize> {
        let mut order = vec![0];
        let mut met = vec![false; self.nodes.len()];
        met[0] = true;
        let mut next = 0;
        while let Some(&node) = order.get(next) {
            next += 1;
            for (_, to) in &self.nodes[node].edges {
                if !std::mem::replace(&mut met[*to], true) {
                    order.push(*to);
                }
            }
        }
        order
    }

    fn name(&self, step: &Step) -> &str {
        step.object.map_or("", |object| &self.objects[object].name)
    }

    fn point(&self, found: &Found, process: Process) -> Point {
        match found.points.get(process.index()) {
            None => Point::NotStarted,
            Some(Stands::Ended) => Point::Ended,
            Some(Stands::Waits { says, place }) => Point::Waits {
                says: says.clone(),
                place: place.clone(),
            },
            Some(Stands::Goes) => {
                let mut edges = found.edges.iter();
                let (step, _) = edges
                    .find(|(step, _)| step.process == process)
                    .expect("whoever can go on was let go on");
                Point::Next {
                    says: intends(step, self.name(step)),
                    place: step.place.clone(),
                }
            }
        }
    }

    /// Two objects that the program gave no name may have the same one, if each was
    /// the first of its kind in some execution.
    fn tell_names_apart(&mut self) {
        let mut names = BTreeSet::new();
        for object in &mut self.objects {
            let plain = object.name.clone();
            let mut number = 2;
            while !names.insert(object.name.clone()) {
                object.name = format!("{plain} ({number})").into();
                number += 1;
            }
        }
    }
}

/// A step before it is taken: what its process knows of it.
fn intends(step: &Step, name: &str) -> String {
    match &step.action {
        Action::Load { .. } => format!("load {name}"),
        Action::Update { name: op, .. } => format!("{op} {name}"),
        Action::CompareExchange { expected, .. } => format!("exchange {name}, if {expected}"),
        Action::TryLock { .. } => format!("try_lock {name}"),
        Action::TryReadLock { .. } => format!("try_read {name}"),
        Action::TryWriteLock { .. } => format!("try_write {name}"),
        Action::FutexWait { expected, .. } => format!("wait at {name}, if {expected}"),
        Action::Notify { .. } => format!("wake at {name}"),
        Action::Arrive { .. } => format!("arrive at {name}"),
        Action::Send { .. } => format!("send to {name}"),
        Action::Await { .. } => format!("wait at {name}"),
        Action::Receive { .. } => format!("receive from {name}"),
        Action::Park => "park".to_owned(),
        Action::Unpark { .. } => format!(
            "unpark {}",
            name.strip_prefix("parking of ").unwrap_or(name)
        ),
        _ => says(step, name),
    }
}

impl From<&State> for Contents {
    fn from(state: &State) -> Contents {
        match state {
            State::Atomic(Some(value)) => Contents::Value(*value),
            State::Atomic(None) | State::Cell => Contents::Unknown,
            State::Mutex(holder) => Contents::Lock(*holder),
            State::RwLock { writer, readers } => Contents::Many {
                writer: *writer,
                readers: readers.clone(),
            },
            State::Queue(queue) | State::Barrier { queue, .. } => Contents::Waiting {
                all: queue.waiting().to_vec(),
                woken: 0,
            },
            State::Channel(channel) if !channel.receiver => Contents::Closed,
            State::Channel(channel) => Contents::Messages(channel.messages.len()),
            State::Senders(count) => Contents::Senders(*count),
            State::Parker(token) => Contents::Token(*token),
        }
    }
}
