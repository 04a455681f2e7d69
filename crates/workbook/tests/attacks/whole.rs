//! The grade book as a whole: the same bytes, whatever happens on the way.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};
use tempfile::TempDir;

use crate::corpus::{entries, folder_of, root, write};
use crate::grading::{Book, Run, book_at};

/// The exercise that these classes have done.
const EXERCISE: &str = "lost-update";

/// Names that somebody may have given to a folder, and that mean something elsewhere.
const ODD_NAMES: &[&str] = &[
    "=cmd|' C calc'!A0",
    "+1",
    "-1",
    "@SUM(1)",
    "<script>alert(1)<",
    "a,b\"c",
    "two\nlines",
    "\u{202e}abc",
    "]]>",
    "`code` | cell",
];

/// The trials.
pub(crate) fn trials() -> Vec<Trial> {
    let base = Arc::new(OnceLock::new());
    let trial = |name: &str, run: fn(&Base) -> Result<(), Failed>| {
        let base = Arc::clone(&base);
        Trial::test(format!("whole::{name}"), move || {
            run(base.get_or_init(Base::new))
        })
    };
    vec![
        trial("one_job_and_another_order_give_the_same_bytes", other_order),
        trial("other_names_change_nothing_but_the_names", other_names),
        trial("odd_names_are_names", odd_names),
        trial("killed_at_any_point_it_goes_on_to_the_same_bytes", killed),
        trial(
            "a_second_run_gives_the_same_bytes_and_checks_nothing",
            again,
        ),
        Trial::test("whole::a_class_of_30", || class_of(30)),
        Trial::test("whole::a_class_of_1000", || class_of(1000)).with_ignored_flag(true),
    ]
}

/// A small class, graded once without trouble.
struct Base {
    folder: TempDir,
    bytes: Vec<u8>,
    took: Duration,
}

/// The answers of a small class: right and wrong, twice the same, none, and no file.
fn answers() -> Vec<(String, Option<PathBuf>)> {
    let solution = root().join("solutions").join(folder_of(EXERCISE));
    let file = |path: &str| Some(solution.join(path));
    [
        ("anna", file("src/counter.rs")),
        ("bert", file("starter.rs")),
        ("cleo", file("right/locked.rs")),
        ("dora", file("starter.rs")),
        ("emil", file("wrong/exit.rs")),
        ("fay", None),
        ("gus", file("wrong/underscore.rs")),
    ]
    .map(|(name, file)| (name.to_owned(), file))
    .into()
}

fn hand_in(class: &Path, student: &str, answer: Option<&Path>) {
    let at = class.join(student).join("src/counter.rs");
    fs::create_dir_all(at.parent().expect("a folder")).expect("a folder");
    if let Some(answer) = answer {
        fs::copy(answer, at).expect("a copy");
    }
}

fn run<'a>(class: &'a Path, out: PathBuf, more: &'a [&'a str]) -> Run<'a> {
    Run {
        class,
        out,
        exercises: &[EXERCISE],
        more,
    }
}

impl Base {
    fn new() -> Base {
        let folder = tempfile::tempdir().expect("a folder");
        let class = folder.path().join("class");
        for (student, answer) in answers() {
            hand_in(&class, &student, answer.as_deref());
        }
        let started = Instant::now();
        let bytes = run(&class, folder.path().join("out"), &["--jobs", "2"]).bytes();
        Base {
            folder,
            bytes,
            took: started.elapsed(),
        }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn same(&self, bytes: &[u8]) -> Result<(), Failed> {
        match bytes == self.bytes {
            true => Ok(()),
            false => Err(Failed::from(format!(
                "the grade book is another:\n{}\n\nnot\n{}",
                String::from_utf8_lossy(bytes),
                String::from_utf8_lossy(&self.bytes)
            ))),
        }
    }
}

fn other_order(base: &Base) -> Result<(), Failed> {
    let class = base.at("other-order");
    for (student, answer) in answers().into_iter().rev() {
        hand_in(&class, &student, answer.as_deref());
    }
    let out = base.at("out-of-other-order");
    base.same(&run(&class, out, &["--jobs", "1"]).bytes())
}

fn again(base: &Base) -> Result<(), Failed> {
    let class = base.at("class");
    let started = Instant::now();
    base.same(&run(&class, base.at("out"), &[]).bytes())?;
    let took = started.elapsed();
    // Five answers are compiled and checked in the first run, and none in the second.
    match took < base.took {
        true => Ok(()),
        false => Err(Failed::from(format!(
            "it took {took:?}, and {:?} at first",
            base.took
        ))),
    }
}

fn rows_of(bytes: &[u8]) -> Book {
    serde_json::from_slice(bytes).expect("a grade book")
}

fn other_names(base: &Base) -> Result<(), Failed> {
    let class = base.at("other-names");
    let all = answers();
    // Each has the answer of the next one.
    let shifted = all.iter().cycle().skip(1).zip(&all);
    for ((_, answer), (student, _)) in shifted {
        hand_in(&class, student, answer.as_deref());
    }
    let bytes = run(&class, base.at("out-of-other-names"), &[]).bytes();
    let (before, after) = (rows_of(&base.bytes), rows_of(&bytes));
    let next = before.rows.iter().cycle().skip(1);
    for (row, expected) in after.rows.iter().zip(next) {
        if row.graded != expected.graded {
            return Err(Failed::from(format!(
                "{} has {:?}, not {:?}",
                row.student, row.graded, expected.graded
            )));
        }
    }
    match after.rows.len() == all.len() {
        true => Ok(()),
        false => Err(Failed::from("there are more or fewer rows than students")),
    }
}

fn odd_names(base: &Base) -> Result<(), Failed> {
    let class = base.at("odd-names");
    let solution = root().join("solutions").join(folder_of(EXERCISE));
    for student in ODD_NAMES {
        hand_in(&class, student, Some(&solution.join("src/counter.rs")));
    }
    let out = base.at("out-of-odd-names");
    let book = rows_of(&run(&class, out.clone(), &[]).bytes());
    for student in ODD_NAMES {
        let mut rows = book.rows.iter();
        let row = rows.find(|row| row.student == *student);
        if row.is_none_or(|row| row.graded.word != "pass") {
            return Err(Failed::from(format!("{student:?} has {row:?}")));
        }
    }
    let csv = fs::read_to_string(out.join("gradebook.csv"))?;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(csv.as_bytes());
    for record in reader.records() {
        for cell in record?.iter() {
            let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            if is_formula && cell.parse::<f64>().is_err() {
                return Err(Failed::from(format!("a cell is a formula: {cell:?}")));
            }
        }
    }
    Ok(())
}

/// The seed of the points at which the grader is killed.
const SEED: u64 = 7;

/// How often it is killed.
const KILLS: u32 = 4;

fn killed(base: &Base) -> Result<(), Failed> {
    let class = base.at("class");
    let out = base.at("out-of-killed");
    let run = run(&class, out.clone(), &["--jobs", "2"]);
    let mut drawn = SEED;
    let mut stopped = 0;
    for _ in 0..KILLS {
        // Numbers that look drawn and are the same in every run: Knuth's generator.
        drawn = drawn
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let part = u32::try_from(drawn >> 54).expect("ten bits");
        let mut grader = run.begin();
        // It is not waited for anything: this is when it dies.
        std::thread::sleep(base.took * part / 1024);
        let has_ended = grader.try_wait()?.is_some();
        stopped += u32::from(!has_ended);
        grader.kill()?;
        grader.wait()?;
        if let Ok(bytes) = fs::read(book_at(&out)) {
            base.same(&bytes)?;
        }
    }
    if stopped == 0 {
        return Err(Failed::from("it had ended before it was killed, each time"));
    }
    base.same(&run.bytes())
}

/// Grades a class of so many, and says what it took.
fn class_of(size: usize) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let class = folder.path().join("class");
    let solution = root().join("solutions").join(folder_of(EXERCISE));
    let mut texts = vec![fs::read_to_string(solution.join("src/counter.rs"))?];
    for kind in ["right", "wrong"] {
        for path in entries(&solution.join(kind)) {
            texts.push(fs::read_to_string(path)?);
        }
    }
    for number in 0..size {
        // Every tenth hands in what the one before has handed in.
        let own = number - usize::from(number % 10 == 9);
        let text = &texts[own % texts.len()];
        let text = format!("{text}\n// Handed in by number {own}.\n");
        let student = format!("student-{number:04}");
        write(&class.join(student).join("src/counter.rs"), &text);
    }
    let out = folder.path().join("out");
    let run = run(&class, out, &[]);
    let started = Instant::now();
    let mut grader = run.begin();
    let mut memory = 0;
    while grader.try_wait()?.is_none() {
        // The system keeps the most it has had; the last look is near the end.
        memory = memory_of(grader.id()).unwrap_or(memory);
        std::thread::sleep(Duration::from_millis(50));
    }
    let took = started.elapsed();
    // All of it is known now, so this only reads.
    let book = run.book();
    let record = serde_json::json!({
        "students": size,
        "sandbox": book.rows[0].graded.sandbox,
        "seconds": took.as_secs_f64(),
        "seconds_each": took.as_secs_f64() / size as f64,
        "grader_mib": memory >> 10,
    });
    println!("{record}");
    let kept = root().join("target/workbook");
    fs::create_dir_all(&kept)?;
    fs::write(
        kept.join(format!("class-of-{size}.json")),
        serde_json::to_vec_pretty(&record)?,
    )?;
    let graded = book.rows.iter().filter(|row| row.graded.points.is_some());
    match graded.count() == size {
        true => Ok(()),
        false => Err(Failed::from("not every row has points")),
    }
}

/// The most memory that a process has had so far, in KiB.
fn memory_of(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
