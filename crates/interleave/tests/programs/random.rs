//! Small random programs: straight lines of operations on a few shared objects.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::cell::UnsafeCell;
use super::sync::{Arc, Mutex, name, thread};

/// One operation of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Load an atomic.
    Load(usize),
    /// Store into an atomic.
    Store(usize, u32),
    /// Add one to an atomic.
    Add(usize),
    /// Replace a value by another, if it is there.
    Exchange(usize, u32, u32),
    /// Load an atomic and store one more, under a lock.
    Locked(usize, usize),
    /// Read plain memory under a lock.
    Read(usize),
    /// Write plain memory under a lock.
    Write(usize, u32),
    /// Take both locks, this one first.
    Both(usize),
    /// Panic if an atomic holds this.
    PanicIf(usize, u32),
}

/// What the processes of a program share.
struct Shared {
    atomics: [AtomicU32; 2],
    locks: [Mutex<()>; 2],
    cell: UnsafeCell<u32>,
}

// The cell is only used under the first lock; without this the program could
// not share it.
#[allow(unsafe_code, reason = "plain memory that a lock guards")]
// SAFETY: every access to the cell is made while the first lock is held.
unsafe impl Sync for Shared {}

impl Shared {
    fn new() -> Shared {
        let shared = Shared {
            atomics: [AtomicU32::new(0), AtomicU32::new(0)],
            locks: [Mutex::new(()), Mutex::new(())],
            cell: UnsafeCell::new(0),
        };
        name(&shared.atomics[0], "x");
        name(&shared.atomics[1], "y");
        shared
    }

    #[allow(unsafe_code, reason = "plain memory that a lock guards")]
    fn perform(&self, op: Op) -> u32 {
        match op {
            Op::Load(x) => self.atomics[x].load(SeqCst),
            Op::Store(x, value) => {
                self.atomics[x].store(value, SeqCst);
                0
            }
            Op::Add(x) => self.atomics[x].fetch_add(1, SeqCst),
            Op::Exchange(x, from, to) => self.atomics[x]
                .compare_exchange(from, to, SeqCst, SeqCst)
                .unwrap_or_else(|seen| 100 + seen),
            Op::Locked(lock, x) => {
                let _guard = self.locks[lock].lock();
                let seen = self.atomics[x].load(SeqCst);
                self.atomics[x].store(seen + 1, SeqCst);
                seen
            }
            Op::Read(_) => {
                let _guard = self.locks[0].lock();
                // SAFETY: the first lock is held.
                self.cell.with(|value| unsafe { *value })
            }
            Op::Write(_, value) => {
                let _guard = self.locks[0].lock();
                // SAFETY: the first lock is held.
                self.cell.with_mut(|cell| unsafe { *cell = value });
                0
            }
            Op::Both(first) => {
                let _outer = self.locks[first].lock();
                let _inner = self.locks[1 - first].lock();
                0
            }
            Op::PanicIf(x, value) => {
                let seen = self.atomics[x].load(SeqCst);
                assert_ne!(seen, value, "the program panics");
                seen
            }
        }
    }
}

/// Runs each list of operations in a process of its own. Returns what every
/// operation returned, and what the atomics hold in the end.
pub fn run(program: &[Vec<Op>]) -> (Vec<Vec<u32>>, [u32; 2]) {
    let shared = Arc::new(Shared::new());
    let handles: Vec<_> = program
        .iter()
        .map(|ops| {
            let (shared, ops) = (Arc::clone(&shared), ops.clone());
            thread::spawn(move || ops.iter().map(|&op| shared.perform(op)).collect())
        })
        .collect();
    let seen = handles
        .into_iter()
        .map(|handle| handle.join().unwrap_or_default())
        .collect();
    (
        seen,
        [
            shared.atomics[0].load(SeqCst),
            shared.atomics[1].load(SeqCst),
        ],
    )
}
