//! A barrier: nobody goes on before all have come.
//!
//! Beside the number of those who have come stands a *turn*, which grows when all have.
//! Who waits, waits for the turn to change. So a process that comes again at once, for
//! the next turn, is not mistaken for one of this turn.

use super::guard::hold;
use super::lock::Lock;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::futex;
use super::sync::time::Deadline;
use crate::BarrierError;

/// A barrier for so many processes, as `multiprocessing.Barrier`.
///
/// It is *broken* when somebody gives up, or when it is told to be; then everybody gets
/// an error, until it is reset. A process that dies while it sleeps is waited for as long
/// as nobody gives up; one that dies while it counts keeps everybody out for ever.
///
/// What the last one does must not use the barrier.
#[derive(Debug)]
#[repr(C)]
pub struct Barrier {
    parties: u32,
    /// Guards all that follows against other writers.
    lock: Lock,
    /// How many have come for this turn.
    arrived: AtomicU32,
    turn: AtomicU32,
    /// Whether nobody may come.
    broken: AtomicU32,
    /// For each of the last 32 turns a bit, the lowest for the last: whether it ended
    /// although not all had come. Who wakes up late still finds its own.
    history: AtomicU32,
}

impl Barrier {
    /// A barrier for so many.
    ///
    /// # Errors
    ///
    /// If it is for nobody.
    pub fn new(parties: u32) -> Result<Barrier, BarrierError> {
        if parties == 0 {
            return Err(BarrierError::NoParties);
        }
        Ok(Barrier {
            parties,
            lock: Lock::new(),
            arrived: AtomicU32::new(0),
            turn: AtomicU32::new(0),
            broken: AtomicU32::new(0),
            history: AtomicU32::new(0),
        })
    }

    /// Waits until all have come. Returns whether the caller came last.
    ///
    /// # Errors
    ///
    /// If the barrier is broken, or breaks while the caller waits.
    ///
    /// # Synchronization
    ///
    /// What each of them did before it came happens before any of them goes on.
    pub fn wait(&self) -> Result<bool, BarrierError> {
        self.come(
            || (),
            |turn, seen| {
                futex::wait(turn, seen);
                true
            },
        )
    }

    /// As [`Barrier::wait`], and who comes last does this before anybody goes on. If it
    /// panics, the barrier breaks.
    ///
    /// # Errors
    ///
    /// As [`Barrier::wait`].
    pub fn wait_and(&self, action: impl FnOnce()) -> Result<bool, BarrierError> {
        self.come(action, |turn, seen| {
            futex::wait(turn, seen);
            true
        })
    }

    /// As [`Barrier::wait`], but no longer than until the deadline. If it passes, the
    /// barrier breaks.
    ///
    /// # Errors
    ///
    /// As [`Barrier::wait`], and if the deadline passes.
    pub fn wait_until(&self, deadline: Deadline) -> Result<bool, BarrierError> {
        self.come(|| (), |turn, seen| futex::wait_until(turn, seen, deadline))
    }

    fn come(
        &self,
        action: impl FnOnce(),
        sleep: impl Fn(&AtomicU32, u32) -> bool,
    ) -> Result<bool, BarrierError> {
        let Some(turn) = self.arrive(action)? else {
            return Ok(true);
        };
        while self.turn.load(SeqCst) == turn {
            if !sleep(&self.turn, turn) {
                let _guard = hold(&self.lock);
                if self.turn.load(SeqCst) == turn {
                    self.breaks();
                }
            }
        }
        if self.was_broken(turn) {
            return Err(BarrierError::Broken);
        }
        Ok(false)
    }

    /// Counts the caller. Returns the turn that it waits for the end of; nothing if it
    /// came last, and ended it.
    fn arrive(&self, action: impl FnOnce()) -> Result<Option<u32>, BarrierError> {
        let _guard = hold(&self.lock);
        if self.broken.load(SeqCst) != 0 {
            return Err(BarrierError::Broken);
        }
        if self.arrived.fetch_add(1, SeqCst) + 1 < self.parties {
            return Ok(Some(self.turn.load(SeqCst)));
        }
        let mut doing = Doing {
            barrier: self,
            done: false,
        };
        action();
        doing.done = true;
        self.next_turn(false);
        Ok(None)
    }

    /// Whether a turn that is over ended although not all had come.
    fn was_broken(&self, turn: u32) -> bool {
        let _guard = hold(&self.lock);
        let later = self.turn.load(SeqCst).wrapping_sub(turn) - 1;
        // More than 32 turns later, nobody knows any more.
        later >= u32::BITS || self.history.load(SeqCst) >> later & 1 == 1
    }

    /// Lets everybody go. The lock is held.
    fn next_turn(&self, broken: bool) {
        let history = self.history.load(SeqCst) << 1;
        self.history.store(history | u32::from(broken), SeqCst);
        self.arrived.store(0, SeqCst);
        self.turn.fetch_add(1, SeqCst);
        futex::wake(&self.turn, usize::MAX);
    }

    /// Lets everybody go with an error. The lock is held.
    fn breaks(&self) {
        self.broken.store(1, SeqCst);
        self.next_turn(true);
    }

    /// Breaks the barrier: who waits, and who comes, gets an error.
    pub fn abort(&self) {
        let _guard = hold(&self.lock);
        self.breaks();
    }

    /// Makes the barrier whole again. Who waits gets an error.
    pub fn reset(&self) {
        let _guard = hold(&self.lock);
        if self.arrived.load(SeqCst) > 0 {
            self.next_turn(true);
        }
        self.broken.store(0, SeqCst);
    }

    /// Whether the barrier is broken.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.broken.load(SeqCst) != 0
    }

    /// How many are there, waiting for the rest.
    #[must_use]
    pub fn arrived(&self) -> u32 {
        self.arrived.load(SeqCst)
    }
}

/// What the last one does. A barrier breaks when it is not done in the end.
struct Doing<'a> {
    barrier: &'a Barrier,
    done: bool,
}

impl Drop for Doing<'_> {
    fn drop(&mut self) {
        if !self.done {
            self.barrier.breaks();
        }
    }
}
