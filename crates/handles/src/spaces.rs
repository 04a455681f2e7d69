//! Address spaces, as a model.
//!
//! The processes of a model are threads, and threads share everything. So the boundary
//! between two address spaces is drawn here: a process is [`start`]ed with an argument,
//! and gets what [`Cross`] makes of it. A [`Handle`] leads to the same object on the other
//! side; everything else is a copy.

use std::any::type_name;
use std::fmt;
use std::ops::Deref;

use super::locks::lock::Lock;
use super::sync::{Arc, thread};
use crate::OnlyByInheritance;

pub use crate::StartMethod;

// ANCHOR: cross
/// What becomes of a value on its way to another process.
pub trait Cross: Sized + Send + 'static {
    /// What a process gets that is started with it.
    #[track_caller]
    fn inherited(&self) -> Self;

    /// What comes out of a message that it was put into.
    ///
    /// # Errors
    ///
    /// If it must not travel by message.
    #[track_caller]
    fn pickled(&self) -> Result<Self, OnlyByInheritance>;
}
// ANCHOR_END: cross

// ANCHOR: handle
/// Leads to an object that several processes use: a mapping, a descriptor.
pub struct Handle<T>(Arc<T>);

impl<T: Send + Sync + 'static> Cross for Handle<T> {
    /// The same object.
    fn inherited(&self) -> Self {
        Handle(Arc::clone(&self.0))
    }

    /// A number that means something to this process alone: refused.
    fn pickled(&self) -> Result<Self, OnlyByInheritance> {
        Err(OnlyByInheritance::of(type_name::<T>()))
    }
}
// ANCHOR_END: handle

impl<T> Handle<T> {
    /// Shares an object.
    pub fn new(object: T) -> Self {
        Handle(Arc::new(object))
    }
}

impl<T> Clone for Handle<T> {
    /// Another handle to the same object, in the same process.
    fn clone(&self) -> Self {
        Handle(Arc::clone(&self.0))
    }
}

impl<T> Deref for Handle<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").finish_non_exhaustive()
    }
}

// ANCHOR: copied
/// What lies in ordinary memory: each process has one of its own.
#[derive(Debug)]
pub struct Copied<T>(T);

impl<T: Duplicate> Cross for Copied<T> {
    fn inherited(&self) -> Self {
        Copied(self.0.duplicate())
    }

    fn pickled(&self) -> Result<Self, OnlyByInheritance> {
        Ok(Copied(self.0.duplicate()))
    }
}
// ANCHOR_END: copied

impl<T> Copied<T> {
    /// Puts a value into ordinary memory.
    pub fn new(value: T) -> Self {
        Copied(value)
    }
}

impl<T> Deref for Copied<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// What can be copied byte by byte.
pub trait Duplicate: Send + 'static {
    /// Another one with the same bytes.
    #[track_caller]
    fn duplicate(&self) -> Self;
}

/// A lock is a word. Its copy says what the word said, and nobody will ever change it.
impl Duplicate for Lock {
    fn duplicate(&self) -> Self {
        let copy = Lock::new().named("own lock");
        if self.is_held() {
            copy.acquire();
        }
        copy
    }
}

/// Plain values are copied, whichever way they go.
macro_rules! plain {
    ($($plain:ty),+) => {$(
        impl Duplicate for $plain {
            fn duplicate(&self) -> Self {
                *self
            }
        }

        impl Cross for $plain {
            fn inherited(&self) -> Self {
                *self
            }

            fn pickled(&self) -> Result<Self, OnlyByInheritance> {
                Ok(*self)
            }
        }
    )+};
}

plain!(
    (),
    bool,
    char,
    u8,
    u16,
    u32,
    u64,
    usize,
    i8,
    i16,
    i32,
    i64,
    isize
);

/// A function: the same one on the other side, for both run the same program. What it
/// takes along is plain, or it could not be [`Copy`].
#[derive(Clone, Copy, Debug)]
pub struct Code<F>(pub F);

impl<F: Copy + Send + 'static> Cross for Code<F> {
    #[track_caller]
    fn inherited(&self) -> Self {
        *self
    }

    #[track_caller]
    fn pickled(&self) -> Result<Self, OnlyByInheritance> {
        Ok(*self)
    }
}

/// A tuple crosses member by member.
macro_rules! tuples {
    ($($member:ident $index:tt),+) => {
        impl<$($member: Cross),+> Cross for ($($member,)+) {
            fn inherited(&self) -> Self {
                ($(self.$index.inherited(),)+)
            }

            fn pickled(&self) -> Result<Self, OnlyByInheritance> {
                Ok(($(self.$index.pickled()?,)+))
            }
        }
    };
}

tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);

/// A process of the model.
pub type Process<R> = thread::JoinHandle<R>;

// ANCHOR: start
/// Starts a process with an argument. What it shares with its parent is what the handles
/// in the argument lead to. The body takes along plain values only: such are `Copy`, and a
/// handle is not.
#[track_caller]
pub fn start<A: Cross, R: Send + 'static>(
    argument: &A,
    body: impl FnOnce(A) -> R + Copy + Send + 'static,
) -> Process<R> {
    let argument = argument.inherited();
    thread::spawn(move || body(argument))
}
// ANCHOR_END: start

// ANCHOR: module
/// An object that stands at the top of a module.
#[derive(Debug)]
pub struct Module<T> {
    make: fn() -> T,
    object: T,
}

impl<T: Cross> Module<T> {
    /// Runs the line that makes the object.
    pub fn new(make: fn() -> T) -> Self {
        Module {
            make,
            object: make(),
        }
    }

    /// What a child finds under the same name: a forked one what its parent had, a spawned
    /// one what the line makes when it runs again.
    #[must_use]
    #[track_caller]
    pub fn in_child(&self, method: StartMethod) -> T {
        match method {
            StartMethod::Fork => self.object.inherited(),
            StartMethod::Spawn => (self.make)(),
        }
    }
}
// ANCHOR_END: module

impl<T> Deref for Module<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.object
    }
}
