//! What each file of the folder is, for the person who opens it.

use super::visible::line;
use crate::grade::row::{GradeBook, Word};

/// The text of `README.md`.
pub(crate) fn text(book: &GradeBook) -> String {
    let words = Word::ALL
        .map(|word| format!("`{}`", word.word()))
        .join(", ");
    format!(
        "\
# Grades

Written by workbook {version}: {students} students, {exercises} exercises.

| file | what it is |
|---|---|
| `gradebook.csv` | one line a student |
| `rows.csv` | one line a student and exercise, with what it rests on |
| `feedback/` | what each student may read |
| `gradescope/` | for each student the `results.json` of Gradescope |
| `junit.xml` | for the dashboard of a CI |
| `gradebook.json` | the grade book itself, for programs |

A cell without points is no zero: a person has yet to look, or the grader failed. Each
line of `gradebook.csv` counts both. The total is what counts so far.

The words are {words}.

Only `feedback` and `gradescope` are for students. The other files say why an answer is
held for review.

## Names and texts of students

A file is named after the student's folder. If that name is not safe on every system, it
is changed and 16 digits of its SHA-256 are put after it; `gradebook.csv` names the file
of each student.

In the tables a `'` stands before what a spreadsheet would take for a formula, also in
the middle of a cell, after `,`, `;` or `|`. A character that does not print is written
as Rust writes it (`\\n`, `\\u{{1b}}`), and a backslash as two. Take away one `'` at each
such place, read the escapes, and you have the text back.

Read the tables into a spreadsheet as UTF-8, separated by commas, every column as text.

## A new run

It replaces these files and removes those of students who are gone. A file that you have
changed is renamed to end in `.kept-` and eight digits.
",
        version = line(&book.version),
        students = book.students().len(),
        exercises = book.exercises.len(),
    )
}
