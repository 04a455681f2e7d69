//! One step of an execution: who did what, to which object, on which line.
//!
//! A model world records every operation on a shared object as a [`Step`]. The
//! steps of an execution, in the order in which they happened, are all that a
//! witness, a schedule or a state table is made of.

use std::borrow::Cow;
use std::fmt;
use std::panic::Location;

use serde::{Deserialize, Serialize};

/// A process of the program under check.
///
/// In the model worlds a process is what `thread::spawn` starts. `main` is the
/// body given to the explorer; the others are lettered `A`, `B`, … in the order
/// in which they were spawned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Process(u8);

impl Process {
    /// The process that runs the body given to the explorer.
    pub const MAIN: Process = Process(0);

    /// How many processes one execution can have, `main` included: `main` and
    /// one for each letter of the alphabet.
    pub const LIMIT: usize = 27;

    /// The process with this index: 0 is `main`, 1 is `A`.
    ///
    /// # Panics
    ///
    /// If `index` is not below [`Process::LIMIT`].
    #[must_use]
    pub fn new(index: usize) -> Process {
        assert!(
            index < Process::LIMIT,
            "a program under check can have at most 26 processes beside main"
        );
        Process(u8::try_from(index).expect("the limit fits a byte"))
    }

    /// The position of this process: 0 is `main`, 1 is `A`.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The letter that stands for this process in a schedule: `m` is `main`.
    #[must_use]
    pub fn letter(self) -> char {
        match self.0 {
            0 => 'm',
            n => char::from(b'A' + n - 1),
        }
    }

    /// The process that a letter of a schedule stands for.
    #[must_use]
    pub fn from_letter(letter: char) -> Option<Process> {
        match letter {
            'm' => Some(Process::MAIN),
            'A'..='Z' => Some(Process(letter as u8 - b'A' + 1)),
            _ => None,
        }
    }
}

impl fmt::Display for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("main"),
            _ => write!(f, "{}", self.letter()),
        }
    }
}

impl Serialize for Process {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.letter())
    }
}

impl<'de> Deserialize<'de> for Process {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Process, D::Error> {
        let letter = char::deserialize(deserializer)?;
        Process::from_letter(letter)
            .ok_or_else(|| serde::de::Error::custom(format!("`{letter}` names no process")))
    }
}

/// A place in the source: the line that asked for an operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file, as the compiler was given it.
    pub file: Cow<'static, str>,
    /// The line, counted from 1.
    pub line: u32,
}

impl Place {
    /// The last part of the file's path.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.file.rsplit(['/', '\\']).next().unwrap_or(&self.file)
    }

    /// Takes the `./` out of the path, which stands there when [`crate::worlds!`]
    /// compiled the file.
    #[cfg(feature = "model")]
    pub(crate) fn simplify(&mut self) {
        if self.file.contains("/./") {
            self.file = self.file.replace("/./", "/").into();
        }
    }
}

impl From<&'static Location<'static>> for Place {
    fn from(location: &'static Location<'static>) -> Place {
        Place {
            file: Cow::Borrowed(location.file()),
            line: location.line(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file_name(), self.line)
    }
}

/// The value of an atomic: every integer the facade has fits, and `bool`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A truth value.
    Bool(bool),
    /// An integer of any size up to 64 bits, signed or not.
    Int(i128),
}

// serde's own reading of an untagged enum knows no `i128`.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        struct Visit;

        impl serde::de::Visitor<'_> for Visit {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an integer or a truth value")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
                Ok(Value::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
                Ok(Value::Int(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
                Ok(Value::Int(value.into()))
            }
        }

        deserializer.deserialize_any(Visit)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(value) => value.fmt(f),
            Value::Int(value) => value.fmt(f),
        }
    }
}

/// What a call does to an object that another process keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It reads it, and changes nothing.
    Reads,
    /// It writes it, whatever was there.
    Writes,
    /// It makes something new of what was there.
    Updates,
    /// It takes it: from now on the caller holds it.
    Takes,
    /// It gives it back.
    GivesBack,
    /// It must wait: nothing is done yet.
    Waits,
    /// Nobody says.
    #[default]
    Unknown,
}

/// What a step did, with the values it saw and left.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Read an atomic.
    Load {
        /// The value read.
        seen: Value,
    },
    /// Wrote an atomic without reading it.
    Store {
        /// The value written.
        stored: Value,
    },
    /// Read and wrote an atomic in one step (`fetch_add`, `swap`, …).
    Update {
        /// The name of the operation.
        name: Cow<'static, str>,
        /// The value read.
        seen: Value,
        /// The value written.
        stored: Value,
    },
    /// Compared an atomic with a value, and wrote it if they were equal.
    CompareExchange {
        /// The value read.
        seen: Value,
        /// The value it was compared with.
        expected: Value,
        /// The value written, if the comparison held.
        stored: Option<Value>,
    },
    /// Took a lock.
    Lock,
    /// Asked for a lock, and got it or not.
    TryLock {
        /// Whether it got it.
        taken: bool,
    },
    /// Gave a lock back.
    Unlock,
    /// Took a lock to read.
    ReadLock,
    /// Asked for a lock to read, and got it or not.
    TryReadLock {
        /// Whether it got it.
        taken: bool,
    },
    /// Gave back a lock taken to read.
    ReadUnlock,
    /// Took a lock to write.
    WriteLock,
    /// Asked for a lock to write, and got it or not.
    TryWriteLock {
        /// Whether it got it.
        taken: bool,
    },
    /// Gave back a lock taken to write.
    WriteUnlock,
    /// Gave a mutex back and began to wait at a condition variable.
    Wait,
    /// Began to wait at a futex, if the atomic had the value expected.
    FutexWait {
        /// The value expected.
        expected: Value,
        /// Whether it had it.
        waits: bool,
    },
    /// Went on after waiting.
    Wake {
        /// Who woke it, if nobody else could have been woken instead. Then going
        /// on is no step of the schedule.
        by: Option<Process>,
        /// Whether it went on for no reason.
        spurious: bool,
    },
    /// Stopped waiting, because it was time.
    GiveUp,
    /// Woke processes that wait.
    Notify {
        /// How many.
        woken: usize,
    },
    /// Came to a barrier.
    Arrive {
        /// Whether all have come now.
        last: bool,
    },
    /// Put a message into a channel, or tried to.
    Send {
        /// Whether it is in.
        sent: bool,
    },
    /// Said that the receiver of a channel without room waits.
    Await {
        /// Whether it does: whether no sender was there first.
        waits: bool,
    },
    /// Took a message out of a channel, or tried to.
    Receive {
        /// Whether there was one.
        received: bool,
    },
    /// Made another sender of a channel.
    AddSender,
    /// Dropped a sender of a channel.
    DropSender,
    /// Dropped the receiver of a channel.
    DropReceiver,
    /// Took its token and went on.
    Park,
    /// Gave a process its token.
    Unpark {
        /// Whether it had one already.
        had: bool,
    },
    /// Said that it holds something that not everyone may hold.
    Enter,
    /// Said that it holds it no more.
    Leave,
    /// Had a call done by another process, which keeps the object.
    Told {
        /// Who did it, and tells of it. It is part of that process' last step.
        by: Process,
        /// What it did to the object.
        effect: Effect,
        /// What it was, and what came of it.
        words: String,
    },
    /// Read the inside of an `UnsafeCell`.
    Read,
    /// Wrote the inside of an `UnsafeCell`.
    Write,
    /// Started a process.
    Spawn {
        /// The process started.
        child: Process,
    },
    /// Waited for a process to end, and saw it end.
    Join {
        /// The process that ended.
        child: Process,
    },
}

impl Action {
    /// Whether the step has a place in the schedule. Starting a process and waiting
    /// for its end have none, for nobody else can observe them.
    #[must_use]
    pub fn is_visible(&self) -> bool {
        !matches!(
            self,
            Action::Spawn { .. }
                | Action::Join { .. }
                | Action::Wake { by: Some(_), .. }
                | Action::Enter
                | Action::Leave
                | Action::Told { .. }
        )
    }

    /// What the step does to its object and to the other object, if there is one:
    /// `Some(true)` if it writes it, `Some(false)` if it reads it, `None` if it
    /// leaves it alone.
    #[must_use]
    pub fn touches(&self) -> [Option<bool>; 2] {
        match self {
            Action::Load { .. }
            | Action::Read
            | Action::TryLock { taken: false }
            | Action::TryReadLock { taken: false }
            | Action::TryWriteLock { taken: false }
            | Action::Notify { woken: 0 }
            | Action::Send { sent: false }
            | Action::Await { waits: false }
            | Action::Unpark { had: true } => [Some(false), None],
            Action::CompareExchange { stored, .. } => [Some(stored.is_some()), None],
            Action::Wait => [Some(true), Some(true)],
            Action::FutexWait { waits, .. } => [waits.then_some(true), Some(false)],
            Action::Receive { received: false } => [Some(false), Some(false)],
            Action::Told { effect, .. } => match effect {
                Effect::Reads => [Some(false), None],
                Effect::Writes | Effect::Updates => [Some(true), None],
                _ => [None, None],
            },
            _ if !self.is_visible() => [None, None],
            _ => [Some(true), None],
        }
    }

    /// Whether the step changes the object it acts on.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.touches()[0] == Some(true)
    }

    /// The value the object was seen to have, if the step read one.
    #[must_use]
    pub fn seen(&self) -> Option<Value> {
        match self {
            Action::Load { seen }
            | Action::Update { seen, .. }
            | Action::CompareExchange { seen, .. } => Some(*seen),
            _ => None,
        }
    }

    /// The value the step left in the object, if it wrote one.
    #[must_use]
    pub fn stored(&self) -> Option<Value> {
        match self {
            Action::Store { stored } | Action::Update { stored, .. } => Some(*stored),
            Action::CompareExchange { stored, .. } => *stored,
            _ => None,
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Load { seen } => write!(f, "load, sees {seen}"),
            Action::Store { stored } => write!(f, "store {stored}"),
            Action::Update { name, seen, stored } => write!(f, "{name}, {seen} becomes {stored}"),
            Action::CompareExchange {
                seen,
                stored: Some(stored),
                ..
            } => write!(f, "compare-exchange, {seen} becomes {stored}"),
            Action::CompareExchange { seen, expected, .. } => {
                write!(f, "compare-exchange fails, sees {seen}, not {expected}")
            }
            Action::Lock => f.write_str("lock"),
            Action::TryLock { taken: true } => f.write_str("try_lock, takes"),
            Action::TryLock { taken: false } => f.write_str("try_lock, cannot take"),
            Action::Unlock => f.write_str("unlock"),
            Action::ReadLock => f.write_str("read-lock"),
            Action::TryReadLock { taken: true } => f.write_str("try_read, takes"),
            Action::TryReadLock { taken: false } => f.write_str("try_read, cannot take"),
            Action::ReadUnlock => f.write_str("read-unlock"),
            Action::WriteLock => f.write_str("write-lock"),
            Action::TryWriteLock { taken: true } => f.write_str("try_write, takes"),
            Action::TryWriteLock { taken: false } => f.write_str("try_write, cannot take"),
            Action::WriteUnlock => f.write_str("write-unlock"),
            Action::Wait => f.write_str("wait at"),
            Action::FutexWait { waits: true, .. } => f.write_str("wait at"),
            Action::FutexWait { expected, .. } => write!(f, "not {expected}, no wait at"),
            Action::Wake { spurious: true, .. } => f.write_str("wake for no reason at"),
            Action::Wake { .. } => f.write_str("wake at"),
            Action::GiveUp => f.write_str("give up at"),
            Action::Notify { woken: 0 } => f.write_str("wake nobody at"),
            Action::Notify { woken } => write!(f, "wake {woken} at"),
            Action::Arrive { last: true } => f.write_str("arrive last at"),
            Action::Arrive { last: false } => f.write_str("arrive at"),
            Action::Send { sent: true } => f.write_str("send to"),
            Action::Send { sent: false } => f.write_str("cannot send to"),
            Action::Await { waits: true } => f.write_str("wait for"),
            Action::Await { waits: false } => f.write_str("someone is at"),
            Action::Receive { received: true } => f.write_str("receive from"),
            Action::Receive { received: false } => f.write_str("nothing to receive from"),
            Action::AddSender => f.write_str("add to"),
            Action::DropSender => f.write_str("drop one of"),
            Action::DropReceiver => f.write_str("drop receiver of"),
            Action::Park => f.write_str("go on from"),
            Action::Unpark { .. } => f.write_str("end"),
            Action::Enter => f.write_str("enter"),
            Action::Leave => f.write_str("leave"),
            Action::Told { words, .. } => f.write_str(words),
            Action::Read => f.write_str("read"),
            Action::Write => f.write_str("write"),
            Action::Spawn { child } => write!(f, "spawn {child}"),
            Action::Join { child } => write!(f, "join {child}"),
        }
    }
}

/// One operation of one process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Who.
    pub process: Process,
    /// What.
    pub action: Action,
    /// On which object: an index into the objects of the execution. A spawn or
    /// a join acts on none.
    pub object: Option<usize>,
    /// The other object, if it acts on two: the mutex that a wait gives back, the
    /// atomic that a futex looks at, the count of a channel's senders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also: Option<usize>,
    /// On which line.
    pub place: Place,
}

impl Step {
    /// Who took it. A call is told in the column of who made it, but it was another
    /// process that did it.
    pub(crate) fn taker(&self) -> Process {
        match self.action {
            Action::Told { by, .. } => by,
            _ => self.process,
        }
    }
}

/// What a shared object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An atomic integer or truth value.
    Atomic,
    /// A lock.
    Mutex,
    /// Plain memory inside an `UnsafeCell`.
    Cell,
    /// A lock that many can hold to read.
    RwLock,
    /// A condition variable.
    Condvar,
    /// The processes that wait at an atomic.
    Futex,
    /// A barrier.
    Barrier,
    /// A channel.
    Channel,
    /// How many senders a channel has.
    Senders,
    /// Where a process parks.
    Parker,
    /// What a process keeps for the others, who call it.
    Remote,
}

impl Kind {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Atomic => "atomic",
            Kind::Mutex => "mutex",
            Kind::Cell => "cell",
            Kind::RwLock => "rwlock",
            Kind::Condvar => "condvar",
            Kind::Futex => "futex",
            Kind::Barrier => "barrier",
            Kind::Channel => "channel",
            Kind::Senders => "senders",
            Kind::Parker => "parking",
            Kind::Remote => "object",
        }
    }
}

/// A shared object of an execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// What it is.
    pub kind: Kind,
    /// What the program calls it, or its kind and number.
    pub name: Cow<'static, str>,
    /// The value it was made with, if it is an atomic.
    pub initial: Option<Value>,
    /// Whether it is the inside of something that people know by this name: a witness
    /// shows who holds it, and not how.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub folded: bool,
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn a_value_is_the_same_after_json() {
        for value in [
            Value::Bool(true),
            Value::Int(-1),
            Value::Int(i64::MIN.into()),
            Value::Int(u64::MAX.into()),
        ] {
            let json = serde_json::to_string(&value).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), value);
        }
        assert!(serde_json::from_str::<Value>("\"1\"").is_err());
    }
}
