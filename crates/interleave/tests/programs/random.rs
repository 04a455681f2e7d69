//! Runs random programs over every primitive of the facade.

use std::time::Duration;

use super::super::ops::{Instruction, Op, Program};
use super::super::trying::Try as _;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::cell::UnsafeCell;
use super::sync::{
    Arc, Barrier, Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard, futex,
    hint, mpsc, name, thread, time,
};

/// What the processes of a program share.
struct Shared {
    atomics: [AtomicU32; 2],
    locks: [Mutex<()>; 2],
    many: RwLock<()>,
    cell: UnsafeCell<u32>,
    changed: Condvar,
    barrier: Barrier,
}

// Without this the program could not share the cell.
#[allow(unsafe_code, reason = "plain memory that processes of a model share")]
// SAFETY: these programs only run in the model worlds, where all processes take turns
// on one thread.
unsafe impl Sync for Shared {}

/// The end of a channel that a process sends into.
#[derive(Clone)]
enum Sender {
    Any(mpsc::Sender<u32>),
    Some(mpsc::SyncSender<u32>),
}

/// What a process has.
struct Own<'a> {
    shared: &'a Shared,
    held: [Option<MutexGuard<'a, ()>>; 2],
    reading: Vec<RwLockReadGuard<'a, ()>>,
    writing: Option<RwLockWriteGuard<'a, ()>>,
    sender: Option<Sender>,
    receiver: Option<mpsc::Receiver<u32>>,
    others: Vec<thread::Thread>,
    seen: Vec<u32>,
}

/// What is seen where nothing is.
const NOTHING: u32 = 99;

fn any<G>(result: Result<G, std::sync::PoisonError<G>>) -> G {
    result.unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl<'a> Own<'a> {
    fn run(mut self, instructions: &[Instruction]) -> Vec<u32> {
        for instruction in instructions {
            let last = self.seen.last().copied().unwrap_or(0);
            if instruction.when.is_none_or(|when| when == last) {
                let seen = self.perform(instruction.op, last);
                self.seen.push(seen);
            }
        }
        std::mem::take(&mut self.seen)
    }

    fn perform(&mut self, op: Op, last: u32) -> u32 {
        let shared = self.shared;
        match op {
            Op::Load(x) => return shared.atomics[x].load(SeqCst),
            Op::LoadThere => return shared.atomics[last as usize % 2].load(SeqCst),
            Op::Store(x, value) => shared.atomics[x].store(value, SeqCst),
            Op::Add(x) => return shared.atomics[x].fetch_add(1, SeqCst),
            Op::Exchange(x, from, to) => {
                return shared.atomics[x]
                    .compare_exchange(from, to, SeqCst, SeqCst)
                    .unwrap_or_else(|seen| 10 + seen);
            }
            Op::Spin(x, value) => {
                while shared.atomics[x].load(SeqCst) != value {
                    hint::spin_loop();
                }
            }
            Op::PanicIf(x, value) => {
                let seen = shared.atomics[x].load(SeqCst);
                assert_ne!(seen, value, "the program panics");
                return seen;
            }
            Op::ReadCell | Op::WriteCell(_) | Op::PeekCell | Op::PokeCell(_) => {
                return self.cell(op);
            }
            Op::FutexWait(x, value) => futex::wait(&shared.atomics[x], value),
            Op::FutexWaitUntil(x, value) => {
                let deadline = time::Deadline::after(Duration::from_secs(1));
                return u32::from(futex::wait_until(&shared.atomics[x], value, deadline));
            }
            Op::FutexWake(x, count) => {
                return u32::try_from(futex::wake(&shared.atomics[x], count)).unwrap();
            }
            Op::Arrive => return u32::from(shared.barrier.wait().is_leader()),
            Op::Park => thread::park(),
            Op::Unpark(other) => {
                if let Some(other) = self.others.get(other) {
                    other.unpark();
                }
            }
            Op::NotifyOne => shared.changed.notify_one(),
            Op::NotifyAll => shared.changed.notify_all(),
            Op::Wait => {
                let guard = match self.held[0].take() {
                    Some(guard) => guard,
                    None => any(shared.locks[0].lock()),
                };
                self.held[0] = Some(any(shared.changed.wait(guard)));
            }
            Op::Send(_) | Op::TrySend(_) | Op::Receive | Op::TryReceive => {
                return self.channel(op);
            }
            _ => return self.lock(op),
        }
        0
    }

    #[allow(unsafe_code, reason = "plain memory that processes of a model share")]
    fn cell(&mut self, op: Op) -> u32 {
        let shared = self.shared;
        let locks = matches!(op, Op::ReadCell | Op::WriteCell(_)) && self.held[0].is_none();
        let _guard = locks.then(|| shared.locks[0].lock());
        if let Op::WriteCell(value) | Op::PokeCell(value) = op {
            // SAFETY: nobody else runs before the next operation of the model.
            shared.cell.with_mut(|cell| unsafe { *cell = value });
            return 0;
        }
        // SAFETY: nobody else runs before the next operation of the model.
        shared.cell.with(|value| unsafe { *value })
    }

    fn lock(&mut self, op: Op) -> u32 {
        let shared = self.shared;
        match op {
            Op::Lock(m) => {
                let poisoned = shared.locks[m].lock();
                let seen = u32::from(poisoned.is_err());
                self.held[m] = Some(any(poisoned));
                return seen;
            }
            // Not in every world: see `programs::trying`.
            Op::TryLock(m) => match shared.locks[m].take() {
                Some(guard) => self.held[m] = Some(guard),
                None => return NOTHING,
            },
            Op::Unlock(m) => self.held[m] = None,
            Op::Read => self.reading.push(any(shared.many.read())),
            Op::TryRead => match shared.many.try_read() {
                Ok(guard) => self.reading.push(guard),
                Err(_) => return NOTHING,
            },
            Op::Write => self.writing = Some(any(shared.many.write())),
            Op::TryWrite => match shared.many.try_write() {
                Ok(guard) => self.writing = Some(guard),
                Err(_) => return NOTHING,
            },
            _ => {
                if self.writing.take().is_none() {
                    self.reading.pop();
                }
            }
        }
        0
    }

    fn channel(&mut self, op: Op) -> u32 {
        match (op, &self.sender, &self.receiver) {
            (Op::Send(value), Some(Sender::Any(sender)), _) => {
                sender.send(value).map_or(NOTHING, |()| 0)
            }
            (Op::Send(value), Some(Sender::Some(sender)), _) => {
                sender.send(value).map_or(NOTHING, |()| 0)
            }
            (Op::TrySend(value), Some(Sender::Some(sender)), _) => match sender.try_send(value) {
                Ok(()) => 0,
                Err(mpsc::TrySendError::Full(_)) => NOTHING,
                Err(mpsc::TrySendError::Disconnected(_)) => NOTHING + 1,
            },
            (Op::Receive, _, Some(receiver)) => receiver.recv().unwrap_or(NOTHING),
            (Op::TryReceive, _, Some(receiver)) => match receiver.try_recv() {
                Ok(value) => value,
                Err(mpsc::TryRecvError::Empty) => NOTHING,
                Err(mpsc::TryRecvError::Disconnected) => NOTHING + 1,
            },
            _ => 0,
        }
    }
}

/// Runs each list of operations in a process of its own. Returns what every
/// operation returned, and what the atomics hold in the end.
pub fn run(program: &Program) -> (Vec<Vec<u32>>, [u32; 2]) {
    let shared = Arc::new(Shared {
        atomics: [AtomicU32::new(0), AtomicU32::new(0)],
        locks: [Mutex::new(()), Mutex::new(())],
        many: RwLock::new(()),
        cell: UnsafeCell::new(0),
        changed: Condvar::new(),
        barrier: Barrier::new(2),
    });
    name(&shared.atomics[0], "x");
    name(&shared.atomics[1], "y");
    let sends = |process: &Vec<Instruction>| {
        let mut all = process.iter();
        all.any(|instruction| matches!(instruction.op, Op::Send(_) | Op::TrySend(_)))
    };
    let (mut sender, receiver) = match program.room {
        _ if !program.has(|op| matches!(op, Op::Receive | Op::TryReceive)) => (None, None),
        None => {
            let (sender, receiver) = mpsc::channel();
            (Some(Sender::Any(sender)), Some(receiver))
        }
        Some(room) => {
            let (sender, receiver) = mpsc::sync_channel(room);
            (Some(Sender::Some(sender)), Some(receiver))
        }
    };
    let main = thread::current();
    let children = &program.processes[1..];
    let handles: Vec<_> = children
        .iter()
        .enumerate()
        .map(|(n, instructions)| {
            let (shared, instructions) = (Arc::clone(&shared), instructions.clone());
            let last = !children[n + 1..].iter().any(sends);
            let sender = if !sends(&instructions) {
                None
            } else if last {
                sender.take()
            } else {
                sender.clone()
            };
            let others = vec![main.clone()];
            thread::spawn(move || {
                let own = Own {
                    shared: &shared,
                    held: [None, None],
                    reading: Vec::new(),
                    writing: None,
                    sender,
                    receiver: None,
                    others,
                    seen: Vec::new(),
                };
                own.run(&instructions)
            })
        })
        .collect();
    drop(sender);
    let own = Own {
        shared: &shared,
        held: [None, None],
        reading: Vec::new(),
        writing: None,
        sender: None,
        receiver,
        others: handles
            .iter()
            .map(|handle| handle.thread().clone())
            .collect(),
        seen: Vec::new(),
    };
    let mut seen = vec![own.run(&program.processes[0])];
    seen.extend(
        handles
            .into_iter()
            .map(|handle| handle.join().unwrap_or_default()),
    );
    (seen, [0, 1].map(|x| shared.atomics[x].load(SeqCst)))
}
