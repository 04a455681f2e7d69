//! The room of a queue: places that come back even if the reader dies.
//!
//! The cure for [`places`](super::places). There a reader takes an item and then gives back
//! its place; if it dies in between, the place is gone. Here each item says how many were
//! put in before it, and a queue keeps the order. So whoever takes an item knows that
//! those before it were taken, too: it frees their places along with its own. After the
//! last item nobody comes; so a writer that finds no place looks whether the queue is
//! empty.

use super::sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};
use super::sync::time::Deadline;
use super::sync::{futex, name};

/// The room of a queue, for so many items or for any number of them.
///
/// A writer takes a place, reads the [`stamp`](Room::stamp), puts the item in along with
/// the stamp, and says that it is [`put`](Room::put). A reader says which stamp it has
/// [`taken`](Room::taken) out.
///
/// # Death
///
/// A reader may die anywhere: its place comes back when a later item is taken, or when a
/// writer that finds no place sees the queue empty. A writer that dies after it took a
/// place, and before it has said that the item is put, takes the place along.
#[derive(Debug)]
#[repr(C)]
pub struct Room {
    /// None when it has no end.
    most: Option<u32>,
    /// How many wait for a place. One that died while it waited is counted for ever, and
    /// each reader then asks the kernel to wake somebody.
    waiting: AtomicU32,
    /// How many places were taken, and not handed back unused.
    claimed: AtomicU64,
    /// Of how many items the writer has said that they are in the queue.
    put: AtomicU64,
    /// Of how many items is known that they were taken out. It may be fewer than were,
    /// and never more.
    taken: AtomicU64,
    /// Changes when a place comes back while somebody waits.
    bell: AtomicU32,
}

impl Room {
    /// Room for so many items; for any number when none is given.
    #[must_use]
    pub fn new(most: Option<u32>) -> Room {
        let room = Room {
            most,
            waiting: AtomicU32::new(0),
            claimed: AtomicU64::new(0),
            put: AtomicU64::new(0),
            taken: AtomicU64::new(0),
            bell: AtomicU32::new(0),
        };
        name(&room.waiting, "waiting");
        name(&room.claimed, "claimed");
        name(&room.put, "put");
        name(&room.taken, "taken");
        name(&room.bell, "bell");
        room
    }

    /// Takes a place if there is one. Returns whether there was.
    ///
    /// # Synchronization
    ///
    /// What freed the place happens before it.
    #[must_use]
    #[track_caller]
    pub fn try_claim(&self) -> bool {
        let Some(most) = self.most else { return true };
        let one_more = |claimed: u64| {
            let taken = self.taken.load(SeqCst);
            // Read late, it may count items that were claimed after `claimed` was read.
            (claimed.saturating_sub(taken) < most.into()).then(|| claimed + 1)
        };
        self.claimed.fetch_update(SeqCst, SeqCst, one_more).is_ok()
    }

    /// Takes a place, and waits for one until the deadline. Returns whether it took one.
    ///
    /// It wakes when a reader says what it took. One that dies does not: so who waits
    /// calls this again and again with a near deadline, and it looks each time.
    #[must_use]
    #[track_caller]
    pub fn claim_until(&self, deadline: Deadline, is_empty: impl Fn() -> bool) -> bool {
        if self.try_claim() {
            return true;
        }
        self.waiting.fetch_add(1, SeqCst);
        let claimed = loop {
            let seen = self.bell.load(SeqCst);
            self.look(&is_empty);
            if self.try_claim() {
                break true;
            }
            if !futex::wait_until(&self.bell, seen, deadline) {
                break self.try_claim();
            }
        };
        self.waiting.fetch_sub(1, SeqCst);
        claimed
    }

    /// Takes a place if there is one, or if an empty queue shows that there must be.
    #[must_use]
    #[track_caller]
    pub fn claim_now(&self, is_empty: impl Fn() -> bool) -> bool {
        self.try_claim() || {
            self.look(&is_empty);
            self.try_claim()
        }
    }

    // ANCHOR: look
    /// Whatever was put before an empty queue is seen was taken out.
    #[track_caller]
    fn look(&self, is_empty: &impl Fn() -> bool) {
        let put = self.put.load(SeqCst);
        if is_empty() {
            self.free(put);
        }
    }
    // ANCHOR_END: look

    /// Hands a place back of which no use was made.
    #[track_caller]
    pub fn unclaim(&self) {
        if self.most.is_some() {
            self.claimed.fetch_sub(1, SeqCst);
            self.ring(1);
        }
    }

    // ANCHOR: stamp
    /// How many items are in the queue for sure, or were. It goes with the next item.
    #[must_use]
    #[track_caller]
    pub fn stamp(&self) -> u64 {
        self.put.load(SeqCst)
    }

    /// Says that the item is in the queue.
    #[track_caller]
    pub fn put(&self) {
        self.put.fetch_add(1, SeqCst);
    }

    /// Says that the item with this stamp was taken out: and so were those before it.
    #[track_caller]
    pub fn taken(&self, stamp: u64) {
        self.free(stamp + 1);
    }
    // ANCHOR_END: stamp

    /// At least so many were taken out.
    #[track_caller]
    fn free(&self, taken: u64) {
        let before = self.taken.fetch_max(taken, SeqCst);
        self.ring(taken.saturating_sub(before));
    }

    /// Wakes those for whom there are places now. Who waits says so and then looks for a
    /// place; who frees one does so and then looks who waits. One of the two sees the
    /// other.
    #[track_caller]
    fn ring(&self, places: u64) {
        if places > 0 && self.waiting.load(SeqCst) > 0 {
            self.bell.fetch_add(1, SeqCst);
            futex::wake(&self.bell, usize::try_from(places).unwrap_or(usize::MAX));
        }
    }

    /// How many items there are. The answer may be old before it is read, and counts those
    /// that dead readers took until it is known that they did.
    #[must_use]
    #[track_caller]
    pub fn items(&self) -> u64 {
        let taken = self.taken.load(SeqCst);
        self.put.load(SeqCst).saturating_sub(taken)
    }

    /// How many wait for a place, or died while they waited. The answer may be old before
    /// it is read.
    #[must_use]
    #[track_caller]
    pub fn waiting(&self) -> u32 {
        self.waiting.load(SeqCst)
    }
}
