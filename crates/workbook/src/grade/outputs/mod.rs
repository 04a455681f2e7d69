//! What grading puts out: one folder of files, all of them a function of the grade book.
//!
//! | file | for whom |
//! |---|---|
//! | `README.md` | what each file is, and how to read it |
//! | `gradebook.json` | programs: the grade book itself |
//! | `gradebook.csv` | a person: one line a student |
//! | `rows.csv` | a person: one line a student and exercise |
//! | `junit.xml` | the dashboard of a CI |
//! | `gradescope/STUDENT/results.json` | Gradescope |
//! | `feedback/STUDENT.md` | the student |
//!
//! What students wrote stands in most of them: the names of their folders and files, and
//! what their programs said. None of it may become a formula, markup or a command of the
//! terminal. Each format keeps it in by a rule of its own, and each rule is tried with
//! nasty texts, read back by somebody else's reader.
//!
//! What follows for the student (points, the verdict, the schedule) goes to the student.
//! What was found for the instructor stays with the instructor: why an answer is held
//! for review, what the grader failed of, the keys and the certificates.
//!
//! Reading order: [`visible`] and [`stem`] make names and texts safe; [`words`] says what
//! a word means; [`csv`], [`gradescope`], [`junit`], [`markdown`] and [`json`] write
//! texts; [`folder`] puts them into the folder. [`summary`], [`show`] and [`diff`] are
//! for the terminal.

mod about;
mod canonical;
mod cell;
mod csv;
pub(crate) mod diff;
#[cfg(test)]
mod fixture;
mod folder;
mod gradescope;
mod json;
mod junit;
mod markdown;
#[cfg(test)]
mod nasty;
pub(crate) mod show;
mod stem;
pub(crate) mod summary;
mod tally;
mod visible;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use super::row::GradeBook;

/// The name of the grade book in its folder.
pub(crate) const GRADE_BOOK: &str = "gradebook.json";

/// Texts of files, by their paths in the folder, with `/` between the parts.
pub(crate) type Files = BTreeMap<String, String>;

/// Writes every output of a grade book into a folder.
///
/// A file is whole or as it was, whenever this is stopped; the next run mends the rest.
/// What an earlier run wrote, and does not belong any more, is removed. What a person
/// put or changed there is not ours: it is kept, and told of.
///
/// # Errors
///
/// If the grade book is not whole, or the folder cannot be written.
pub(crate) fn write(book: &GradeBook, folder: &Path) -> anyhow::Result<folder::Written> {
    folder::write(folder, &files(book)?)
}

/// Reads the grade book of a folder, or from the file itself.
///
/// # Errors
///
/// If it cannot be read, or is not a whole grade book.
pub(crate) fn read(at: &Path) -> anyhow::Result<GradeBook> {
    let file: PathBuf = match at.is_dir() {
        true => at.join(GRADE_BOOK),
        false => at.to_owned(),
    };
    let text = std::fs::read_to_string(&file).with_context(|| {
        let file = file.display();
        format!("cannot read {file}; `workbook grade DIR --out OUT` writes one into OUT")
    })?;
    let book = serde_json::from_str(&text)
        .with_context(|| format!("{} is not a grade book", file.display()))?;
    canonical::canonical(book).with_context(|| format!("{} is not whole", file.display()))
}

/// Every file, by its path.
///
/// # Errors
///
/// If the grade book is not whole, or two files have the same path.
fn files(book: &GradeBook) -> anyhow::Result<Files> {
    let book = &canonical::canonical(book.clone())?;
    let mut files = Files::new();
    let mut add = |path: String, text: String| {
        let before = files.insert(path.clone(), text);
        ensure!(before.is_none(), "two files would be {path}");
        Ok(())
    };
    add("README.md".to_owned(), about::text(book))?;
    add(GRADE_BOOK.to_owned(), json::pretty(book)?)?;
    add("gradebook.csv".to_owned(), csv::students(book)?)?;
    add("rows.csv".to_owned(), csv::rows(book)?)?;
    add("junit.xml".to_owned(), junit::text(book)?)?;
    for (student, rows) in book.students() {
        add(gradescope::path(student), gradescope::text(book, &rows)?)?;
        add(
            markdown::path(student),
            markdown::text(book, student, &rows)?,
        )?;
    }
    Ok(files)
}

#[cfg(test)]
mod tests;
