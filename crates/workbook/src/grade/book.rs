//! From cells and results to the grade book.

use std::collections::BTreeMap;

use anyhow::Context;
use sandbox::Limits;

use super::plan::{Cell, Checking, Where};
use super::released::Releases;
use super::row::{Basis, Column, GradeBook, Graded, Row};
use super::seeds::Secret;
use super::store::Store;
use crate::exercise::{Checker, Exercise};

/// The grade book of these cells.
///
/// # Errors
///
/// If results cannot be read, or one is missing.
pub(crate) fn book(
    basis: Basis,
    exercises: &[Checking<'_>],
    cells: Vec<Cell>,
    store: &Store,
    failed: &BTreeMap<String, Graded>,
    releases: &Releases,
) -> anyhow::Result<GradeBook> {
    let row = |cell: Cell| -> anyhow::Result<Row> {
        let graded = match cell.result {
            Where::Here(graded) => *graded,
            // What we fail of now never takes the place of what we once found.
            Where::Key(key) => store
                .find(&key)?
                .or_else(|| failed.get(&key).cloned())
                .with_context(|| format!("the result {key} is gone; grade again"))?,
        };
        Ok(Row {
            released: releases.of(&graded.key, &cell.student).cloned(),
            exercise: exercises[cell.exercise].exercise.name.clone(),
            student: cell.student,
            submission: cell.submission,
            graded,
            ignored: cell.ignored,
        })
    };
    Ok(GradeBook {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        basis,
        exercises: exercises.iter().map(|one| column(&one.exercise)).collect(),
        rows: cells.into_iter().map(row).collect::<anyhow::Result<_>>()?,
    })
}

/// What the results of this checker rest on.
pub(crate) fn basis(checker: &Checker<'_>, secret: &Secret) -> Basis {
    let version = checker.toolchain.version.lines();
    Basis {
        compiler: version.take(1).collect(),
        seeds: secret.hash(),
        limits: format!(
            "each call of the compiler: {}; the check: {}",
            said(&checker.compiling),
            said(&checker.running)
        ),
    }
}

/// Limits in words.
fn said(limits: &Limits) -> String {
    format!(
        "{} s of processor time, {} s on the clock, {} MiB of memory, {} KiB of output",
        limits.cpu.as_secs_f64(),
        limits.wall.as_secs_f64(),
        limits.memory >> 20,
        limits.output >> 10
    )
}

fn column(exercise: &Exercise) -> Column {
    Column {
        number: exercise.number,
        name: exercise.name.clone(),
        title: exercise.manifest.title.clone(),
        points: exercise.manifest.points,
        chapter: exercise.manifest.chapter.clone(),
        file: exercise.answer().display().to_string(),
    }
}
