//! A recursive lock that does not ask who gives it back.

use super::chapter::promises::Exclusive;
use super::sync::{Condvar, Mutex, name, thread};
use crate::ReleaseError;

/// A lock that a stranger can free.
#[derive(Debug)]
pub struct RLock {
    /// Who holds it, and how often.
    state: Mutex<(u32, u32)>,
    freed: Condvar,
}

impl Default for RLock {
    fn default() -> RLock {
        let (state, freed) = (Mutex::new((0, 0)), Condvar::new());
        name(&state, "state");
        name(&freed, "freed");
        RLock { state, freed }
    }
}

impl Exclusive for RLock {
    fn acquire(&self) {
        let me = thread::tid();
        let mut state = self.state.lock().unwrap();
        while state.1 > 0 && state.0 != me {
            state = self.freed.wait(state).unwrap();
        }
        *state = (me, state.1 + 1);
    }

    fn release(&self) -> Result<(), ReleaseError> {
        let mut state = self.state.lock().unwrap();
        if state.1 == 0 {
            return Err(ReleaseError::TooManyTimes);
        }
        state.1 -= 1;
        if state.1 == 0 {
            self.freed.notify_one();
        }
        Ok(())
    }
}
