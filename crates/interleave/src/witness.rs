//! A witness: one execution that has an outcome, told step by step.
//!
//! A witness is data ([`Witness::rows`]) before it is text. The terminal prints
//! it with one column a process; the book makes a table of the same rows.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::schedule::Schedule;
use crate::source;
use crate::step::{Action, Kind, Object, Place, Process, Step};

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
        let all: BTreeSet<Process> = scheduled(&self.steps)
            .into_iter()
            .map(|n| self.steps[n].process)
            .collect();
        // `main` comes last: it looks at what the others have left.
        let (main, mut others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|p| *p == Process::MAIN);
        others.extend(main);
        others
    }

    /// The objects whose contents the rows show: the atomics and locks that the
    /// steps shown act on.
    #[must_use]
    pub fn shared(&self) -> Vec<&Object> {
        self.shown_objects()
            .into_iter()
            .map(|n| &self.objects[n])
            .collect()
    }

    fn shown_objects(&self) -> Vec<usize> {
        let used: BTreeSet<usize> = scheduled(&self.steps)
            .into_iter()
            .filter_map(|n| self.steps[n].object)
            .filter(|&n| self.objects[n].kind != Kind::Cell)
            .collect();
        used.into_iter().collect()
    }

    /// The number of the row that shows this step, an index into
    /// [`Witness::steps`]; nothing if no row does.
    #[must_use]
    pub fn number(&self, step: usize) -> Option<usize> {
        let shown = scheduled(&self.steps).into_iter().position(|n| n == step);
        shown.map(|row| row + 1)
    }

    /// The steps that the schedule decided, with what is shared after each.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let shown = self.shown_objects();
        let mut state: Vec<String> = self
            .objects
            .iter()
            .map(|object| match (object.kind, object.initial) {
                (Kind::Mutex, _) => "free".to_owned(),
                (_, Some(value)) => value.to_string(),
                (_, None) => String::new(),
            })
            .collect();
        let chosen: BTreeSet<usize> = scheduled(&self.steps).into_iter().collect();
        let mut rows = Vec::with_capacity(chosen.len());
        for (n, step) in self.steps.iter().enumerate() {
            let before = step.object.map(|object| state[object].clone());
            if let Some(object) = step.object {
                match &step.action {
                    Action::Lock => state[object] = step.process.to_string(),
                    Action::Unlock => state[object] = "free".to_owned(),
                    action => {
                        if let Some(value) = action.stored() {
                            state[object] = value.to_string();
                        }
                    }
                }
            }
            if !chosen.contains(&n) {
                continue;
            }
            rows.push(Row {
                number: rows.len() + 1,
                step: n,
                process: step.process,
                says: self.says(step),
                place: step.place.clone(),
                shared: shown.iter().map(|&object| state[object].clone()).collect(),
                changed: shown
                    .iter()
                    .map(|&object| {
                        step.object == Some(object) && before.as_ref() != Some(&state[object])
                    })
                    .collect(),
                harm: self
                    .mark
                    .as_ref()
                    .filter(|mark| mark.step == n)
                    .map(|mark| mark.note.clone()),
            });
        }
        rows
    }

    fn says(&self, step: &Step) -> String {
        let name = step.object.map_or("", |object| &*self.objects[object].name);
        match &step.action {
            Action::Load { seen } => format!("load {name}: {seen}"),
            Action::Store { stored } => format!("store {name}: {stored}"),
            Action::Update {
                name: op,
                seen,
                stored,
            } => {
                format!("{op} {name}: {seen}\u{2192}{stored}")
            }
            Action::CompareExchange {
                seen,
                stored: Some(stored),
                ..
            } => {
                format!("exchange {name}: {seen}\u{2192}{stored}")
            }
            Action::CompareExchange { seen, expected, .. } => {
                format!("exchange {name}: {seen}, not {expected}")
            }
            other => format!("{other} {name}"),
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
        let places: BTreeSet<Place> = scheduled(&self.steps)
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
