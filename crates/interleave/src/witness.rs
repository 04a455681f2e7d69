//! A witness: one execution that has an outcome, told step by step.
//!
//! A witness is data ([`Witness::rows`]) before it is text. The terminal prints
//! it with one column a process; the book makes a table of the same rows.
//!
//! What the shared objects hold after each step is read back from the steps alone:
//! a witness may come from a file, where no execution stands behind it.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::schedule::Schedule;
use crate::source;
use crate::step::{Action, Kind, Object, Place, Process, Step, Value};

/// An execution that has a certain outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Witness {
    /// The outcome, as text.
    pub outcome: String,
    /// The schedule that leads to it. `None` when the execution is no
    /// interleaving: under weak memory order a string of processes does not
    /// determine who reads what.
    pub schedule: Option<Schedule>,
    /// The shared objects, in the order in which they were made.
    pub objects: Vec<Object>,
    /// All steps, in order.
    pub steps: Vec<Step>,
    /// The step that does the harm, if somebody found one.
    pub mark: Option<Mark>,
}

/// The step of a witness that does the harm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The step, as an index into [`Witness::steps`].
    pub step: usize,
    /// What it does, in words.
    pub note: String,
}

/// One line of a witness: a step that the schedule decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The number of the row, counted from 1.
    pub number: usize,
    /// The step it shows, as an index into [`Witness::steps`].
    pub step: usize,
    /// Who.
    pub process: Process,
    /// What, with the name of the object.
    pub says: String,
    /// Where.
    pub place: Place,
    /// What the shared objects hold after the step, as [`Witness::shared`]
    /// names them.
    pub shared: Vec<String>,
    /// Which of them this step changed.
    pub changed: Vec<bool>,
    /// What harm the step does, if it is the one.
    pub harm: Option<String>,
}

/// The steps that a schedule spells: the visible ones, without those of `main`
/// when nobody else could have run (before it spawns, and after the last step of
/// the others).
pub(crate) fn scheduled(steps: &[Step]) -> Vec<usize> {
    let first = steps
        .iter()
        .position(|step| matches!(step.action, Action::Spawn { .. }))
        .unwrap_or(steps.len());
    let end = steps
        .iter()
        .rposition(|step| step.process != Process::MAIN && step.action.is_visible())
        .map_or(0, |last| last + 1);
    (first..end)
        .filter(|&n| steps[n].action.is_visible())
        .collect()
}

/// The steps that have a row: those of the schedule, but of what is folded only who
/// takes it, who gives it back, who finds it held, and who waits for it; and calls that
/// another process does, where it has done them.
fn shown_steps(steps: &[Step], objects: &[Object]) -> Vec<usize> {
    let scheduled = scheduled(steps);
    let (Some(&first), Some(&last)) = (scheduled.first(), scheduled.last()) else {
        return scheduled;
    };
    let is_folded = |step: &Step| step.object.is_some_and(|object| objects[object].folded);
    // Who finds a lock held, and tries on, has a row when it waits or has it.
    let tries_on = |n: usize| {
        let mut mine = steps[n + 1..]
            .iter()
            .filter(|next| next.process == steps[n].process);
        mine.find(|next| next.action.is_visible())
            .is_some_and(|next| next.object == steps[n].object)
    };
    let has_a_row = |n: usize| match steps[n].action {
        Action::Enter | Action::Leave => is_folded(&steps[n]),
        Action::Told { .. } => true,
        Action::FutexWait { waits: true, .. } => true,
        Action::CompareExchange { stored: None, .. } if is_folded(&steps[n]) => !tries_on(n),
        _ => steps[n].action.is_visible() && !is_folded(&steps[n]),
    };
    // What is taken by the last step of all is marked just after it.
    let end = steps[last + 1..]
        .iter()
        .position(|step| step.taker() != steps[last].process || step.action.is_visible())
        .map_or(steps.len(), |after| last + 1 + after);
    (first..end).filter(|&n| has_a_row(n)).collect()
}

/// The schedule of an execution.
pub(crate) fn schedule_of(steps: &[Step]) -> Schedule {
    Schedule::new(
        scheduled(steps)
            .into_iter()
            .map(|n| steps[n].process)
            .collect(),
    )
}

impl Witness {
    /// The witness of an execution as it happened: with this outcome, these steps, and
    /// the objects that they act on. The execution is an interleaving.
    #[cfg(feature = "model")]
    #[must_use]
    pub fn of(outcome: impl fmt::Display, steps: &[Step], objects: &[Object]) -> Witness {
        let mut steps = steps.to_vec();
        for step in &mut steps {
            step.place.simplify();
        }
        Witness {
            outcome: outcome.to_string(),
            schedule: Some(schedule_of(&steps)),
            objects: objects.to_vec(),
            steps,
            mark: None,
        }
    }

    /// The schedule, or nothing for an execution that is no interleaving.
    #[must_use]
    pub fn schedule(&self) -> Option<&Schedule> {
        self.schedule.as_ref()
    }

    /// How often the processor goes over to another process.
    #[must_use]
    pub fn context_switches(&self) -> usize {
        schedule_of(&self.steps).context_switches()
    }

    /// The processes that take the steps shown, in order.
    #[must_use]
    pub fn processes(&self) -> Vec<Process> {
        let all: BTreeSet<Process> = self
            .shown()
            .into_iter()
            .map(|n| self.steps[n].process)
            .collect();
        // `main` comes last: it looks at what the others have left.
        let (main, mut others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|p| *p == Process::MAIN);
        others.extend(main);
        others
    }

    /// The objects whose contents the rows show: those that the steps shown act on.
    /// Plain memory is not among them, for what is in it is not known; nor is what a
    /// process keeps for the others.
    #[must_use]
    pub fn shared(&self) -> Vec<&Object> {
        self.shown_objects()
            .into_iter()
            .map(|n| &self.objects[n])
            .collect()
    }

    fn shown_objects(&self) -> Vec<usize> {
        let kind = |n: usize| self.objects[n].kind;
        let steps = self.shown().into_iter().map(|n| &self.steps[n]);
        let used: BTreeSet<usize> = steps.flat_map(|step| shown(step, kind)).collect();
        let waits = |step: &Step| matches!(step.action, Action::FutexWait { waits: true, .. });
        let is_empty = |n: usize| {
            !self
                .steps
                .iter()
                .any(|step| step.object == Some(n) && waits(step))
        };
        // Where nobody waits there is nothing to see; and of a lock one sees the holder.
        let is_noise =
            |n: &usize| kind(*n) == Kind::Futex && (self.objects[*n].folded || is_empty(*n));
        used.into_iter().filter(|n| !is_noise(n)).collect()
    }

    /// The number of the row that shows this step, an index into
    /// [`Witness::steps`]; nothing if no row does.
    #[must_use]
    pub fn number(&self, step: usize) -> Option<usize> {
        let row = self.shown().into_iter().position(|n| n == step);
        row.map(|row| row + 1)
    }

    fn shown(&self) -> Vec<usize> {
        shown_steps(&self.steps, &self.objects)
    }

    /// The steps that the schedule decided, with what is shared after each.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let shown = self.shown_objects();
        let chosen: BTreeSet<usize> = self.shown().into_iter().collect();
        let mut all: Vec<Contents> = self.objects.iter().map(Contents::at_first).collect();
        let mut rows = Vec::with_capacity(chosen.len());
        for (n, step) in self.steps.iter().enumerate() {
            let told = |all: &[Contents]| -> Vec<String> {
                shown
                    .iter()
                    .map(|&object| all[object].to_string())
                    .collect()
            };
            let before = told(&all);
            apply(step, &mut all);
            if !chosen.contains(&n) {
                continue;
            }
            let after = told(&all);
            let mark = self.mark.as_ref().filter(|mark| mark.step == n);
            rows.push(Row {
                number: rows.len() + 1,
                step: n,
                process: step.process,
                says: self.says(step),
                place: step.place.clone(),
                changed: after
                    .iter()
                    .zip(&before)
                    .map(|(now, then)| now != then)
                    .collect(),
                shared: after,
                harm: mark.map(|mark| mark.note.clone()),
            });
        }
        rows
    }

    /// What a step did, in a few words.
    fn says(&self, step: &Step) -> String {
        let object = step.object.map(|object| &self.objects[object]);
        let name = object.map_or("", |object| &*object.name);
        match &step.action {
            Action::FutexWait { .. } if object.is_some_and(|object| object.folded) => {
                format!(
                    "wait for {}",
                    name.strip_prefix("futex of ").unwrap_or(name)
                )
            }
            Action::CompareExchange { stored: None, .. }
                if object.is_some_and(|object| object.folded) =>
            {
                format!("try {name}: held")
            }
            _ => says(step, name),
        }
    }

    /// The lines of source that the steps shown stand on, each once, in the
    /// order of the file, with their text where the file can be read: relative
    /// paths from the current folder and those above it.
    #[must_use]
    pub fn lines(&self) -> Vec<(Place, Option<String>)> {
        self.lines_in(&std::env::current_dir().unwrap_or_default())
    }

    /// As [`Witness::lines`], from another folder than the current one.
    #[must_use]
    pub fn lines_in(&self, folder: &Path) -> Vec<(Place, Option<String>)> {
        let places: BTreeSet<Place> = self
            .shown()
            .into_iter()
            .map(|n| self.steps[n].place.clone())
            .collect();
        places
            .into_iter()
            .map(|place| {
                let text = source::line(&place, folder);
                (place, text)
            })
            .collect()
    }

    /// The witness as text, with the lines of source as they stand in this folder
    /// or those above it. Without it, [`fmt::Display`] takes the current folder.
    #[must_use]
    pub fn display_in<'a>(&'a self, folder: &'a Path) -> impl fmt::Display + 'a {
        InFolder {
            witness: self,
            folder,
        }
    }
}

/// What a step did, with the name of the object, in a few words.
pub(crate) fn says(step: &Step, name: &str) -> String {
    let either = |yes: bool, this: &'static str, that: &'static str| if yes { this } else { that };
    let tries = |what: &str, taken| format!("{what} {name}: {}", either(taken, "taken", "held"));
    match &step.action {
        Action::Load { seen } => format!("load {name}: {seen}"),
        Action::Store { stored } => format!("store {name}: {stored}"),
        Action::Update {
            name: op,
            seen,
            stored,
        } => format!("{op} {name}: {seen}\u{2192}{stored}"),
        Action::CompareExchange {
            seen,
            stored: Some(stored),
            ..
        } => format!("exchange {name}: {seen}\u{2192}{stored}"),
        Action::CompareExchange { seen, expected, .. } => {
            format!("exchange {name}: {seen}, not {expected}")
        }
        Action::TryLock { taken } => tries("try_lock", *taken),
        Action::TryReadLock { taken } => tries("try_read", *taken),
        Action::TryWriteLock { taken } => tries("try_write", *taken),
        Action::FutexWait {
            expected,
            waits: false,
        } => format!("no wait at {name}: not {expected}"),
        Action::Wake {
            spurious: false, ..
        } => format!("wake up at {name}"),
        Action::Send { sent: false } => format!("send to {name}: refused"),
        Action::Receive { received } => format!(
            "receive from {name}: {}",
            either(*received, "got one", "nothing")
        ),
        Action::Await { waits: true } => format!("wait at {name}"),
        Action::Await { waits: false } => format!("wait at {name}: a sender came first"),
        Action::AddSender => format!("add one {}", of_senders(name)),
        Action::DropSender => format!("drop one {}", of_senders(name)),
        Action::Park => "park: takes the token".to_owned(),
        Action::Enter => format!("take {name}"),
        Action::Leave => format!("give back {name}"),
        Action::Told { words, .. } => format!("{name}: {words}"),
        Action::Unpark { had } => format!(
            "unpark {}{}",
            name.strip_prefix("parking of ").unwrap_or(name),
            either(*had, ": had a token", "")
        ),
        other => format!("{other} {name}").trim_end().to_owned(),
    }
}

/// One of the senders of a channel, by the name of their count.
fn of_senders(name: &str) -> String {
    match name.strip_prefix("senders of ") {
        Some(channel) => format!("sender of {channel}"),
        None => format!("of {name}"),
    }
}

/// The objects of a step whose contents people want to see. That a receiver also
/// looks whether senders are left is noise as long as none goes away.
pub(crate) fn shown(step: &Step, kind: impl Fn(usize) -> Kind) -> impl Iterator<Item = usize> {
    let also = step.also.filter(|&object| kind(object) != Kind::Senders);
    let is_known = |object: &usize| !matches!(kind(*object), Kind::Cell | Kind::Remote);
    let object = step.object.filter(is_known);
    object.into_iter().chain(also)
}

/// What a shared object holds, as people are shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Contents {
    /// Nobody knows: plain memory, what a process keeps for itself, or an atomic that has
    /// no one value.
    Unknown,
    /// An atomic and its value.
    Value(Value),
    /// A lock and who holds it.
    Lock(Option<Process>),
    /// A lock that many may hold to read.
    Many {
        writer: Option<Process>,
        readers: Vec<Process>,
    },
    /// Who waits, and how many of them may go on.
    Waiting { all: Vec<Process>, woken: usize },
    /// How many messages a channel holds.
    Messages(usize),
    /// A channel that nobody receives from any more.
    Closed,
    /// How many senders a channel has.
    Senders(usize),
    /// Whether a process that parks may go on at once.
    Token(bool),
}

impl Contents {
    /// What the object was made with.
    pub(crate) fn at_first(object: &Object) -> Contents {
        match (object.kind, object.initial) {
            _ if object.folded => Contents::Lock(None),
            (_, Some(value)) => Contents::Value(value),
            (Kind::Atomic | Kind::Cell | Kind::Remote, None) => Contents::Unknown,
            (Kind::Mutex, None) => Contents::Lock(None),
            (Kind::RwLock, None) => Contents::Many {
                writer: None,
                readers: Vec::new(),
            },
            (Kind::Condvar | Kind::Futex | Kind::Barrier, None) => Contents::Waiting {
                all: Vec::new(),
                woken: 0,
            },
            (Kind::Channel, None) => Contents::Messages(0),
            (Kind::Senders, None) => Contents::Senders(1),
            (Kind::Parker, None) => Contents::Token(false),
        }
    }

    /// What a step of a process makes of it.
    fn after(&mut self, me: Process, action: &Action) {
        match self {
            Contents::Unknown | Contents::Value(_) => {
                if let Some(value) = action.stored() {
                    *self = Contents::Value(value);
                }
            }
            Contents::Lock(holder) => match action {
                Action::Lock | Action::TryLock { taken: true } | Action::Enter => {
                    *holder = Some(me)
                }
                Action::Unlock | Action::Wait | Action::Leave => *holder = None,
                _ => {}
            },
            Contents::Many { writer, readers } => match action {
                Action::WriteLock | Action::TryWriteLock { taken: true } => *writer = Some(me),
                Action::WriteUnlock => *writer = None,
                Action::ReadLock | Action::TryReadLock { taken: true } => readers.push(me),
                Action::ReadUnlock => {
                    if let Some(at) = readers.iter().position(|reader| *reader == me) {
                        readers.remove(at);
                    }
                }
                _ => {}
            },
            Contents::Waiting { all, woken } => queue(all, woken, me, action),
            Contents::Messages(count) => match action {
                Action::Send { sent: true } => *count += 1,
                Action::Receive { received: true } => *count = count.saturating_sub(1),
                Action::DropReceiver => *self = Contents::Closed,
                _ => {}
            },
            Contents::Closed => {}
            Contents::Senders(count) => match action {
                Action::AddSender => *count += 1,
                Action::DropSender => *count = count.saturating_sub(1),
                _ => {}
            },
            Contents::Token(token) => match action {
                Action::Park => *token = false,
                Action::Unpark { .. } => *token = true,
                _ => {}
            },
        }
    }
}

/// What a step makes of those who wait. They are gone as soon as as many were woken
/// as there are; else who is woken leaves by a step of its own.
fn queue(all: &mut Vec<Process>, woken: &mut usize, me: Process, action: &Action) {
    match action {
        Action::Wait | Action::FutexWait { waits: true, .. } | Action::Arrive { last: false } => {
            all.push(me);
        }
        Action::Arrive { last: true } => all.clear(),
        Action::Notify { woken: more } => {
            *woken += more;
            if *woken >= all.len() {
                *woken = 0;
                all.clear();
            }
        }
        Action::GiveUp => all.retain(|process| *process != me),
        Action::Wake { by: None, spurious } => {
            all.retain(|process| *process != me);
            *woken = woken.saturating_sub(usize::from(!spurious));
        }
        _ => {}
    }
}

/// What a step makes of the objects it acts on. Of two, the other one is only looked
/// at, but for the mutex that a wait gives back.
fn apply(step: &Step, all: &mut [Contents]) {
    if let Some(object) = step.object {
        all[object].after(step.process, &step.action);
    }
    if let (Some(also), Action::Wait) = (step.also, &step.action) {
        all[also].after(step.process, &step.action);
    }
}

impl fmt::Display for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Contents::Unknown => Ok(()),
            Contents::Value(value) => value.fmt(f),
            Contents::Lock(Some(holder))
            | Contents::Many {
                writer: Some(holder),
                ..
            } => holder.fmt(f),
            Contents::Lock(None) => f.write_str("free"),
            Contents::Many { readers, .. } => match &readers[..] {
                [] => f.write_str("free"),
                [one] => write!(f, "{one} reads"),
                more => write!(f, "{} read", letters(more)),
            },
            Contents::Waiting { all, .. } if all.is_empty() => f.write_str("-"),
            Contents::Waiting { all, .. } => f.write_str(&letters(all)),
            Contents::Messages(count) | Contents::Senders(count) => count.fmt(f),
            Contents::Closed => f.write_str("closed"),
            Contents::Token(true) => f.write_str("token"),
            Contents::Token(false) => f.write_str("-"),
        }
    }
}

fn letters(processes: &[Process]) -> String {
    let all: Vec<String> = processes.iter().map(Process::to_string).collect();
    all.join(" ")
}

/// A witness, and where its sources are.
struct InFolder<'a> {
    witness: &'a Witness,
    folder: &'a Path,
}

/// The widest table that a terminal of 80 columns shows without wrapping.
const WIDTH: usize = 80;

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let here = std::env::current_dir().unwrap_or_default();
        self.display_in(&here).fmt(f)
    }
}

impl fmt::Display for InFolder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let InFolder { witness, folder } = self;
        let rows = witness.rows();
        if rows.is_empty() {
            return writeln!(f, "(no step of two processes met: nothing to schedule)");
        }
        let processes = witness.processes();
        let columns = Table::new(witness, &rows, Some(&processes));
        if columns.width() <= WIDTH {
            columns.fmt(f)?;
        } else {
            Table::new(witness, &rows, None).fmt(f)?;
        }
        let lines = witness.lines_in(folder);
        if lines.iter().any(|(_, text)| text.is_some()) {
            writeln!(f)?;
            let width = lines
                .iter()
                .map(|(place, _)| place.to_string().len())
                .max()
                .unwrap_or(0);
            for (place, text) in &lines {
                if let Some(text) = text {
                    writeln!(f, "  {:width$}  {text}", place.to_string())?;
                }
            }
        }
        Ok(())
    }
}

/// A table of text: right-aligned numbers, left-aligned words.
struct Table {
    head: Vec<String>,
    body: Vec<(Vec<String>, Option<String>)>,
}

impl Table {
    /// One column a process, or, where that is too wide, one column that names
    /// the process.
    fn new(witness: &Witness, rows: &[Row], processes: Option<&[Process]>) -> Table {
        let mut head = vec!["step".to_owned()];
        match processes {
            Some(all) => head.extend(all.iter().map(Process::to_string)),
            None => head.extend(["who".to_owned(), "does".to_owned()]),
        }
        head.extend(
            witness
                .shared()
                .into_iter()
                .map(|object| object.name.to_string()),
        );
        head.push("line".to_owned());
        let body = rows
            .iter()
            .map(|row| {
                let mut cells = vec![format!("{:>4}", row.number)];
                match processes {
                    Some(all) => cells.extend(all.iter().map(|process| {
                        if *process == row.process {
                            row.says.clone()
                        } else {
                            String::new()
                        }
                    })),
                    None => cells.extend([row.process.to_string(), row.says.clone()]),
                }
                cells.extend(row.shared.iter().cloned());
                cells.push(row.place.to_string());
                (cells, row.harm.clone())
            })
            .collect();
        Table { head, body }
    }

    fn widths(&self) -> Vec<usize> {
        (0..self.head.len())
            .map(|column| {
                self.body
                    .iter()
                    .map(|(cells, _)| cells[column].chars().count())
                    .chain([self.head[column].chars().count()])
                    .max()
                    .unwrap_or(0)
            })
            .collect()
    }

    fn width(&self) -> usize {
        let widths = self.widths();
        widths.iter().sum::<usize>() + 2 * widths.len()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        let line = |cells: &[String]| {
            let mut line = String::new();
            for (cell, width) in cells.iter().zip(&widths) {
                line.push_str("  ");
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width - cell.chars().count()));
            }
            line.truncate(line.trim_end().len());
            line
        };
        writeln!(f, "{}", line(&self.head))?;
        for (cells, harm) in &self.body {
            writeln!(f, "{}", line(cells))?;
            if let Some(note) = harm {
                writeln!(f, "        ^ {note}")?;
            }
        }
        Ok(())
    }
}
