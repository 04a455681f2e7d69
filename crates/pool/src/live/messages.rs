//! What the parent, the broker and the workers tell each other.
//!
//! A message on a wire holds several of these, one after the other: a call of the kernel
//! costs more than most of them.

use std::marker::PhantomData;
use std::os::fd::AsFd;
use std::sync::Arc;

use handles::live::pickle::Descriptor;
use os::{ExitStatus, Wire};
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_bytes::ByteBuf;

use super::outcome::Failure;

/// A message on a wire is sent when it has become as long as this, in bytes.
pub(super) const LONG: usize = 32 * 1024;

/// Some tasks of a job that travel together.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Chunk {
    /// The job: one call of the parent.
    pub(super) job: u64,
    /// The place of the first task in its job.
    pub(super) first: usize,
    /// Number of tasks.
    pub(super) count: usize,
    /// How many chunks the job has, when the parent has no use for a part of its results.
    pub(super) of_whole: Option<usize>,
    /// A [`Work`]: only workers look into it.
    pub(super) work: ByteBuf,
}

/// What a worker does with a chunk.
#[derive(Serialize, Deserialize)]
pub(super) struct Work<'a> {
    /// The path of the task.
    pub(super) task: &'a str,
    /// Its arguments, pickled as one list.
    #[serde(with = "serde_bytes")]
    pub(super) items: &'a [u8],
}

/// From the parent to the broker.
#[derive(Serialize, Deserialize)]
pub(super) enum ToBroker {
    /// Have this done.
    Do(Chunk),
    /// Forget what nobody has begun of a job.
    Forget { job: u64 },
    /// End when all is done.
    Close,
    /// End.
    Terminate,
}

/// From the broker to a worker.
#[derive(Serialize, Deserialize)]
pub(super) enum ToWorker<'a> {
    /// Do this, unless it was taken back.
    Do {
        /// Counts the chunks that this worker was given.
        number: u64,
        count: usize,
        #[serde(with = "serde_bytes")]
        work: &'a [u8],
    },
    /// End.
    Stop,
}

/// From a worker to the broker.
#[derive(Serialize, Deserialize)]
pub(super) enum FromWorker {
    /// The initializer has run.
    Ready,
    /// The initializer has failed.
    NotReady(Failure),
    /// A chunk is done.
    Done {
        number: u64,
        nanoseconds: u64,
        /// [`Outcomes`](super::outcome::Outcomes): only the parent looks into them.
        outcomes: ByteBuf,
    },
}

/// From the broker to the parent.
#[derive(Serialize, Deserialize)]
pub(super) enum FromBroker {
    /// The chunk that begins there is done.
    Done {
        job: u64,
        first: usize,
        count: usize,
        outcomes: ByteBuf,
    },
    /// A worker died at it.
    Lost {
        job: u64,
        first: usize,
        count: usize,
        pid: u32,
        #[serde(with = "Status")]
        status: ExitStatus,
    },
    /// The pool cannot go on.
    Broken(Broken),
}

/// Why a pool cannot go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Broken {
    /// The initializer has failed in a worker.
    Initializer { pid: u32, failure: Failure },
    /// A worker ended before it was ready.
    NeverReady {
        pid: u32,
        #[serde(with = "Status")]
        status: ExitStatus,
    },
    /// A worker could not be started, or the kernel refused something else.
    Refused { message: String },
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "ExitStatus")]
enum Status {
    Exited(u8),
    Killed { signal: i32 },
}

/// Adds a message to those that are sent together.
pub(super) fn add<M: Serialize>(bytes: &mut Vec<u8>, message: &M) {
    postcard::to_io(message, bytes).expect("memory can be written to");
}

/// The messages that came together. What cannot be read ends them: nobody but this program
/// writes to the wires.
pub(super) fn all<'a, M: Deserialize<'a>>(bytes: &'a [u8]) -> impl Iterator<Item = M> {
    struct All<'a, M>(&'a [u8], PhantomData<M>);
    impl<'a, M: Deserialize<'a>> Iterator for All<'a, M> {
        type Item = M;

        fn next(&mut self) -> Option<M> {
            if self.0.is_empty() {
                return None;
            }
            let (message, rest) = postcard::take_from_bytes(self.0).ok()?;
            self.0 = rest;
            Some(message)
        }
    }
    All(bytes, PhantomData)
}

/// An end of a wire that is given to a child with its arguments.
#[derive(Clone, Debug)]
pub(super) struct End(pub(super) Arc<Wire>);

impl End {
    /// Two ends.
    pub(super) fn pair() -> Result<(End, End), os::OsError> {
        let (one, other) = Wire::pair()?;
        Ok((End(Arc::new(one)), End(Arc::new(other))))
    }
}

impl Serialize for End {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let copy = self.0.as_fd().try_clone_to_owned();
        Descriptor(copy.map_err(S::Error::custom)?).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for End {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Descriptor(socket) = Descriptor::deserialize(deserializer).map_err(D::Error::custom)?;
        Ok(End(Arc::new(Wire::from(socket))))
    }
}
