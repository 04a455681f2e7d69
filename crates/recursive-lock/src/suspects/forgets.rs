//! A recursive lock that remembers whether somebody waits, and not how many. Who gives it
//! back wakes one, and forgets that another one waits.

use super::chapter::promises::Exclusive;
use super::sync::{Condvar, Mutex, name, thread};
use crate::ReleaseError;

/// What the lock knows.
#[derive(Debug, Default)]
struct State {
    owner: u32,
    depth: u32,
    is_awaited: bool,
}

/// A lock that loses wake-ups when three processes want it.
#[derive(Debug)]
pub struct RLock {
    state: Mutex<State>,
    freed: Condvar,
}

impl Default for RLock {
    fn default() -> RLock {
        let (state, freed) = (Mutex::new(State::default()), Condvar::new());
        name(&state, "state");
        name(&freed, "freed");
        RLock { state, freed }
    }
}

impl Exclusive for RLock {
    fn acquire(&self) {
        let me = thread::tid();
        let mut state = self.state.lock().unwrap();
        while state.depth > 0 && state.owner != me {
            state.is_awaited = true;
            state = self.freed.wait(state).unwrap();
        }
        state.owner = me;
        state.depth += 1;
    }

    fn release(&self) -> Result<(), ReleaseError> {
        let caller = thread::tid();
        let mut state = self.state.lock().unwrap();
        if state.depth == 0 || state.owner != caller {
            return Err(ReleaseError::NotOwner { caller });
        }
        state.depth -= 1;
        if state.depth == 0 && std::mem::take(&mut state.is_awaited) {
            self.freed.notify_one();
        }
        Ok(())
    }
}
