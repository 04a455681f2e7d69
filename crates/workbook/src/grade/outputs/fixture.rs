//! A small class, with every word in it.

use std::sync::LazyLock;

use verdict::Class;

use crate::claims;
use crate::grade::row::{Basis, Column, GradeBook, Graded, Released, Row, Word};

/// Handed in a plain answer to everything.
pub(super) const ALICE: &str = "alice";

/// Has a name that two systems take for two different ones.
pub(super) const BOB: &str = "Bob <script>";

/// Met what is nobody's answer.
pub(super) const CAROL: &str = "=carol";

/// The class, as it is sorted.
pub(super) const STUDENTS: [&str; 3] = [CAROL, BOB, ALICE];

/// The exercises, by number.
pub(super) const EXERCISES: [&str; 4] = [
    "lost-update",
    "check-then-act",
    "smallest-total",
    "two-fields",
];

/// A key that no student may see.
pub(super) const KEY: &str = "5ec2e7";

/// What the check says of a lost update, with its schedule.
pub(super) fn refutation() -> String {
    static TOLD: LazyLock<String> = LazyLock::new(|| {
        let claim = claims::find("the_total_is_the_same").expect("chapter 1 claims it");
        let mut found = claims::certificate(claim);
        found.subject = "check-then-act".to_owned();
        verdict::explain(&found)
    });
    TOLD.clone()
}

/// A row that ends with a word, and with what usually follows from it.
pub(super) fn row(student: &str, exercise: &str, word: Word) -> Row {
    let taken = !matches!(word, Word::Missing | Word::NotTaken);
    Row {
        student: student.to_owned(),
        exercise: exercise.to_owned(),
        submission: taken.then(|| verdict::digest([(student, exercise)])),
        graded: Graded {
            key: if taken { KEY.to_owned() } else { String::new() },
            exercise: exercise.to_owned(),
            word,
            class: None,
            points: match word {
                Word::Pass => Some(10),
                Word::GraderError => None,
                _ => Some(0),
            },
            review: Vec::new(),
            told: String::new(),
            certificate: None,
            sandbox: "launcher".to_owned(),
        },
        released: None,
        ignored: Vec::new(),
    }
}

/// A release.
pub(super) fn release() -> Released {
    Released {
        by: "Grace".to_owned(),
        why: "read it; `std::mem::take` is harmless here".to_owned(),
    }
}

/// The exercises as columns.
fn columns(names: &[&str]) -> Vec<Column> {
    let titles = [
        "The lost update",
        "Check, then act",
        "The smallest total",
        "Two fields",
    ];
    let columns = names.iter().zip(titles).zip(1..);
    columns
        .map(|((name, title), number)| Column {
            number,
            name: (*name).to_owned(),
            title: title.to_owned(),
            points: 10,
            chapter: "1 The lost update".to_owned(),
            file: format!("exercises/{number:02}-{name}/src/answer.rs"),
        })
        .collect()
}

/// Three students and four exercises.
pub(super) fn class() -> GradeBook {
    let words = [
        (
            CAROL,
            [Word::Pass, Word::GraderError, Word::Crash, Word::NoRecord],
        ),
        (
            BOB,
            [Word::Tampered, Word::Missing, Word::NotTaken, Word::Output],
        ),
        (
            ALICE,
            [Word::Pass, Word::Fail, Word::DoesNotCompile, Word::Timeout],
        ),
    ];
    let rows = words.into_iter().flat_map(|(student, words)| {
        let pairs = EXERCISES.into_iter().zip(words);
        pairs.map(move |(exercise, word)| row(student, exercise, word))
    });
    let mut rows: Vec<Row> = rows.collect();
    for row in &mut rows {
        row.graded.told = match row.graded.word {
            Word::Fail => refutation(),
            Word::DoesNotCompile => {
                "error[E0308]: mismatched types\n --> src/answer.rs:3:5\n".to_owned()
            }
            Word::GraderError => "the box could not be set up: /tmp is full\n".to_owned(),
            Word::Crash => "The program was ended by signal 11.\n".to_owned(),
            _ => String::new(),
        };
        if row.graded.word == Word::Fail {
            row.graded.class = Some(Class::LostUpdate);
        }
    }
    rows[0].graded.review = vec!["line 4 of answer.rs names `std::process`".to_owned()];
    rows[4].ignored = vec!["Cargo.toml".to_owned(), "`rm -rf`\u{202e}".to_owned()];
    rows[8].graded.review = vec!["line 9 of answer.rs names `std::mem`".to_owned()];
    rows[8].released = Some(release());
    GradeBook {
        version: "0.1.0".to_owned(),
        basis: Basis::default(),
        exercises: columns(&EXERCISES),
        rows,
    }
}

/// The same exercises of another day: the words that the first class lacks.
pub(super) fn later() -> GradeBook {
    let mut book = class();
    let bob = book.rows.iter_mut().filter(|row| row.student == BOB);
    for (row, word) in bob.zip([Word::Memory, Word::Fail, Word::Pass, Word::Output]) {
        *row = self::row(BOB, &row.exercise, word);
    }
    book.rows[5].graded.points = Some(4);
    book.rows[5].graded.told = "You caught 2 of 5 wrong answers.\n".to_owned();
    book.rows.retain(|row| row.student != CAROL);
    let dave = EXERCISES.map(|exercise| row("dave", exercise, Word::Missing));
    book.rows.extend(dave);
    book
}

/// One student and one exercise, with these texts in all places that have some.
pub(super) fn with(student: &str, why: &str, told: &str) -> GradeBook {
    let mut row = row(student, "lost-update", Word::Fail);
    row.graded.review = vec![why.to_owned()];
    row.graded.told = told.to_owned();
    GradeBook {
        version: "0.1.0".to_owned(),
        basis: Basis::default(),
        exercises: columns(&EXERCISES[..1]),
        rows: vec![row],
    }
}
