//! What came out, for a terminal of 80 columns.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use verdict::Class;

use super::tally::Standing;
use super::visible::line;
use crate::grade::row::{GradeBook, Row, Word};

/// The widest line.
const WIDTH: usize = 80;

/// How many classes are named for an exercise.
const CLASSES: usize = 2;

/// How many lines of what the grader says are shown of an error.
const LINES: usize = 3;

/// What came out. The shape of its JSON is kept stable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Summary {
    version: String,
    students: usize,
    /// How many answers there are of each word.
    words: BTreeMap<&'static str, usize>,
    exercises: Vec<Exercise>,
    held: Vec<Held>,
    grader_errors: Vec<Failed>,
    /// What held the answers, and how many of them.
    sandboxes: BTreeMap<String, usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Exercise {
    number: u32,
    name: String,
    pass: usize,
    fail: usize,
    other: usize,
    held: usize,
    /// The classes of the bugs, the most seen first.
    classes: Vec<(String, usize)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Held {
    student: String,
    exercise: String,
    review: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Failed {
    student: String,
    exercise: String,
    told: String,
}

impl Summary {
    /// What came out of a grade book.
    pub(crate) fn of(book: &GradeBook) -> Summary {
        let mut words = BTreeMap::new();
        let mut sandboxes = BTreeMap::new();
        for row in &book.rows {
            *words.entry(row.graded.word.word()).or_default() += 1;
            if row.submission.is_some() {
                *sandboxes.entry(row.graded.sandbox.clone()).or_default() += 1;
            }
        }
        let standing = |wanted| {
            let rows = book.rows.iter();
            rows.filter(move |row| Standing::of(row) == wanted)
        };
        let of = |row: &Row| (row.student.clone(), row.exercise.clone());
        Summary {
            version: book.version.clone(),
            students: book.students().len(),
            words,
            exercises: exercises(book),
            held: standing(Standing::Held)
                .map(|row| {
                    let (student, exercise) = of(row);
                    let review = row.graded.review.clone();
                    Held {
                        student,
                        exercise,
                        review,
                    }
                })
                .collect(),
            grader_errors: standing(Standing::GraderError)
                .map(|row| {
                    let (student, exercise) = of(row);
                    let told = row.graded.told.clone();
                    Failed {
                        student,
                        exercise,
                        told,
                    }
                })
                .collect(),
            sandboxes,
        }
    }

    /// Whether the grader failed anywhere.
    pub(crate) fn grader_failed(&self) -> bool {
        !self.grader_errors.is_empty()
    }

    /// The summary as text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a string cannot fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        let answers: usize = self.words.values().sum();
        writeln!(
            out,
            "workbook {}: {}, {}, {}\n",
            line(&self.version),
            count(self.students, "student"),
            count(self.exercises.len(), "exercise"),
            count(answers, "answer"),
        )?;
        for word in Word::ALL {
            if let Some(answers) = self.words.get(word.word()) {
                writeln!(out, "  {:<18} {answers:>6}", word.word())?;
            }
        }
        let [pass, fail, other, held] = ["pass", "fail", "other", "held"];
        let counts = format!("{pass:>5} {fail:>6} {other:>6} {held:>5}");
        writeln!(
            out,
            "\n  {:>2}  {:<22} {counts}  bugs most seen",
            "", "exercise"
        )?;
        for one in &self.exercises {
            let Exercise {
                number,
                name,
                pass,
                fail,
                other,
                held,
                ..
            } = one;
            let head = format!(
                "  {number:>2}  {:<22} {pass:>5} {fail:>6} {other:>6} {held:>5}  ",
                line(name)
            );
            let classes = one.classes.iter().take(CLASSES);
            let classes: Vec<String> = classes
                .map(|(class, times)| format!("{class} {times}"))
                .collect();
            out.push_str(&wrapped(&head, 56, &classes.join(", ")));
        }
        for (sandbox, answers) in &self.sandboxes {
            writeln!(
                out,
                "\nSandbox {}: {}",
                line(sandbox),
                count(*answers, "answer")
            )?;
        }
        if !self.held.is_empty() {
            writeln!(
                out,
                "\nA person has yet to look at {}:",
                count(self.held.len(), "answer")
            )?;
        }
        for Held {
            student,
            exercise,
            review,
        } in &self.held
        {
            out.push_str(&place(student, exercise));
            review
                .iter()
                .for_each(|why| out.push_str(&wrapped("    - ", 6, why)));
        }
        if self.grader_failed() {
            let answers = count(self.grader_errors.len(), "answer");
            writeln!(
                out,
                "\nThe grader failed at {answers}; grade again to try them anew:"
            )?;
        }
        for Failed {
            student,
            exercise,
            told,
        } in &self.grader_errors
        {
            out.push_str(&place(student, exercise));
            let told = told.lines().filter(|line| !line.trim().is_empty());
            told.take(LINES)
                .for_each(|told| out.push_str(&wrapped("    ", 4, told)));
        }
        Ok(())
    }
}

fn exercises(book: &GradeBook) -> Vec<Exercise> {
    let columns = book.exercises.iter();
    columns
        .map(|column| {
            let rows: Vec<&Row> = book
                .rows
                .iter()
                .filter(|row| row.exercise == column.name)
                .collect();
            let ended = |word| rows.iter().filter(|row| row.graded.word == word).count();
            let (pass, fail) = (ended(Word::Pass), ended(Word::Fail));
            let seen = rows
                .iter()
                .filter_map(|row| row.graded.class)
                .map(Class::word);
            let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
            seen.for_each(|class| *classes.entry(class).or_default() += 1);
            let mut classes: Vec<(String, usize)> = classes
                .into_iter()
                .map(|(class, times)| (class.to_owned(), times))
                .collect();
            // Those that are seen as often stay by name.
            classes.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
            Exercise {
                number: column.number,
                name: column.name.clone(),
                pass,
                fail,
                other: rows.len() - pass - fail,
                held: rows.iter().filter(|row| row.held()).count(),
                classes,
            }
        })
        .collect()
}

/// So many of them.
pub(crate) fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

/// A student and an exercise, on a line of their own.
fn place(student: &str, exercise: &str) -> String {
    wrapped("  ", 4, &format!("{}  {}", line(student), line(exercise)))
}

/// A text after a head, wrapped, with all further lines so far to the right.
pub(crate) fn wrapped(head: &str, indent: usize, text: &str) -> String {
    let indent = " ".repeat(indent);
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(head)
        .subsequent_indent(&indent);
    let text = textwrap::fill(&line(text), options);
    text.trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::visible::block;
    use super::super::{fixture, nasty};
    use super::*;

    #[test]
    fn what_waits_and_what_failed_is_named() {
        let text = Summary::of(&fixture::class()).text();
        for said in [
            "3 students, 4 exercises, 12 answers",
            "A person has yet to look at 1 answer:\n  =carol  lost-update",
            "The grader failed at 1 answer;",
            "check-then-act             0      1",
        ] {
            assert!(text.contains(said), "{said:?}\n{text}");
        }
        assert!(!Summary::of(&fixture::later()).grader_failed());
    }

    #[test]
    fn a_release_is_no_longer_held() {
        let mut book = fixture::class();
        book.rows[0].released = Some(fixture::release());
        let text = Summary::of(&book).text();
        assert!(!text.contains("A person has yet to look"), "{text}");
    }

    proptest! {
        #[test]
        fn nothing_hides_and_every_line_fits(
            student in nasty::text(), why in nasty::text(), told in nasty::text(),
        ) {
            let mut book = fixture::with(&student, &why, &told);
            let held = Summary::of(&book).text();
            book.rows[0].graded.word = Word::GraderError;
            for text in [held, Summary::of(&book).text()] {
                prop_assert_eq!(block(&text).replace('\t', ""), text.clone());
                for line in text.lines() {
                    prop_assert!(textwrap::core::display_width(line) <= WIDTH, "{}", line);
                }
            }
        }
    }
}
