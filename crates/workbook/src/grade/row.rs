//! What grading ends in: a row for each student and exercise, and the book of them all.
//!
//! A grade book has no clock and no machine in it. Two runs over the same submissions
//! give the same bytes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use verdict::{Certificate, Class};

/// What became of an answer, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Word {
    /// The check verified it.
    Pass,
    /// The check refuted it, or could not verify it; or, where a property is asked for,
    /// it catches some wrong answers and not all.
    Fail,
    /// It is not Rust, or lacks what the check asks for.
    DoesNotCompile,
    /// Its time was used up.
    Timeout,
    /// Its memory was used up.
    Memory,
    /// It printed more than it may.
    Output,
    /// It was ended by a signal.
    Crash,
    /// It ended before the check was done, and left no record.
    NoRecord,
    /// It left a record that the check did not write, or more than one.
    Tampered,
    /// There is no such file in the submission.
    Missing,
    /// There is something in its place that is not taken: a link, a folder, too long, no
    /// text.
    NotTaken,
    /// The grader is at fault. The cell stays empty: it is never a zero.
    GraderError,
}

impl Word {
    /// Every word, from the best to what is nobody's answer.
    pub(crate) const ALL: [Word; 12] = [
        Word::Pass,
        Word::Fail,
        Word::DoesNotCompile,
        Word::Timeout,
        Word::Memory,
        Word::Output,
        Word::Crash,
        Word::NoRecord,
        Word::Tampered,
        Word::Missing,
        Word::NotTaken,
        Word::GraderError,
    ];

    /// The word itself, as every output has it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Word::Pass => "pass",
            Word::Fail => "fail",
            Word::DoesNotCompile => "does-not-compile",
            Word::Timeout => "timeout",
            Word::Memory => "memory",
            Word::Output => "output",
            Word::Crash => "crash",
            Word::NoRecord => "no-record",
            Word::Tampered => "tampered",
            Word::Missing => "missing",
            Word::NotTaken => "not-taken",
            Word::GraderError => "grader-error",
        }
    }
}

/// What one answer to one exercise ended with, whoever handed it in: all of it follows
/// from the answer, the check, the compiler, the libraries, the limits and the seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Graded {
    /// The hash of all that this follows from, in hexadecimal digits.
    pub(crate) key: String,
    /// The name of the exercise.
    pub(crate) exercise: String,
    /// The word.
    pub(crate) word: Word,
    /// The class of the bug, if the check refuted it.
    pub(crate) class: Option<Class>,
    /// The points it is worth; none if the grader is at fault.
    pub(crate) points: Option<u32>,
    /// Why a person should look at it before it counts, in sentences; see the source
    /// policy. Empty for nearly all.
    pub(crate) review: Vec<String>,
    /// What the student is told, as text for a terminal of 80 columns: the verdict and
    /// the schedule that broke the answer.
    pub(crate) told: String,
    /// The certificate, where the check left one.
    pub(crate) certificate: Option<Certificate>,
    /// What held the answer: the word of [`sandbox::Sandbox::name`].
    pub(crate) sandbox: String,
}

/// A person's release of an answer that was flagged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Released {
    /// Who.
    pub(crate) by: String,
    /// Why.
    pub(crate) why: String,
}

/// A cell of the grade book: one student, one exercise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    /// The student: the name of the folder that was handed in.
    pub(crate) student: String,
    /// The exercise, by name.
    pub(crate) exercise: String,
    /// The SHA-256 of the file that was taken, if one was.
    pub(crate) submission: Option<String>,
    /// What it ended with. For `missing` and `not-taken` its key is empty.
    pub(crate) graded: Graded,
    /// The person who has released it, if it was flagged and somebody has.
    pub(crate) released: Option<Released>,
    /// What was handed in beside the file and not taken, from the student's folder. Only
    /// in the first row of a student.
    pub(crate) ignored: Vec<String>,
}

impl Row {
    /// The points that count: none while the grader is at fault or a person has yet to
    /// look.
    pub(crate) fn counts(&self) -> Option<u32> {
        self.graded.points.filter(|_| !self.held())
    }

    /// Whether a person has yet to look.
    pub(crate) fn held(&self) -> bool {
        !self.graded.review.is_empty() && self.released.is_none()
    }
}

/// An exercise, as a column of the grade book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Column {
    /// Its number in the order of the book.
    pub(crate) number: u32,
    /// Its name.
    pub(crate) name: String,
    /// Its title.
    pub(crate) title: String,
    /// What it is worth.
    pub(crate) points: u32,
    /// The chapter of the book that it belongs to.
    #[serde(default)]
    pub(crate) chapter: String,
    /// The one file of it that is taken, as a path in a submission.
    #[serde(default)]
    pub(crate) file: String,
}

/// What all results of a grade book rest on, beside the answers and the exercises.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Basis {
    /// The compiler, in one line.
    pub(crate) compiler: String,
    /// The hash of the secret that the seeds follow from.
    pub(crate) seeds: String,
    /// What an answer may use up, in words.
    pub(crate) limits: String,
}

/// The grade book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct GradeBook {
    /// The version of the workbook.
    pub(crate) version: String,
    /// What all results rest on.
    #[serde(default)]
    pub(crate) basis: Basis,
    /// The exercises graded, by number.
    pub(crate) exercises: Vec<Column>,
    /// The rows, by student and then by the exercise's number. Each student has one for
    /// each exercise.
    pub(crate) rows: Vec<Row>,
}

impl GradeBook {
    /// The rows of each student.
    pub(crate) fn students(&self) -> BTreeMap<&str, Vec<&Row>> {
        let mut students: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in &self.rows {
            students.entry(&row.student).or_default().push(row);
        }
        students
    }
}
