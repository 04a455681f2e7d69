//! A barrier: nobody goes on before all have come.
//!
//! Beside the number of those who have come stands a *turn*, which grows when all have.
//! Who waits, waits for the turn to change. So a process that comes again at once, for
//! the next turn, is not mistaken for one of this turn.

use super::guard::hold;
use super::lock::Lock;
use super::patience::sleep;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::time::Deadline;
use super::sync::{futex, name};
use crate::BarrierError;

/// A barrier for so many processes, as `multiprocessing.Barrier`.
///
/// It is *broken* when somebody gives up, or when it is told to be; then everybody gets
/// an error, until it is reset.
///
/// What the last one does must not use the barrier.
///
/// # Death
///
/// A process that dies while it sleeps here has come: the others go on without it, and
/// miss it in the next turn. One that dies while it counts, or in what the last one does,
/// dies with the barrier's own lock: everybody waits for it, with a deadline or without.
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
    /// How the last turns ended, each at its place: twice its number, and one more if not
    /// all had come. Who wakes up late still finds its own.
    endings: [AtomicU32; REMEMBERED],
}

/// How many endings are remembered.
const REMEMBERED: usize = 8;

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
        let barrier = Barrier {
            parties,
            lock: Lock::new().named("barrier's lock"),
            arrived: AtomicU32::new(0),
            turn: AtomicU32::new(0),
            broken: AtomicU32::new(0),
            endings: std::array::from_fn(|_| AtomicU32::new(0)),
        };
        name(&barrier.arrived, "arrived");
        name(&barrier.turn, "turn");
        name(&barrier.broken, "broken");
        for ending in &barrier.endings {
            name(ending, "ending");
        }
        Ok(barrier)
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
    #[track_caller]
    pub fn wait(&self) -> Result<bool, BarrierError> {
        self.come(|| (), None)
    }

    /// As [`Barrier::wait`], and who comes last does this before anybody goes on. If it
    /// panics, the barrier breaks.
    ///
    /// # Errors
    ///
    /// As [`Barrier::wait`].
    #[track_caller]
    pub fn wait_and(&self, action: impl FnOnce()) -> Result<bool, BarrierError> {
        self.come(action, None)
    }

    /// As [`Barrier::wait`], but no longer than until the deadline. If it passes, the
    /// barrier breaks.
    ///
    /// # Errors
    ///
    /// As [`Barrier::wait`], and if the deadline passes.
    #[track_caller]
    pub fn wait_until(&self, deadline: Deadline) -> Result<bool, BarrierError> {
        self.come(|| (), Some(deadline))
    }

    // ANCHOR: come
    #[track_caller]
    fn come(&self, action: impl FnOnce(), until: Option<Deadline>) -> Result<bool, BarrierError> {
        let Some(turn) = self.arrive(action)? else {
            return Ok(true);
        };
        while self.turn.load(SeqCst) == turn {
            if !sleep(&self.turn, turn, until) {
                self.gives_up(turn);
            }
        }
        if self.was_broken(turn) {
            return Err(BarrierError::Broken);
        }
        Ok(false)
    }
    // ANCHOR_END: come

    /// Breaks the barrier, unless the turn is over.
    #[track_caller]
    fn gives_up(&self, turn: u32) {
        // No deadline here: who gave up while the last one lets everybody go would be told
        // that the barrier is broken, and the others would pass.
        let _guard = hold(&self.lock);
        if self.turn.load(SeqCst) == turn {
            self.breaks();
        }
    }

    /// Counts the caller. Returns the turn that it waits for the end of; nothing if it
    /// came last, and ended it.
    #[track_caller]
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
    #[track_caller]
    fn was_broken(&self, turn: u32) -> bool {
        let ending = self.ending(turn).load(SeqCst);
        // Too many turns later, nobody knows any more.
        ending != turn << 1
    }

    /// Where it is written down how a turn ended.
    fn ending(&self, turn: u32) -> &AtomicU32 {
        &self.endings[turn as usize % REMEMBERED]
    }

    // ANCHOR: next
    /// Lets everybody go. The lock is held.
    #[track_caller]
    fn next_turn(&self, broken: bool) {
        let turn = self.turn.load(SeqCst);
        let ending = turn << 1 | u32::from(broken);
        self.ending(turn).store(ending, SeqCst);
        self.arrived.store(0, SeqCst);
        // Last: who sees the next turn finds how this one ended.
        self.turn.store(turn.wrapping_add(1), SeqCst);
        futex::wake(&self.turn, usize::MAX);
    }
    // ANCHOR_END: next

    /// Lets everybody go with an error. The lock is held.
    #[track_caller]
    fn breaks(&self) {
        self.broken.store(1, SeqCst);
        self.next_turn(true);
    }

    /// Breaks the barrier: who waits, and who comes, gets an error.
    #[track_caller]
    pub fn abort(&self) {
        let _guard = hold(&self.lock);
        self.breaks();
    }

    /// Makes the barrier whole again. Who waits gets an error.
    #[track_caller]
    pub fn reset(&self) {
        let _guard = hold(&self.lock);
        if self.arrived.load(SeqCst) > 0 {
            self.next_turn(true);
        }
        self.broken.store(0, SeqCst);
    }

    /// Whether the barrier is broken.
    #[must_use]
    #[track_caller]
    pub fn is_broken(&self) -> bool {
        self.broken.load(SeqCst) != 0
    }

    /// How many are there, waiting for the rest.
    #[must_use]
    #[track_caller]
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
