//! Tasks: the functions that a worker can run, known by their path.

use std::any::type_name;
use std::fmt::{self, Display};

/// What a worker can do: a function of one argument, named in [`tasks!`](crate::tasks).
///
/// A function of several arguments takes a tuple. A function that returns a `Result` is
/// like any other one, and its errors are values; [`fallible`] makes them errors of the
/// task.
pub trait Task<T, R>: Copy + Send + Sync + 'static {
    /// Does it. An error is told in words.
    ///
    /// # Errors
    ///
    /// Those of the function.
    fn run(&self, argument: T) -> Result<R, String>;
}

impl<F: Fn(T) -> R + Copy + Send + Sync + 'static, T, R> Task<T, R> for F {
    fn run(&self, argument: T) -> Result<R, String> {
        Ok(self(argument))
    }
}

/// A function whose errors are errors of the task. Made by [`fallible`].
#[derive(Clone, Copy)]
pub struct Fallible<F>(F);

/// The task that fails when this function returns an error: what the error says reaches
/// the parent as a [`PoolError::Failed`](super::PoolError::Failed).
///
/// It is written so in both places, in `tasks![fallible(parse)]` and in
/// `pool.map(fallible(parse), lines)`.
pub fn fallible<F>(function: F) -> Fallible<F> {
    Fallible(function)
}

impl<F, T, R, E> Task<T, R> for Fallible<F>
where
    F: Fn(T) -> Result<R, E> + Copy + Send + Sync + 'static,
    E: Display,
{
    fn run(&self, argument: T) -> Result<R, String> {
        // The long form: errors with causes tell them too.
        (self.0)(argument).map_err(|error| format!("{error:#}"))
    }
}

impl<F> fmt::Debug for Fallible<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(type_name::<Self>())
    }
}

/// The path of a task, the same in every process that runs this program.
pub(super) fn name_of<F>(_: &F) -> &'static str {
    type_name::<F>()
}
