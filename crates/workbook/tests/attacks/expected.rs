//! What the grade book must say of each.

use std::collections::BTreeSet;

use libtest_mimic::Failed;
use tempfile::TempDir;
use walkdir::WalkDir;

use crate::corpus::{self, Attack, Honest};
use crate::grading::{Book, Row, Run};

/// An answer that hangs costs its limits. These are far above what an honest one needs
/// here, and far below those of a real run.
pub(crate) const LIMITS: &[&str] = &["--cpu", "6", "--wall", "12"];

/// The grade book of the whole corpus, and what is needed to compare it.
#[derive(Debug)]
pub(crate) struct Graded {
    book: Book,
    sandbox: String,
    folder: TempDir,
}

/// Grades the attacks and the honest answers as one class.
pub(crate) fn grade_all() -> Graded {
    let folder = tempfile::tempdir().expect("a folder");
    let class = folder.path().join("class");
    let attacks = corpus::read();
    let sandbox = sandbox_of(folder.path());
    let mut exercises = BTreeSet::new();
    for attack in attacks.iter().filter(|attack| attack.may_run(&sandbox)) {
        attack.hand_in(&class);
        exercises.insert(attack.says.exercise.clone());
    }
    for honest in corpus::honest() {
        honest.hand_in(&class);
        exercises.insert(honest.exercise.clone());
    }
    let exercises: Vec<&str> = exercises.iter().map(String::as_str).collect();
    let run = Run {
        class: &class,
        out: folder.path().join("out"),
        exercises: &exercises,
        more: LIMITS,
    };
    let book = run.book();
    Graded {
        book,
        sandbox,
        folder,
    }
}

/// What the grader puts answers into on this machine: as it says of one that is right.
fn sandbox_of(folder: &std::path::Path) -> String {
    let class = folder.join("first");
    let honest = corpus::honest().into_iter().next();
    let honest = honest.expect("an honest answer");
    honest.hand_in(&class);
    let run = Run {
        class: &class,
        out: folder.join("out-of-first"),
        exercises: &[&honest.exercise],
        more: &[],
    };
    let mut rows = run.book().rows;
    rows.remove(0).graded.sandbox
}

impl Graded {
    fn row(&self, student: &str, exercise: &str) -> Result<&Row, Failed> {
        let mut rows = self.book.rows.iter();
        let row = rows.find(|row| row.student == student && row.exercise == exercise);
        row.ok_or_else(|| Failed::from(format!("{student} has no row for {exercise}")))
    }
}

/// Holds an attack against its row.
pub(crate) fn attack(attack: &Attack, graded: &Graded) -> Result<(), Failed> {
    let says = &attack.says;
    if !attack.may_run(&graded.sandbox) {
        return Ok(());
    }
    let row = graded.row(&attack.name, &says.exercise)?;
    let found = &row.graded;
    let mut wrong = Vec::new();
    let words = attack.words(&graded.sandbox);
    if !words.contains(&found.word.as_str()) {
        wrong.push(format!(
            "the word is {}, not {}",
            found.word,
            words.join(" or ")
        ));
    }
    if found.class != says.class && (found.word == "fail" && says.class.is_some()) {
        wrong.push(format!(
            "the class is {:?}, not {:?}",
            found.class, says.class
        ));
    }
    if found.review.is_empty() == says.flagged {
        let not = if says.flagged { "not " } else { "" };
        wrong.push(format!("it is {not}flagged: {:?}", found.review));
    }
    if found.word != "pass" && found.points.is_some_and(|points| points > 0) {
        wrong.push(format!("it has {:?} points", found.points));
    }
    for text in &says.never_told {
        if found.told.contains(text) {
            wrong.push(format!("the student is told {text:?}"));
        }
    }
    const LONG: usize = 256 << 10;
    if found.told.len() > LONG {
        wrong.push(format!("the student is told {} bytes", found.told.len()));
    }
    let first = graded
        .book
        .rows
        .iter()
        .find(|row| row.student == attack.name);
    let ignored = first.map_or(&[][..], |row| &row.ignored);
    for name in &says.ignored {
        let name = format!("{}/{name}", says.exercise);
        if !ignored.contains(&name) {
            wrong.push(format!("{name} is not named as ignored, but {ignored:?}"));
        }
    }
    match wrong.as_slice() {
        [] => Ok(()),
        wrong => Err(Failed::from(format!(
            "{} ({})\n{}\nThe student is told:\n{:.2000}",
            says.tries,
            graded.sandbox,
            wrong.join("\n"),
            found.told
        ))),
    }
}

/// Holds an honest answer against its row.
pub(crate) fn honest(honest: &Honest, graded: &Graded) -> Result<(), Failed> {
    let row = graded.row(&honest.student, &honest.exercise)?;
    let found = &row.graded;
    if found.word == "pass" && found.review.is_empty() && found.points.is_some() {
        return Ok(());
    }
    Err(Failed::from(format!(
        "the word is {}; {:?}\n{}",
        found.word, found.review, found.told
    )))
}

/// Whatever an answer does, it is never the grader that failed.
pub(crate) fn no_fault_of_ours(graded: &Graded) -> Result<(), Failed> {
    let rows = graded.book.rows.iter();
    let faults: Vec<String> = rows
        .filter(|row| row.graded.word == "grader-error")
        .map(|row| format!("{}: {}", row.student, row.graded.told))
        .collect();
    match faults.as_slice() {
        [] => Ok(()),
        faults => Err(Failed::from(faults.join("\n"))),
    }
}

/// No file that somebody may print holds a letter that commands a terminal.
pub(crate) fn no_command_to_a_terminal(graded: &Graded) -> Result<(), Failed> {
    let mut looked_at = 0;
    for entry in WalkDir::new(graded.folder.path().join("out")) {
        let entry = entry?;
        let Ok(text) = std::fs::read_to_string(entry.path()) else {
            continue;
        };
        looked_at += 1;
        let commands = |letter: &char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
        if let Some(letter) = text.chars().find(commands) {
            let path = entry.path().display();
            return Err(Failed::from(format!("{path} has {letter:?}")));
        }
    }
    match looked_at > 100 {
        true => Ok(()),
        false => Err(Failed::from(format!("there are only {looked_at} files"))),
    }
}
