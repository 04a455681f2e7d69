//! Running a task in a worker: arguments arrive pickled, and results leave so.

use std::panic::{AssertUnwindSafe, catch_unwind};

use handles::live::pickle::{Pickled, for_message, from_message};
use handles::live::{PanicReport, registered};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::outcome::{Failure, Outcomes};
use super::task::Task;

/// Runs one task whose types are forgotten.
pub(super) struct Runner {
    chunk: Box<RunChunk>,
    once: Box<RunOnce>,
}

/// For so many pickled items.
type RunChunk = dyn Fn(&[u8], usize) -> Outcomes + Send + Sync;
/// For the argument of an initializer.
type RunOnce = dyn Fn(Pickled) -> Result<(), Failure> + Send + Sync;

impl Runner {
    pub(super) fn new<T: DeserializeOwned, R: Serialize>(task: impl Task<T, R>) -> Runner {
        Runner {
            chunk: Box::new(move |items, count| run_chunk(task, items, count)),
            once: Box::new(move |argument| {
                let argument = argument.unpickle().map_err(Failure::not_read)?;
                run_one(|| task.run(argument)).map(drop)
            }),
        }
    }

    /// The runner of the task of this path.
    pub(super) fn find(name: &str) -> Result<&'static Runner, Failure> {
        registered(name).ok_or_else(|| Failure::Failed {
            message: format!("there is no task {name}"),
        })
    }

    /// Runs it for each of so many pickled items.
    pub(super) fn chunk(&self, items: &[u8], count: usize) -> Outcomes {
        (self.chunk)(items, count)
    }

    /// Runs it once, with an argument that a spawned process was given.
    pub(super) fn once(&self, argument: Pickled) -> Result<(), Failure> {
        (self.once)(argument)
    }
}

/// Runs one task. A panic in it is an outcome like others.
pub(super) fn run_one<R>(run: impl FnOnce() -> Result<R, String>) -> Result<R, Failure> {
    // What a panic leaves half done in this worker, later tasks may see: so it is with the
    // threads of a program too.
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(message)) => Err(Failure::Failed { message }),
        Err(payload) => Err(Failure::Panicked(PanicReport::of(&*payload))),
    }
}

fn run_chunk<T: DeserializeOwned, R: Serialize>(
    task: impl Task<T, R>,
    items: &[u8],
    count: usize,
) -> Outcomes {
    let items: Vec<T> = match from_message(items) {
        Ok(items) => items,
        Err(error) => return Outcomes::all_failed(count, &Failure::not_read(error)),
    };
    let mut values = Vec::with_capacity(count);
    let mut failures = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        match run_one(|| task.run(item)) {
            Ok(value) => values.push((index, value)),
            Err(failure) => failures.push((index, failure)),
        }
    }
    Outcomes::of(values, failures)
}

impl Outcomes {
    /// Pickles these values. Those that cannot be pickled are failures.
    fn of<R: Serialize>(
        mut values: Vec<(usize, R)>,
        mut failures: Vec<(usize, Failure)>,
    ) -> Outcomes {
        let all = |values: &[(usize, R)]| for_message(&Values(values));
        let pickled = all(&values).or_else(|_| {
            values.retain(|(index, value)| {
                let refused = for_message(value).err();
                let refused = refused.map(|error| (*index, Failure::not_sent(error)));
                let is_good = refused.is_none();
                failures.extend(refused);
                is_good
            });
            failures.sort_by_key(|(index, _)| *index);
            all(&values)
        });
        match pickled {
            Ok(values) => Outcomes {
                pid: std::process::id(),
                values: values.into(),
                failures,
            },
            // A `Serialize` that changes its mind.
            Err(error) => {
                Outcomes::all_failed(values.len() + failures.len(), &Failure::not_sent(error))
            }
        }
    }
}

/// The values without their places.
struct Values<'a, R>(&'a [(usize, R)]);

impl<R: Serialize> Serialize for Values<'_, R> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|(_, value)| value))
    }
}
