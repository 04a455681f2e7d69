//! The matrix: every answer of an exercise, and what its check must say.
//!
//! The starter must fail as its manifest says, the solution and the other right
//! answers must be verified, and each wrong answer must fail for its own reason.
//! A check that does all this is worth trusting.
//!
//! The starter is kept beside the solution: the file in `exercises` is a copy of
//! it that belongs to the student.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use anyhow::Context;
use verdict::Verdict;

use super::check::{Checked, Checker};
use super::manifest::{Answers, Expected, read_answers};
use super::{Exercise, Kept, problems};

/// What an answer is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// What the student starts from.
    Starter,
    /// Ours.
    Solution,
    /// Another right one.
    Right,
    /// A misconception.
    Wrong,
}

/// An answer of an exercise.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// What it is known to be.
    pub(crate) known: Known,
    /// The name of its file, without the ending.
    pub(crate) name: String,
    /// Its file, from the root of the workbook.
    path: PathBuf,
    /// What the check must say of it; nothing if nobody has written it down.
    pub(crate) expected: Option<Expected>,
}

impl Answer {
    /// The name as people say it: `starter`, `wrong/sleep`.
    pub(crate) fn label(&self) -> String {
        match self.known {
            Known::Starter => "starter".to_owned(),
            Known::Solution => "solution".to_owned(),
            Known::Right => format!("right/{}", self.name),
            Known::Wrong => format!("wrong/{}", self.name),
        }
    }
}

/// An exercise with everything that its matrix is made of.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The exercise.
    pub(crate) exercise: Exercise,
    /// Its answers: starter, solution, right, wrong.
    pub(crate) answers: Vec<Answer>,
    /// What is wrong before anything was run, in sentences.
    pub(crate) problems: Vec<String>,
    /// The text of its README.
    readme: String,
    /// Whether the file in `exercises` is still the starter.
    untouched: bool,
}

/// An exercise whose matrix was run.
#[derive(Debug)]
pub(crate) struct Matrix {
    /// The exercise.
    pub(crate) exercise: Exercise,
    /// Each answer with what the check says of it.
    pub(crate) rows: Vec<(Answer, Checked)>,
    /// What is not as it must be, in sentences.
    pub(crate) problems: Vec<String>,
    /// Whether the file in `exercises` is still the starter.
    pub(crate) untouched: bool,
    /// How many of the answers were checked by an earlier run.
    pub(crate) kept: usize,
}

/// Finds the answers of an exercise.
///
/// # Errors
///
/// If its files cannot be read.
pub(crate) fn plan(root: &Path, exercise: Exercise) -> anyhow::Result<Plan> {
    let solution = exercise.solution();
    let Answers { starter, wrong } = read_answers(&root.join(&solution).join("answers.toml"))?;
    let verified = Expected {
        verdict: Verdict::Verified,
        class: None,
    };
    let one = |known, path, expected| Answer {
        known,
        name: String::new(),
        path,
        expected: Some(expected),
    };
    let mut answers = vec![
        one(Known::Starter, solution.join("starter.rs"), starter),
        one(
            Known::Solution,
            solution.join(&exercise.manifest.edit),
            verified,
        ),
    ];
    for (known, folder) in [(Known::Right, "right"), (Known::Wrong, "wrong")] {
        for path in files(root, &solution.join(folder))? {
            let name = path.file_stem().unwrap_or_default();
            let name = name.to_string_lossy().into_owned();
            let expected = match known {
                Known::Right => Some(verified),
                _ => wrong.get(&name).copied(),
            };
            answers.push(Answer {
                known,
                name,
                path,
                expected,
            });
        }
    }
    let readme = fs::read_to_string(root.join(exercise.path()).join("README.md"));
    let problems = problems::of_files(&exercise, &answers, wrong.keys(), &readme);
    let read = |path: PathBuf| fs::read_to_string(root.join(path)).ok();
    Ok(Plan {
        untouched: read(exercise.answer()) == read(solution.join("starter.rs")),
        exercise,
        answers,
        problems,
        readme: readme.unwrap_or_default(),
    })
}

/// The Rust files of a folder, in order. A folder that is not there has none.
fn files(root: &Path, folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let at = root.join(folder);
    if !at.exists() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(&at).with_context(|| format!("cannot read {}", at.display()))? {
        let name = entry
            .with_context(|| format!("cannot read {}", at.display()))?
            .file_name();
        let path = folder.join(name);
        if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Runs the matrices, as many answers at a time as there are processors; what `kept`
/// has is not run again. `done` is called with the label of each answer that is
/// finished.
///
/// # Errors
///
/// If an answer could not be checked at all: which, and why.
pub(crate) fn run(
    checker: &Checker<'_>,
    kept: &Kept,
    plans: Vec<Plan>,
    done: impl Fn(&str) + Sync,
) -> anyhow::Result<Vec<Matrix>> {
    let work: Vec<(usize, Answer)> = plans
        .iter()
        .enumerate()
        .flat_map(|(n, plan)| plan.answers.iter().map(move |answer| (n, answer.clone())))
        .collect();
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let worker = || -> anyhow::Result<()> {
        while let Some((n, answer)) = work.get(next.fetch_add(1, Relaxed)) {
            let exercise = &plans[*n].exercise;
            let label = answer.label();
            let named = format!("{} {label}", exercise.name);
            let path = checker.root.join(&answer.path);
            let checked = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))
                .and_then(|text| kept.check(checker, exercise, &label, &text))
                .with_context(|| named.clone())?;
            done(&named);
            let mut found = found.lock().unwrap_or_else(|error| error.into_inner());
            found.push((*n, answer.clone(), checked));
        }
        Ok(())
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        all.into_iter()
            .try_for_each(|one| one.join().expect("a worker does not panic"))
    })?;
    let mut found = found
        .into_inner()
        .unwrap_or_else(|error| error.into_inner());
    // The workers were done in any order; the answers have one.
    found.sort_by_key(|(n, answer, _)| {
        let position = |other: &Answer| other.path == answer.path;
        (*n, plans[*n].answers.iter().position(position))
    });
    let mut rows: Vec<(Vec<_>, usize)> = plans.iter().map(|_| (Vec::new(), 0)).collect();
    for (n, answer, (checked, before)) in found {
        rows[n].0.push((answer, checked));
        rows[n].1 += usize::from(before);
    }
    let finish = |(plan, (rows, kept)): (Plan, (Vec<(Answer, Checked)>, usize))| {
        let mut problems = plan.problems;
        problems.extend(problems::of_verdicts(&rows, &plan.readme));
        Matrix {
            exercise: plan.exercise,
            rows,
            problems,
            untouched: plan.untouched,
            kept,
        }
    };
    Ok(plans.into_iter().zip(rows).map(finish).collect())
}

#[cfg(test)]
mod tests {
    use super::super::Libraries;
    use super::*;

    const EXERCISE: &str = "03-smallest-total";

    /// A workbook with one exercise and a few of its answers, to be spoilt.
    struct Workbook {
        folder: tempfile::TempDir,
    }

    impl Workbook {
        fn new() -> Workbook {
            let real = crate::workspace::root().expect("tests run inside the workbook");
            let folder = tempfile::tempdir().unwrap();
            let workbook = Workbook { folder };
            for file in [
                "exercises/03-smallest-total/README.md",
                "exercises/03-smallest-total/exercise.toml",
                "exercises/03-smallest-total/src/lib.rs",
                "exercises/03-smallest-total/tests/check.rs",
                "solutions/03-smallest-total/starter.rs",
                "solutions/03-smallest-total/answers.toml",
                "solutions/03-smallest-total/src/answer.rs",
                "solutions/03-smallest-total/right/mirrored.rs",
                "solutions/03-smallest-total/right/run_lengths.rs",
                "solutions/03-smallest-total/wrong/alternating.rs",
                "solutions/03-smallest-total/wrong/malformed.rs",
                "solutions/03-smallest-total/wrong/too_short.rs",
            ] {
                workbook.write(file, &fs::read_to_string(real.join(file)).unwrap());
            }
            let answers = "starter = { verdict = 'refuted', class = 'wrong-value' }\n[wrong]\n\
                           alternating = { verdict = 'refuted', class = 'wrong-value' }\n\
                           malformed = { verdict = 'refuted', class = 'not-a-schedule' }\n\
                           too_short = { verdict = 'refuted', class = 'not-a-schedule' }\n";
            workbook.write("solutions/03-smallest-total/answers.toml", answers);
            workbook
        }

        fn path(&self, file: &str) -> PathBuf {
            self.folder.path().join(file)
        }

        fn read(&self, file: &str) -> String {
            fs::read_to_string(self.path(file)).unwrap()
        }

        fn write(&self, file: &str, text: &str) {
            let path = self.path(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }

        fn plan(&self) -> Plan {
            let root = self.folder.path();
            plan(root, Exercise::read(root, EXERCISE).unwrap()).unwrap()
        }

        /// Everything that is run, and not again what was.
        fn run(&self) -> Matrix {
            let real = crate::workspace::root().unwrap();
            let root = self.folder.path();
            let libraries = Libraries::build(&real).unwrap();
            let checker = Checker {
                root,
                ..Checker::at_home(&real, &libraries).unwrap()
            };
            let kept = Kept::new(&checker, false).unwrap();
            let mut all = run(&checker, &kept, vec![self.plan()], |_| {}).unwrap();
            all.remove(0)
        }
    }

    #[track_caller]
    fn has(problems: &[String], part: &str) {
        let found = problems.iter().filter(|one| one.contains(part)).count();
        assert_eq!(found, 1, "`{part}` in {problems:#?}");
    }

    #[test]
    fn an_exercise_with_too_little_in_it_is_refused() {
        let workbook = Workbook::new();
        assert_eq!(workbook.plan().problems, Vec::<String>::new());
        for gone in ["wrong/malformed.rs", "right/mirrored.rs"] {
            fs::remove_file(workbook.path("solutions/03-smallest-total").join(gone)).unwrap();
        }
        let readme = "exercises/03-smallest-total/README.md";
        workbook.write(
            readme,
            &format!("{}{}", workbook.read(readme), "\n".repeat(9)),
        );
        let manifest = "exercises/03-smallest-total/exercise.toml";
        let text = workbook.read(manifest);
        let hints = text.find("hints = [").unwrap();
        workbook.write(manifest, &format!("{}hints = []\n", &text[..hints]));

        let problems = workbook.plan().problems;
        has(&problems, "there are 2 wrong answers; 3 are needed");
        has(
            &problems,
            "there are 1 right answers beside the solution; 2 are needed",
        );
        has(
            &problems,
            "names wrong/malformed, but there is no such file",
        );
        has(&problems, "README.md has 49 lines");
        has(&problems, "no hints");
    }

    #[test]
    fn an_answer_in_the_wrong_place_is_found() {
        let workbook = Workbook::new();
        let at = |file: &str| format!("solutions/03-smallest-total/{file}");
        // A wrong answer among the right ones, a right one among the wrong, and
        // the solution for a starter.
        workbook.write(
            &at("right/mirrored.rs"),
            &workbook.read(&at("wrong/alternating.rs")),
        );
        workbook.write(
            &at("wrong/malformed.rs"),
            &workbook.read(&at("src/answer.rs")),
        );
        workbook.write(
            &at("wrong/forgotten.rs"),
            &workbook.read(&at("wrong/too_short.rs")),
        );
        workbook.write(&at("starter.rs"), &workbook.read(&at("src/answer.rs")));

        let problems = workbook.run().problems;
        has(
            &problems,
            "right/mirrored is refuted (wrong-value); it must be verified",
        );
        has(
            &problems,
            "wrong/malformed is verified; it must be refuted (not-a-schedule)",
        );
        has(&problems, "wrong/malformed is verified; it must not be");
        has(&problems, "starter is verified; it must not be");
        has(&problems, "answers.toml does not say what it must be");
    }

    #[test]
    fn a_readme_that_shows_another_schedule_is_found_and_nothing_is_run_twice() {
        let workbook = Workbook::new();
        let first = workbook.run();
        let all = first.rows.len();
        assert_eq!((first.problems.as_slice(), first.kept), (&[][..], 0));
        let readme = "exercises/03-smallest-total/README.md";
        let text = workbook.read(readme);
        workbook.write(
            readme,
            &text.replace("store counter: 6", "store counter: 7"),
        );
        let second = workbook.run();
        has(&second.problems, "does not show the schedule");
        assert_eq!(second.kept, all);
        for ((answer, first), (_, second)) in first.rows.iter().zip(&second.rows) {
            let label = answer.label();
            assert_eq!(first.certificate, second.certificate, "{label}");
            assert_eq!(first.explained, second.explained, "{label}");
        }

        // The answer that has changed is the only one that is run.
        let at = |file: &str| format!("solutions/03-smallest-total/{file}");
        let solution = workbook.read(&at("src/answer.rs"));
        workbook.write(&at("wrong/malformed.rs"), &solution);
        let third = workbook.run();
        assert_eq!(third.kept, all - 1);
        has(
            &third.problems,
            "wrong/malformed is verified; it must not be",
        );
    }
}
