//! Checking the answers, several at a time.
//!
//! What comes out depends neither on how many are checked at a time nor on their order.
//! An answer whose time was used up is checked once more, at the end and with no other
//! beside it: only then does it count.

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Mutex, PoisonError};

use super::audit::{Audit, Event};
use super::judge::{Judged, failed, judge};
use super::key::Keys;
use super::plan::{Checking, Work};
use super::row::{Graded, Word};
use super::store::Store;
use crate::exercise::Libraries;
use crate::progress;

/// What checking came to.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// How many answers have a result now.
    pub(crate) checked: usize,
    /// What we failed of, by key. It is not kept.
    pub(crate) failed: BTreeMap<String, Graded>,
}

/// What checks answers, and where their results go.
#[derive(Debug)]
pub(crate) struct Workers<'a> {
    /// The exercises, with what checks each.
    pub(crate) exercises: &'a [Checking<'a>],
    /// The keys of results.
    pub(crate) keys: &'a Keys,
    /// How many files the libraries are.
    pub(crate) libraries: usize,
    /// Where results go.
    pub(crate) store: &'a Store,
    /// Where it is noted.
    pub(crate) audit: &'a Audit,
    /// How many answers are checked at a time.
    pub(crate) jobs: usize,
    /// Whether to stop.
    pub(crate) stop: &'a AtomicBool,
}

impl Workers<'_> {
    /// Checks all answers, or as many as are checked when somebody says stop. Those being
    /// checked then are checked to their end.
    ///
    /// # Errors
    ///
    /// If a result cannot be kept. The results before it are.
    pub(crate) fn check(&self, all: &[Work]) -> anyhow::Result<Done> {
        let bar = progress::bar(all.len() as u64, "checking answers");
        let next = AtomicUsize::new(0);
        let done = Mutex::new(Done::default());
        let slow = Mutex::new(Vec::new());
        let work_on = || -> anyhow::Result<()> {
            while !self.stop.load(SeqCst)
                && let Some(work) = all.get(next.fetch_add(1, SeqCst))
            {
                let judged = self.judge(work, false)?;
                if judged.graded.word == Word::Timeout {
                    lock(&slow).push(work);
                    continue;
                }
                self.keep(judged, &done)?;
                bar.set_message(self.exercises[work.exercise].exercise.name.clone());
                bar.inc(1);
            }
            Ok(())
        };
        // Where one cannot go on, neither can the others.
        let worker = || work_on().inspect_err(|_| self.stop.store(true, SeqCst));
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..self.jobs.max(1)).map(|_| scope.spawn(worker)).collect();
            let ended = workers
                .into_iter()
                .map(|one| one.join().expect("a worker does not panic"));
            // All are waited for, whatever became of the first.
            let ended: Vec<anyhow::Result<()>> = ended.collect();
            ended.into_iter().collect::<anyhow::Result<()>>()
        })
        .and_then(|()| {
            for work in slow.into_inner().unwrap_or_else(PoisonError::into_inner) {
                if self.stop.load(SeqCst) {
                    break;
                }
                bar.set_message("once more, alone: those that were too slow");
                self.keep(self.judge(work, true)?, &done)?;
                bar.inc(1);
            }
            Ok(())
        })?;
        bar.finish_and_clear();
        Ok(done.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    fn judge(&self, work: &Work, alone: bool) -> anyhow::Result<Judged> {
        let Checking { exercise, checker } = &self.exercises[work.exercise];
        let mut judged = judge(checker, exercise, &work.answer, &work.review, &work.key);
        // What was changed meanwhile may or may not have been compiled.
        let key = self.keys.of(checker, exercise, &work.answer, &work.review);
        if key.as_ref().ok() != Some(&work.key) {
            judged.graded = Graded {
                key: work.key.clone(),
                exercise: exercise.name.clone(),
                ..failed("the exercise was changed while it was graded; grade again")
            };
        }
        // Whoever builds other libraries may take ours away. Then nothing compiles, and that
        // is no fault of the answer.
        if files(checker.libraries) != self.libraries {
            judged.graded = Graded {
                key: work.key.clone(),
                exercise: exercise.name.clone(),
                ..failed("the libraries were rebuilt while it was graded; grade again")
            };
        }
        let is_error = judged.graded.word == Word::GraderError;
        self.audit.note(Event::Checked {
            key: &work.key,
            students: &work.students,
            exercise: &exercise.name,
            word: judged.graded.word,
            error: is_error.then_some(&judged.graded.told),
            alone,
            jobs: &judged.used,
        })?;
        Ok(judged)
    }

    fn keep(&self, judged: Judged, done: &Mutex<Done>) -> anyhow::Result<()> {
        let graded = judged.graded;
        let is_result = matches!(graded.word, Word::Pass | Word::Fail | Word::DoesNotCompile);
        if self.stop.load(SeqCst) && !is_result {
            // What stops us may have stopped it, too. It is checked anew.
            return Ok(());
        }
        if graded.word == Word::GraderError {
            lock(done).failed.insert(graded.key.clone(), graded);
        } else {
            self.store.keep(&graded)?;
            lock(done).checked += 1;
        }
        Ok(())
    }
}

/// How many files the libraries are, as they are now.
pub(crate) fn files(libraries: &Libraries) -> usize {
    fs::read_dir(&libraries.folder).map_or(0, Iterator::count)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
