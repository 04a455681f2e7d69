//! A run: from what a class handed in to its grade book.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use anyhow::{bail, ensure};
use sandbox::{Limits, Sandbox};
use verdict::harness::Seed;

use super::audit::Event;
use super::book::{basis, book};
use super::intake::Class;
use super::judge::COMPILING;
use super::key::Keys;
use super::outputs;
use super::place::{Place, Selection};
use super::plan::{Anew, Checking, Plan};
use super::released::Releases;
use super::row::GradeBook;
use super::seeds::Secret;
use super::work::{Workers, files};
use crate::exercise::{self, Checker, Exercise, Libraries, Toolchain};
use crate::workspace;

/// What a run is asked for.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    /// The root of the workbook.
    pub(crate) root: &'a Path,
    /// The folder of the class.
    pub(crate) class: PathBuf,
    /// The folder of the grades.
    pub(crate) out: PathBuf,
    /// What of it.
    pub(crate) selection: Selection,
    /// What is found anew.
    pub(crate) anew: Option<Anew>,
    /// What holds the answers.
    pub(crate) sandbox: &'a dyn Sandbox,
    /// What a check may use up.
    pub(crate) running: Limits,
    /// What the seeds follow from.
    pub(crate) secret: Secret,
    /// How many answers are checked at a time.
    pub(crate) jobs: usize,
    /// Whether to stop.
    pub(crate) stop: &'a AtomicBool,
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The grade book.
    pub(crate) book: GradeBook,
    /// The grade book that was there before, if it can be read.
    pub(crate) before: Option<GradeBook>,
    /// How many answers were checked.
    pub(crate) checked: usize,
    /// How many were checked before.
    pub(crate) kept: usize,
    /// What we failed of: the exercise, and why.
    pub(crate) failed: Vec<(String, String)>,
    /// What lies in the class's folder and is no student.
    pub(crate) ignored: Vec<String>,
    /// Files of the outputs that somebody had changed.
    pub(crate) changed: Vec<PathBuf>,
}

/// Grades a class.
///
/// # Errors
///
/// If something cannot be read or written, or somebody stops it. What was found until
/// then is kept.
pub(crate) fn run(asked: &Asked<'_>) -> anyhow::Result<Ran> {
    ensure!(
        !workspace::resolved(&asked.out)?.starts_with(workspace::resolved(&asked.class)?),
        "{} lies in {}, in which nothing is ever changed; name a folder beside it",
        asked.out.display(),
        asked.class.display()
    );
    let exercises = exercises(asked.root, &asked.selection.exercises)?;
    let mut class = Class::find(&asked.class)?;
    choose(&mut class, asked)?;
    let libraries = Libraries::build(asked.root)?;
    let checker = Checker {
        root: asked.root,
        toolchain: Toolchain::find(asked.root)?.for_strangers(),
        libraries: &libraries,
        sandbox: asked.sandbox,
        compiling: COMPILING,
        running: asked.running,
        seed: Seed::HOME,
    };
    let checking: Vec<Checking<'_>> = exercises
        .into_iter()
        .map(|exercise| Checking {
            checker: Checker {
                seed: asked.secret.seed(&exercise.name),
                ..checker.clone()
            },
            exercise,
        })
        .collect();
    let place = Place::open(&asked.out)?;
    place.select(&asked.selection)?;
    let releases = Releases::read(&place.out)?;
    let keys = Keys::new(&checker)?;
    let Plan { cells, work, kept } = Plan::make(
        &asked.class,
        &class,
        &checking,
        &keys,
        &place.store,
        asked.anew.as_ref(),
    )?;
    place.audit.note(Event::Begun {
        arguments: std::env::args_os()
            .map(|argument| argument.to_string_lossy().into_owned())
            .collect(),
        workbook: env!("CARGO_PKG_VERSION"),
        compiler: &checker.toolchain.version,
        sandbox: checker.sandbox.name(),
        seeds: asked.secret.hash(),
        class: asked.class.display().to_string(),
        answers: cells.len(),
        to_check: work.len(),
    })?;
    let workers = Workers {
        exercises: &checking,
        keys: &keys,
        libraries: files(&libraries),
        store: &place.store,
        audit: &place.audit,
        jobs: asked.jobs,
        stop: asked.stop,
    };
    let done = workers.check(&work)?;
    let stopped = asked.stop.load(SeqCst);
    place.audit.note(Event::Ended {
        checked: done.checked,
        stopped,
    })?;
    place.audit.flush()?;
    if stopped {
        bail!(
            "stopped: {} of {} answers were checked and are kept in {}; the same command goes \
             on with the rest, and writes the grade book",
            done.checked,
            work.len(),
            place.out.display()
        );
    }
    let before = outputs::read(&place.out).ok();
    let book = book(
        basis(&checker, &asked.secret),
        &checking,
        cells,
        &place.store,
        &done.failed,
        &releases,
    )?;
    let written = outputs::write(&book, &place.out)?;
    let failed = done.failed.into_values();
    Ok(Ran {
        book,
        before,
        checked: done.checked,
        kept,
        failed: failed
            .map(|graded| (graded.exercise, graded.told))
            .collect(),
        ignored: class.ignored,
        changed: written.kept,
    })
}

/// The exercises of these names; all, if there are none.
fn exercises(root: &Path, names: &[String]) -> anyhow::Result<Vec<Exercise>> {
    let mut all = exercise::all(root)?;
    if !names.is_empty() {
        all.retain(|exercise| names.contains(&exercise.name));
    }
    ensure!(!all.is_empty(), "there is no exercise to grade");
    Ok(all)
}

/// Leaves those students that are asked for.
fn choose(class: &mut Class, asked: &Asked<'_>) -> anyhow::Result<()> {
    let Selection {
        students, shard, ..
    } = &asked.selection;
    ensure!(
        !class.students.is_empty(),
        "{} has no folder for a student; name the folder that has one for each",
        asked.class.display()
    );
    let anew = asked.anew.iter().flat_map(|anew| &anew.students);
    for name in students.iter().chain(anew) {
        ensure!(
            class.students.iter().any(|student| student.name == *name),
            "there is no folder {name} in {}; a student is named as the folder is",
            asked.class.display()
        );
    }
    class.students.retain(|student| {
        let is_asked_for = students.is_empty() || students.contains(&student.name);
        is_asked_for && shard.is_none_or(|shard| shard.has(&student.name))
    });
    Ok(())
}
