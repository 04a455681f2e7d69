//! A recursive lock whose words lie behind another lock, with a condition to wait at. It
//! says of a free lock that it is free, and not that another holds it. It is right.

use super::chapter::promises::Exclusive;
use super::sync::{Condvar, Mutex, name, thread};
use crate::ReleaseError;

/// A lock that its holder may take again.
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
        let caller = thread::tid();
        let mut state = self.state.lock().unwrap();
        match *state {
            (_, 0) => return Err(ReleaseError::TooManyTimes),
            (owner, _) if owner != caller => return Err(ReleaseError::NotOwner { caller }),
            (owner, depth) => *state = (owner, depth - 1),
        }
        if state.1 == 0 {
            self.freed.notify_one();
        }
        Ok(())
    }
}
