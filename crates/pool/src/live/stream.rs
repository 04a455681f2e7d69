//! A job whose results are wanted one by one.

use std::cell::RefCell;
use std::collections::BTreeMap;

use os::ExitStatus;
use serde::de::DeserializeOwned;

use super::error::PoolError;
use super::link::Job;
use super::outcome::Outcomes;

/// Results that wait to be asked for.
pub(super) struct Stream<R> {
    state: RefCell<State<R>>,
}

struct State<R> {
    order: Order,
    /// By the number of the turn at which each is handed over.
    waiting: BTreeMap<usize, Result<R, PoolError>>,
    /// Number of results that have arrived.
    arrived: usize,
    /// Number of results that were handed over.
    given: usize,
    /// Why no more will come.
    end: Option<PoolError>,
}

/// In which order results are handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    OfItems,
    OfArrival,
}

impl<R> Stream<R> {
    pub(super) fn new(order: Order) -> Self {
        Stream {
            state: RefCell::new(State {
                order,
                waiting: BTreeMap::new(),
                arrived: 0,
                given: 0,
                end: None,
            }),
        }
    }

    /// What came of this item.
    pub(super) fn put(&self, index: usize, result: Result<R, PoolError>) {
        let state = &mut *self.state.borrow_mut();
        let turn = match state.order {
            Order::OfItems => index,
            Order::OfArrival => state.arrived,
        };
        state.arrived += 1;
        state.waiting.insert(turn, result);
    }

    /// Hands over the next result, if it is there.
    pub(super) fn take(&self) -> Option<Result<R, PoolError>> {
        let state = &mut *self.state.borrow_mut();
        let result = state.waiting.remove(&state.given)?;
        state.given += 1;
        Some(result)
    }

    /// Whether the next result, or the end, is there.
    pub(super) fn has_next(&self) -> bool {
        let state = self.state.borrow();
        state.end.is_some() || state.waiting.contains_key(&state.given)
    }

    /// Number of results that were handed over.
    pub(super) fn given(&self) -> usize {
        self.state.borrow().given
    }

    /// Why no more will come.
    pub(super) fn end(&self) -> Option<PoolError> {
        self.state.borrow().end.clone()
    }
}

impl<R: DeserializeOwned> Job for Stream<R> {
    fn done(&self, first: usize, count: usize, outcomes: Outcomes) -> bool {
        for (index, result) in outcomes.into_results(first, count) {
            self.put(index, result);
        }
        false
    }

    fn lost(&self, first: usize, count: usize, pid: u32, status: ExitStatus) -> bool {
        for index in first..first + count {
            self.put(index, Err(PoolError::WorkerDied { index, pid, status }));
        }
        false
    }

    fn fail(&self, error: PoolError) {
        self.state.borrow_mut().end = Some(error);
    }
}
