//! What random programs are made of.

use std::fmt;

/// One instruction of a process.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Instruction {
    /// Do it only if the process has seen this value last.
    pub when: Option<u32>,
    /// What to do.
    pub op: Op,
}

/// An operation. `x` is one of two atomics, `m` one of two mutexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Load `x`.
    Load(usize),
    /// Load the atomic that the value seen last points to.
    LoadThere,
    /// Store a value into `x`.
    Store(usize, u32),
    /// Add one to `x`.
    Add(usize),
    /// Replace a value of `x` by another, if it is there.
    Exchange(usize, u32, u32),
    /// Look again and again until `x` has a value.
    Spin(usize, u32),
    /// Panic if `x` has this value.
    PanicIf(usize, u32),
    /// Take `m`, and keep it.
    Lock(usize),
    /// Take `m` if it is free, and keep it.
    TryLock(usize),
    /// Give `m` back, if it is held.
    Unlock(usize),
    /// Read plain memory under the first mutex.
    ReadCell,
    /// Write plain memory under the first mutex.
    WriteCell(u32),
    /// Read plain memory under no lock: a data race.
    PeekCell,
    /// Write plain memory under no lock: a data race.
    PokeCell(u32),
    /// Take the lock of many to read, and keep it.
    Read,
    /// Take it to read if nobody writes, and keep it.
    TryRead,
    /// Take it to write, and keep it.
    Write,
    /// Take it to write if nobody has it, and keep it.
    TryWrite,
    /// Give it back, as it was taken last.
    Release,
    /// Wait at the condition variable, with the first mutex.
    Wait,
    /// Wake one who waits there.
    NotifyOne,
    /// Wake all who wait there.
    NotifyAll,
    /// Wait at the futex of `x` if it has this value.
    FutexWait(usize, u32),
    /// The same, and give up at any time.
    FutexWaitUntil(usize, u32),
    /// Wake so many who wait at the futex of `x`.
    FutexWake(usize, usize),
    /// Come to a barrier of two.
    Arrive,
    /// Wait for the token.
    Park,
    /// Give this process its token.
    Unpark(usize),
    /// Put a message into the channel; only a process that has a sender.
    Send(u32),
    /// Put a message in if there is room; only a process that has a sender.
    TrySend(u32),
    /// Take a message; only `main`.
    Receive,
    /// Take a message if there is one; only `main`.
    TryReceive,
}

/// A program: what `main` does after it has started the others, and what they do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The room of the channel; `None` for any.
    pub room: Option<usize>,
    /// What each process does, `main` first.
    pub processes: Vec<Vec<Instruction>>,
}

impl fmt::Debug for Instruction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(when) = self.when {
            write!(f, "if {when} ")?;
        }
        // On one line, also where the program is printed on many.
        write!(f, "{:?}", self.op)
    }
}

impl Program {
    /// Whether some instruction is like this.
    pub fn has(&self, like: impl Fn(Op) -> bool) -> bool {
        let all = self.processes.iter().flatten();
        all.map(|instruction| instruction.op).any(like)
    }
}
