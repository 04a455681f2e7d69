//! The two tables: a line a student, and a line a row.
//!
//! Every cell is made safe by [`cell::safe`]. Where nothing counts a cell is
//! empty: the grader failed, or a person has yet to look.

use super::cell;
use super::markdown;
use super::tally::{Standing, Tally};
use crate::grade::row::{GradeBook, Row};

/// One line a student: the points and the word of each exercise, and what they add up to.
///
/// # Errors
///
/// If a line cannot be written.
pub(crate) fn students(book: &GradeBook) -> anyhow::Result<String> {
    let mut header = vec!["student".to_owned()];
    for exercise in &book.exercises {
        header.push(exercise.name.clone());
        header.push(format!("{} word", exercise.name));
    }
    let last = ["total", "possible", "held", "grader errors", "feedback"];
    header.extend(last.map(str::to_owned));
    let possible: u32 = book.exercises.iter().map(|exercise| exercise.points).sum();
    let lines = book.students().into_iter().map(|(student, rows)| {
        let tally = Tally::of(rows.iter().copied());
        let mut line = vec![student.to_owned()];
        for row in rows {
            line.push(number(Standing::of(row).points()));
            line.push(row.graded.word.word().to_owned());
        }
        line.push(number(tally.total));
        line.push(possible.to_string());
        line.push(tally.held.to_string());
        line.push(tally.errors.to_string());
        line.push(markdown::path(student));
        line
    });
    table(header, lines)
}

/// One line a row: what it ended with, and what that rests on.
///
/// # Errors
///
/// If a line cannot be written.
pub(crate) fn rows(book: &GradeBook) -> anyhow::Result<String> {
    let header = [
        "student",
        "exercise",
        "word",
        "class",
        "points",
        "sandbox",
        "digest",
        "key",
        "review",
        "released by",
        "released why",
    ];
    table(header.map(str::to_owned).into(), book.rows.iter().map(line))
}

fn line(row: &Row) -> Vec<String> {
    let graded = &row.graded;
    let released = row.released.as_ref();
    vec![
        row.student.clone(),
        row.exercise.clone(),
        graded.word.word().to_owned(),
        graded
            .class
            .map_or_else(String::new, |class| class.word().to_owned()),
        number(Standing::of(row).points()),
        graded.sandbox.clone(),
        row.submission.clone().unwrap_or_default(),
        graded.key.clone(),
        graded.review.join("; "),
        released.map_or_else(String::new, |one| one.by.clone()),
        released.map_or_else(String::new, |one| one.why.clone()),
    ]
}

/// The number, or an empty cell.
fn number(points: Option<u32>) -> String {
    points.map_or_else(String::new, |points| points.to_string())
}

fn table(header: Vec<String>, lines: impl Iterator<Item = Vec<String>>) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in std::iter::once(header).chain(lines) {
        writer.write_record(line.iter().map(|text| cell::safe(text)))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::cell::tests::{is_text, original};
    use super::super::{fixture, nasty};
    use super::*;

    fn parsed(text: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        let records = reader.records().map(|record| record.unwrap());
        records
            .map(|record| record.iter().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn what_does_not_count_is_empty() {
        let lines = parsed(&students(&fixture::class()).unwrap());
        let column = |name: &str| lines[0].iter().position(|cell| cell == name).unwrap();
        for line in &lines[1..] {
            for exercise in fixture::EXERCISES {
                let points = &line[column(exercise)];
                let word = &line[column(&format!("{exercise} word"))];
                if word == "grader-error" {
                    assert_eq!(points, "");
                }
            }
        }
        let carol = &lines[1];
        assert_eq!(carol[column("lost-update word")], "pass");
        assert_eq!(carol[column("lost-update")], "", "it is held");
        for (name, number) in [("total", "0"), ("held", "1"), ("grader errors", "1")] {
            assert_eq!(carol[column(name)], number, "{name}");
        }
    }

    #[test]
    fn a_student_with_nothing_that_counts_has_no_total() {
        let mut book = fixture::class();
        for row in &mut book.rows {
            row.graded.points = None;
        }
        let lines = parsed(&students(&book).unwrap());
        let total = lines[0].iter().position(|cell| cell == "total").unwrap();
        assert!(lines[1..].iter().all(|line| line[total].is_empty()));
    }

    proptest! {
        #[test]
        fn every_cell_is_text_and_comes_back(
            student in nasty::text(), why in nasty::text(), told in nasty::text(),
        ) {
            let book = fixture::with(&student, &why, &told);
            for table in [students(&book).unwrap(), rows(&book).unwrap()] {
                for line in table.lines() {
                    prop_assert!(is_text(line.split(',').next().unwrap()), "{line}");
                }
                let lines = parsed(&table);
                for cell in lines.iter().flatten() {
                    prop_assert!(is_text(cell), "{cell}");
                }
                prop_assert_eq!(original(&lines[1][0]), student.as_str());
            }
            let lines = parsed(&rows(&book).unwrap());
            prop_assert_eq!(lines.len(), 1 + book.rows.len());
            prop_assert_eq!(original(&lines[1][8]), why);
        }
    }

    #[test]
    fn the_naive_table_has_formulas() {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["=1+1", "10"]).unwrap();
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        assert!(!is_text(&parsed(&text)[0][0]));
    }
}
