//! What each worker runs first.

use std::sync::{Arc, Mutex, PoisonError};

use handles::StartMethod;
use handles::live::PickleError;
use handles::live::pickle::{Descriptor, Pickled};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_bytes::ByteBuf;

use super::outcome::Failure;
use super::runner::{Runner, run_one};
use super::task::{Task, name_of};

/// A function and its argument, for every worker a copy of its own.
#[derive(Clone, Default)]
pub(super) enum Initializer {
    /// There is nothing to run.
    #[default]
    Nothing,
    /// Workers inherit it.
    Inherited(Arc<dyn RunOnce>),
    /// It is carried to workers, which run the program anew.
    Carried(Arc<Carried>),
}

/// An argument on its way to workers, by way of the broker, which does not look into it.
#[derive(Serialize, Deserialize)]
pub(super) struct Carried {
    task: String,
    bytes: ByteBuf,
    descriptors: Vec<Descriptor>,
}

/// Something that a process runs once.
pub(super) trait RunOnce: Send + Sync {
    fn run_once(&self) -> Result<(), Failure>;
}

/// The function that the parent named, until it is known how it travels.
pub(super) trait Given {
    fn task(&self) -> &'static str;
    fn on_its_way(self: Box<Self>, method: StartMethod) -> Result<Initializer, PickleError>;
}

/// A function and its argument.
pub(super) struct Call<F, I> {
    pub(super) task: F,
    pub(super) argument: Mutex<Option<I>>,
}

/// What cannot happen: each process runs it once.
const GIVEN: &str = "the argument is there until it runs";

impl<F: Task<I, ()>, I: Serialize + Send + 'static> Given for Call<F, I> {
    fn task(&self) -> &'static str {
        name_of(&self.task)
    }

    fn on_its_way(self: Box<Self>, method: StartMethod) -> Result<Initializer, PickleError> {
        match method {
            StartMethod::Fork => Ok(Initializer::Inherited(Arc::new(*self))),
            StartMethod::Spawn => {
                let argument = self.argument.lock().unwrap_or_else(PoisonError::into_inner);
                let pickled = Pickled::for_child(argument.as_ref().expect(GIVEN))?;
                Ok(Initializer::Carried(Arc::new(Carried {
                    task: self.task().into(),
                    bytes: pickled.bytes.into(),
                    descriptors: pickled.descriptors.into_iter().map(Descriptor).collect(),
                })))
            }
        }
    }
}

impl<F: Task<I, ()>, I: Send> RunOnce for Call<F, I> {
    fn run_once(&self) -> Result<(), Failure> {
        let argument = self
            .argument
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
            .expect(GIVEN);
        run_one(|| self.task.run(argument))
    }
}

impl Initializer {
    /// Runs it, in a worker that has just begun.
    pub(super) fn run(self) -> Result<(), Failure> {
        match self {
            Initializer::Nothing => Ok(()),
            Initializer::Inherited(call) => call.run_once(),
            Initializer::Carried(carried) => {
                let carried = Arc::into_inner(carried).expect("a process has one worker in it");
                let descriptors = carried.descriptors.into_iter();
                Runner::find(&carried.task)?.once(Pickled {
                    bytes: carried.bytes.into_vec(),
                    descriptors: descriptors.map(|Descriptor(it)| it).collect(),
                })
            }
        }
    }

    /// Whether there is something to run.
    pub(super) fn is_something(&self) -> bool {
        !matches!(self, Initializer::Nothing)
    }
}

impl Serialize for Initializer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Initializer::Nothing => None::<&Carried>.serialize(serializer),
            Initializer::Carried(carried) => Some(&**carried).serialize(serializer),
            Initializer::Inherited(_) => Err(S::Error::custom("it is inherited, not pickled")),
        }
    }
}

impl<'de> Deserialize<'de> for Initializer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let carried = Option::<Carried>::deserialize(deserializer)?;
        Ok(carried.map_or(Initializer::Nothing, |it| {
            Initializer::Carried(Arc::new(it))
        }))
    }
}
