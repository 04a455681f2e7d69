//! A job whose results are wanted together.

use std::cell::RefCell;
use std::collections::BTreeMap;

use os::ExitStatus;
use serde::de::DeserializeOwned;

use super::error::PoolError;
use super::link::Job;
use super::outcome::Outcomes;

/// Collects the results of a job. Several can go together into one `O`.
pub(super) struct Gather<R, O> {
    state: RefCell<State<R, O>>,
}

struct State<R, O> {
    /// Results by the place of their chunk.
    chunks: BTreeMap<usize, Vec<R>>,
    /// Number of chunks that have not ended.
    missing: usize,
    /// The error of the first task that has one.
    error: Option<(usize, PoolError)>,
    join: fn(Vec<R>) -> O,
    result: Stage<O>,
    on_result: Option<OnResult<O>>,
    on_error: Option<OnError>,
}

pub(super) type OnResult<O> = Box<dyn FnOnce(&O)>;
pub(super) type OnError = Box<dyn FnOnce(&PoolError)>;

enum Stage<O> {
    Pending,
    Ready(Result<O, PoolError>),
    Taken,
}

/// A job whose result is an `O`, however it comes about.
pub(super) trait Gathered<O> {
    /// Whether it has ended.
    fn is_finished(&self) -> bool;
    /// Whether it has ended well; nothing while it has not ended.
    fn is_success(&self) -> Option<bool>;
    /// Hands the result over, once.
    fn take(&self) -> Result<O, PoolError>;
    /// Says who wants to hear of it.
    fn tell(&self, on_result: Option<OnResult<O>>, on_error: Option<OnError>);
}

impl<R: DeserializeOwned, O> Gather<R, O> {
    /// A job of so many chunks.
    pub(super) fn new(chunks: usize, join: fn(Vec<R>) -> O) -> Self {
        let gather = Gather {
            state: RefCell::new(State {
                chunks: BTreeMap::new(),
                missing: chunks,
                error: None,
                join,
                result: Stage::Pending,
                on_result: None,
                on_error: None,
            }),
        };
        gather.state.borrow_mut().finish_if_all();
        gather
    }
}

impl<R, O> State<R, O> {
    fn has_failed(&mut self, index: usize, error: PoolError) {
        if self.error.as_ref().is_none_or(|(first, _)| index < *first) {
            self.error = Some((index, error));
        }
    }

    /// Makes the result when nothing is missing. Returns whether that is so.
    fn finish_if_all(&mut self) -> bool {
        if self.missing > 0 {
            return false;
        }
        let chunks = std::mem::take(&mut self.chunks);
        let result = match self.error.take() {
            Some((_, error)) => Err(error),
            None => Ok((self.join)(chunks.into_values().flatten().collect())),
        };
        self.result = Stage::Ready(result);
        true
    }
}

impl<R: DeserializeOwned, O> Job for Gather<R, O> {
    fn done(&self, first: usize, count: usize, outcomes: Outcomes) -> bool {
        let state = &mut *self.state.borrow_mut();
        state.missing = state.missing.saturating_sub(1);
        let mut values = Vec::with_capacity(count);
        for (index, result) in outcomes.into_results(first, count) {
            match result {
                Ok(value) => values.push(value),
                Err(error) => state.has_failed(index, error),
            }
        }
        state.chunks.insert(first, values);
        state.finish_if_all()
    }

    fn lost(&self, first: usize, _: usize, pid: u32, status: ExitStatus) -> bool {
        let state = &mut *self.state.borrow_mut();
        state.missing = state.missing.saturating_sub(1);
        let index = first;
        state.has_failed(index, PoolError::WorkerDied { index, pid, status });
        state.finish_if_all()
    }

    fn fail(&self, error: PoolError) {
        self.state.borrow_mut().result = Stage::Ready(Err(error));
    }

    fn call_back(&self) {
        let (result, on_result, on_error) = {
            let state = &mut *self.state.borrow_mut();
            let Stage::Ready(_) = state.result else {
                return;
            };
            let result = std::mem::replace(&mut state.result, Stage::Taken);
            (result, state.on_result.take(), state.on_error.take())
        };
        /// Puts the result back, also when a callback panics.
        struct PutBack<'a, R, O>(&'a Gather<R, O>, Option<Stage<O>>);
        impl<R, O> Drop for PutBack<'_, R, O> {
            fn drop(&mut self) {
                if let Some(result) = self.1.take() {
                    self.0.state.borrow_mut().result = result;
                }
            }
        }
        let kept = PutBack(self, Some(result));
        match &kept.1 {
            Some(Stage::Ready(Ok(result))) => on_result.into_iter().for_each(|call| call(result)),
            Some(Stage::Ready(Err(error))) => on_error.into_iter().for_each(|call| call(error)),
            _ => {}
        }
    }
}

impl<R: DeserializeOwned, O> Gathered<O> for Gather<R, O> {
    fn is_finished(&self) -> bool {
        !matches!(self.state.borrow().result, Stage::Pending)
    }

    fn is_success(&self) -> Option<bool> {
        match &self.state.borrow().result {
            Stage::Pending => None,
            Stage::Ready(result) => Some(result.is_ok()),
            Stage::Taken => Some(true),
        }
    }

    fn take(&self) -> Result<O, PoolError> {
        let result = &mut self.state.borrow_mut().result;
        match std::mem::replace(result, Stage::Taken) {
            Stage::Ready(Err(error)) => {
                // An error can be told again.
                *result = Stage::Ready(Err(error.clone()));
                Err(error)
            }
            Stage::Ready(Ok(value)) => Ok(value),
            Stage::Pending | Stage::Taken => Err(PoolError::ResultTaken),
        }
    }

    fn tell(&self, on_result: Option<OnResult<O>>, on_error: Option<OnError>) {
        {
            let state = &mut *self.state.borrow_mut();
            state.on_result = on_result.or(state.on_result.take());
            state.on_error = on_error.or(state.on_error.take());
        }
        // It may have ended before.
        self.call_back();
    }
}
