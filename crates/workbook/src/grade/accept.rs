//! Releasing an answer that was held for a person to look at.

use std::path::Path;

use anyhow::{Context, bail, ensure};

use super::audit::Event;
use super::outputs;
use super::place::Place;
use super::released::Releases;
use super::row::{GradeBook, Released};

/// Releases a student's answer to an exercise: from now on its points count. It is noted
/// who did so, and why.
///
/// # Errors
///
/// If there is no such answer, it is not held, or something cannot be read or written.
pub(crate) fn accept(
    out: &Path,
    student: &str,
    exercise: &str,
    released: Released,
) -> anyhow::Result<GradeBook> {
    ensure!(
        !released.by.trim().is_empty() && !released.why.trim().is_empty(),
        "a release says who and why; both are kept"
    );
    let mut book = outputs::read(out)?;
    let place = Place::open(out)?;
    let mut releases = Releases::read(out)?;
    let known = book.students().contains_key(student);
    let cell = |row: &&mut super::row::Row| row.student == student && row.exercise == exercise;
    let Some(row) = book.rows.iter_mut().find(cell) else {
        let shown = out.display();
        match known {
            true => bail!("{exercise} was not graded in {shown}"),
            false => bail!("there is no student {student} in {shown}"),
        }
    };
    if row.graded.review.is_empty() {
        bail!("the answer of {student} to {exercise} is not held; its points count already");
    }
    place.audit.note(Event::Released {
        key: &row.graded.key,
        student,
        exercise,
        by: &released.by,
        why: &released.why,
    })?;
    place.audit.flush()?;
    releases.add(row, released.clone());
    releases.write(out)?;
    row.released = Some(released);
    outputs::write(&book, out).context("the answer is released; grade again for the outputs")?;
    Ok(book)
}
