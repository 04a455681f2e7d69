//! The count and the turn under a lock, and a condition to wait for the turn.

use super::sync::{Condvar, Mutex, name};

/// What the lock guards.
#[derive(Debug, Default)]
struct Inside {
    here: u32,
    turn: u64,
}

/// A barrier.
#[derive(Debug)]
pub struct Barrier {
    parties: u32,
    inside: Mutex<Inside>,
    changed: Condvar,
}

impl Barrier {
    /// A barrier for so many processes.
    pub fn new(parties: u32) -> Barrier {
        let inside = Mutex::new(Inside::default());
        name(&inside, "lock");
        let changed = Condvar::new();
        name(&changed, "changed");
        Barrier {
            parties,
            inside,
            changed,
        }
    }

    /// Waits until all have come.
    pub fn wait(&self) {
        let mut inside = self.inside.lock().unwrap();
        inside.here += 1;
        if inside.here == self.parties {
            inside.here = 0;
            inside.turn += 1;
            self.changed.notify_all();
            return;
        }
        let turn = inside.turn;
        while inside.turn == turn {
            inside = self.changed.wait(inside).unwrap();
        }
    }
}
