//! What has to be checked: each answer that nobody has checked so far, once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::intake::{Class, Taken, take};
use super::judge::{failed, unchecked};
use super::key::Keys;
use super::policy;
use super::row::{Graded, Word};
use super::store::Store;
use crate::exercise::{Checker, Exercise};
use crate::progress;

/// An exercise, and what checks it.
#[derive(Clone, Debug)]
pub(crate) struct Checking<'a> {
    /// The exercise.
    pub(crate) exercise: Exercise,
    /// What checks it: its seed is that of the exercise.
    pub(crate) checker: Checker<'a>,
}

/// An answer to check, for all who handed it in.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    /// The key of its result.
    pub(crate) key: String,
    /// The place of its exercise in the list of all.
    pub(crate) exercise: usize,
    /// The text.
    pub(crate) answer: String,
    /// What the source policy says.
    pub(crate) review: Vec<String>,
    /// Who handed it in.
    pub(crate) students: Vec<String>,
}

/// A cell of the grade book that is to be.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// The student.
    pub(crate) student: String,
    /// The place of the exercise in the list of all.
    pub(crate) exercise: usize,
    /// The SHA-256 of the file that was taken.
    pub(crate) submission: Option<String>,
    /// Where its result is.
    pub(crate) result: Where,
    /// What was ignored in the student's folder; in the first cell of the student.
    pub(crate) ignored: Vec<String>,
}

/// Where a result is.
#[derive(Clone, Debug)]
pub(crate) enum Where {
    /// Under this key.
    Key(String),
    /// Here: there was nothing to check.
    Here(Box<Graded>),
}

/// All cells, and what has to be checked for them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// The cells, by student and then by exercise.
    pub(crate) cells: Vec<Cell>,
    /// What has to be checked.
    pub(crate) work: Vec<Work>,
    /// How many different answers were checked before.
    pub(crate) kept: usize,
}

/// Which results are found anew, although they are known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Anew {
    /// Of these exercises; of all, if there are none.
    pub(crate) exercises: BTreeSet<String>,
    /// Of these students; of all, if there are none.
    pub(crate) students: BTreeSet<String>,
}

impl Anew {
    fn is(&self, student: &str, exercise: &str) -> bool {
        (self.exercises.is_empty() || self.exercises.contains(exercise))
            && (self.students.is_empty() || self.students.contains(student))
    }
}

impl Plan {
    /// Takes what the class handed in, and finds what was checked before.
    ///
    /// # Errors
    ///
    /// If files of an exercise or of the results cannot be read. What cannot be taken of
    /// a student is a cell of its own.
    pub(crate) fn make(
        folder: &Path,
        class: &Class,
        exercises: &[Checking<'_>],
        keys: &Keys,
        store: &Store,
        anew: Option<&Anew>,
    ) -> anyhow::Result<Plan> {
        let only: Vec<Exercise> = exercises.iter().map(|one| one.exercise.clone()).collect();
        let mut plan = Plan::default();
        let mut work: BTreeMap<String, Work> = BTreeMap::new();
        let mut known = BTreeSet::new();
        let bar = progress::bar(class.students.len() as u64, "taking answers");
        for student in &class.students {
            bar.inc(1);
            let (taken, mut ignored) = take(folder, student, &only);
            for (number, taken) in taken.into_iter().enumerate() {
                let Checking { exercise, checker } = &exercises[number];
                let (result, submission) = match taken {
                    Taken::Answer { text, digest } => {
                        let review = policy::review(exercise, &text);
                        let key = keys.of(checker, exercise, &text, &review)?;
                        let anew = anew.is_some_and(|anew| anew.is(&student.name, &exercise.name));
                        if let Some(work) = work.get_mut(&key) {
                            work.students.push(student.name.clone());
                        } else if anew || !known.contains(&key) && store.find(&key)?.is_none() {
                            let one = Work {
                                key: key.clone(),
                                exercise: number,
                                answer: text,
                                review,
                                students: vec![student.name.clone()],
                            };
                            known.remove(&key);
                            work.insert(key.clone(), one);
                        } else {
                            known.insert(key.clone());
                        }
                        (Where::Key(key), Some(digest))
                    }
                    other => (Where::Here(settled(other, exercise).into()), None),
                };
                plan.cells.push(Cell {
                    student: student.name.clone(),
                    exercise: number,
                    submission,
                    result,
                    ignored: std::mem::take(&mut ignored),
                });
            }
        }
        bar.finish_and_clear();
        plan.work = work.into_values().collect();
        plan.kept = known.len();
        Ok(plan)
    }
}

/// What follows where there is no answer to check.
fn settled(taken: Taken, exercise: &Exercise) -> Graded {
    let graded = match taken {
        Taken::Refused(why) => unchecked(Word::NotTaken, format!("{why}\n")),
        Taken::Failed(why) => failed(&why),
        Taken::Missing | Taken::Answer { .. } => unchecked(Word::Missing, String::new()),
    };
    Graded {
        exercise: exercise.name.clone(),
        ..graded
    }
}
