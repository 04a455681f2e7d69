//! Atomics of the model worlds: one type over every back end and size.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::Ordering;

use super::execution;
use super::op::Op;
use super::state::{State, Verb};
use super::{Back, Named, act};
use crate::step::{Action, Kind, Value};

/// An atomic as a back end has it. Each call is one operation of the back end,
/// and other processes may run before it.
#[doc(hidden)]
pub trait Raw: Sized {
    /// The checker it belongs to.
    type Back: Back;
    /// What is inside.
    type Item: Copy + PartialEq + Into<Shown> + fmt::Debug;
    fn new(value: Self::Item) -> Self;
    fn load(&self, order: Ordering) -> Self::Item;
    fn store(&self, value: Self::Item, order: Ordering);
    fn swap(&self, value: Self::Item, order: Ordering) -> Self::Item;
    fn compare_exchange(
        &self,
        current: Self::Item,
        new: Self::Item,
        success: Ordering,
        failure: Ordering,
    ) -> Result<Self::Item, Self::Item>;
    fn fetch(&self, fetch: Fetch, operand: Self::Item, order: Ordering) -> Self::Item;
    /// What the operation makes of a value, for the record.
    fn apply(fetch: Fetch, value: Self::Item, operand: Self::Item) -> Self::Item;
}

/// Marks the atomics that can count.
#[doc(hidden)]
pub trait Arithmetic: Raw {}

/// A value on its way into a step. Conversions are `From` this crate's own type,
/// since `usize` has no lossless way into `i128` in the standard library.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Shown(pub(crate) Value);

/// The operations that read and write in one step.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetch {
    Add,
    Sub,
    And,
    Nand,
    Or,
    Xor,
    Max,
    Min,
}

impl Fetch {
    fn name(self) -> &'static str {
        match self {
            Fetch::Add => "fetch_add",
            Fetch::Sub => "fetch_sub",
            Fetch::And => "fetch_and",
            Fetch::Nand => "fetch_nand",
            Fetch::Or => "fetch_or",
            Fetch::Xor => "fetch_xor",
            Fetch::Max => "fetch_max",
            Fetch::Min => "fetch_min",
        }
    }
}

/// An atomic integer or truth value, as in `std::sync::atomic`.
///
/// Every operation is one step of the schedule, and takes the same `Ordering`
/// as in the standard library. shuttle runs every ordering as `SeqCst`; loom
/// runs weaker ones as C11 has them.
pub struct Atomic<R: Raw> {
    raw: R,
    object: usize,
}

macro_rules! fetches {
    ($($(#[$doc:meta])* $name:ident = $fetch:ident;)+) => {
        $(
            $(#[$doc])*
            /// Returns the value before.
            #[track_caller]
            pub fn $name(&self, operand: R::Item, order: Ordering) -> R::Item {
                self.fetch(Fetch::$fetch, operand, order, Location::caller())
            }
        )+
    };
}

impl<R: Raw> Atomic<R> {
    /// An atomic that holds this.
    ///
    /// # Panics
    ///
    /// Outside of an exploration.
    #[track_caller]
    pub fn new(value: R::Item) -> Atomic<R> {
        let shown = value.into().0;
        let object = execution::with(|execution| {
            execution.object(Kind::Atomic, Some(shown), State::Atomic(Some(shown)))
        });
        Atomic {
            raw: R::new(value),
            object,
        }
    }

    /// Reads the value.
    #[track_caller]
    pub fn load(&self, order: Ordering) -> R::Item {
        act::<R::Back, _>(
            Op::new(self.object, Verb::Load),
            Location::caller(),
            |_, _| self.raw.load(order),
            |&seen| Action::Load {
                seen: seen.into().0,
            },
        )
    }

    /// Writes the value.
    #[track_caller]
    pub fn store(&self, value: R::Item, order: Ordering) {
        act::<R::Back, _>(
            Op::new(self.object, Verb::Store),
            Location::caller(),
            |_, _| self.raw.store(value, order),
            |()| Action::Store {
                stored: value.into().0,
            },
        );
    }

    /// Writes a value and returns the one before, in one step.
    #[track_caller]
    pub fn swap(&self, value: R::Item, order: Ordering) -> R::Item {
        act::<R::Back, _>(
            Op::new(self.object, Verb::Store),
            Location::caller(),
            |_, _| self.raw.swap(value, order),
            |&seen| Action::Update {
                name: "swap".into(),
                seen: seen.into().0,
                stored: value.into().0,
            },
        )
    }

    /// Writes `new` if the value is `current`, in one step.
    ///
    /// # Errors
    ///
    /// If the value is another one: that value.
    #[track_caller]
    pub fn compare_exchange(
        &self,
        current: R::Item,
        new: R::Item,
        success: Ordering,
        failure: Ordering,
    ) -> Result<R::Item, R::Item> {
        self.exchange(current, new, (success, failure), Location::caller())
    }

    /// As [`Atomic::compare_exchange`]. The model worlds never let it fail for
    /// no reason, as some processors do.
    ///
    /// # Errors
    ///
    /// If the value is another one: that value.
    #[track_caller]
    pub fn compare_exchange_weak(
        &self,
        current: R::Item,
        new: R::Item,
        success: Ordering,
        failure: Ordering,
    ) -> Result<R::Item, R::Item> {
        self.exchange(current, new, (success, failure), Location::caller())
    }

    /// Reads the value, and tries to replace it by what `f` makes of it until
    /// nobody else wrote in between. Each try is a step.
    ///
    /// # Errors
    ///
    /// If `f` returns `None`: the value it was given.
    #[track_caller]
    pub fn fetch_update(
        &self,
        set_order: Ordering,
        fetch_order: Ordering,
        mut f: impl FnMut(R::Item) -> Option<R::Item>,
    ) -> Result<R::Item, R::Item> {
        let place = Location::caller();
        let mut seen = self.load(fetch_order);
        while let Some(next) = f(seen) {
            match self.exchange(seen, next, (set_order, fetch_order), place) {
                Ok(before) => return Ok(before),
                Err(now) => seen = now,
            }
        }
        Err(seen)
    }

    fetches! {
        /// Keeps the bits that are also in `operand`, in one step.
        fetch_and = And;
        /// Keeps the bits that are not also in `operand`, in one step.
        fetch_nand = Nand;
        /// Adds the bits of `operand`, in one step.
        fetch_or = Or;
        /// Flips the bits of `operand`, in one step.
        fetch_xor = Xor;
    }

    fn exchange(
        &self,
        current: R::Item,
        new: R::Item,
        (success, failure): (Ordering, Ordering),
        place: &'static Location<'static>,
    ) -> Result<R::Item, R::Item> {
        let verb = Verb::Exchange {
            expected: current.into().0,
        };
        act::<R::Back, _>(
            Op::new(self.object, verb),
            place,
            |_, _| self.raw.compare_exchange(current, new, success, failure),
            |result| Action::CompareExchange {
                seen: result.unwrap_or_else(|seen| seen).into().0,
                expected: current.into().0,
                stored: result.is_ok().then(|| new.into().0),
            },
        )
    }

    fn fetch(
        &self,
        fetch: Fetch,
        operand: R::Item,
        order: Ordering,
        place: &'static Location<'static>,
    ) -> R::Item {
        act::<R::Back, _>(
            Op::new(self.object, Verb::Store),
            place,
            |_, _| self.raw.fetch(fetch, operand, order),
            |&seen| Action::Update {
                name: fetch.name().into(),
                seen: seen.into().0,
                stored: R::apply(fetch, seen, operand).into().0,
            },
        )
    }
}

impl<R: Raw> Atomic<R> {
    /// The value as the kernel sees it, read in the middle of another operation.
    pub(super) fn peek(&self) -> R::Item {
        self.raw.load(Ordering::SeqCst)
    }
}

impl<R: Arithmetic> Atomic<R> {
    fetches! {
        /// Adds, wrapping around, in one step.
        fetch_add = Add;
        /// Subtracts, wrapping around, in one step.
        fetch_sub = Sub;
        /// Writes the larger of the two, in one step.
        fetch_max = Max;
        /// Writes the smaller of the two, in one step.
        fetch_min = Min;
    }
}

impl<R: Raw<Item: Default>> Default for Atomic<R> {
    /// Zero, or `false`.
    #[track_caller]
    fn default() -> Atomic<R> {
        Atomic::new(R::Item::default())
    }
}

impl<R: Raw> Named for Atomic<R> {
    fn object(&self) -> usize {
        self.object
    }
}

impl<R: Raw> fmt::Debug for Atomic<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Reading the value would be a step of the schedule.
        f.debug_struct("Atomic").finish_non_exhaustive()
    }
}

impl From<bool> for Shown {
    fn from(value: bool) -> Shown {
        Shown(Value::Bool(value))
    }
}

macro_rules! shown {
    ($($int:ty)+) => {
        $(
            impl From<$int> for Shown {
                fn from(value: $int) -> Shown {
                    // Every atomic integer has at most 64 bits.
                    Shown(Value::Int(value as i128))
                }
            }
        )+
    };
}

shown! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

/// Makes the module `atomic` of a world: its atomics over a back end's.
macro_rules! atomics {
    (
        $back:ty, $checker:ident,
        load: |$l:ident, $lo:ident| $load:expr, load_bool: |$b:ident, $bo:ident| $load_bool:expr,
        store: |$s:ident, $v:ident, $so:ident| $store:expr,
        $($name:ident $int:ty;)+
    ) => {
        pub use std::sync::atomic::Ordering;
        pub use ::$checker::sync::atomic::fence;

        #[doc(hidden)]
        pub mod raw {
            use super::*;
            use $crate::model::atomic::{Arithmetic, Fetch, Raw};

            $(
                #[doc(hidden)]
                #[derive(Debug)]
                pub struct $name(::$checker::sync::atomic::$name);

                impl Raw for $name {
                    $crate::model::atomic::raw_methods! { $back, $name, $int, $checker,
                        |$l, $lo| $load, |$s, $v, $so| $store }
                    fn fetch(&self, fetch: Fetch, operand: $int, order: Ordering) -> $int {
                        match fetch {
                            Fetch::Add => self.0.fetch_add(operand, order),
                            Fetch::Sub => self.0.fetch_sub(operand, order),
                            Fetch::And => self.0.fetch_and(operand, order),
                            Fetch::Nand => self.0.fetch_nand(operand, order),
                            Fetch::Or => self.0.fetch_or(operand, order),
                            Fetch::Xor => self.0.fetch_xor(operand, order),
                            Fetch::Max => self.0.fetch_max(operand, order),
                            Fetch::Min => self.0.fetch_min(operand, order),
                        }
                    }
                    fn apply(fetch: Fetch, value: $int, operand: $int) -> $int {
                        match fetch {
                            Fetch::Add => value.wrapping_add(operand),
                            Fetch::Sub => value.wrapping_sub(operand),
                            Fetch::And => value & operand,
                            Fetch::Nand => !(value & operand),
                            Fetch::Or => value | operand,
                            Fetch::Xor => value ^ operand,
                            Fetch::Max => value.max(operand),
                            Fetch::Min => value.min(operand),
                        }
                    }
                }

                impl Arithmetic for $name {}
            )+

            #[doc(hidden)]
            #[derive(Debug)]
            pub struct AtomicBool(::$checker::sync::atomic::AtomicBool);

            impl Raw for AtomicBool {
                $crate::model::atomic::raw_methods! { $back, AtomicBool, bool, $checker,
                    |$b, $bo| $load_bool, |$s, $v, $so| $store }
                fn fetch(&self, fetch: Fetch, operand: bool, order: Ordering) -> bool {
                    match fetch {
                        Fetch::And => self.0.fetch_and(operand, order),
                        Fetch::Nand => self.0.fetch_nand(operand, order),
                        Fetch::Or => self.0.fetch_or(operand, order),
                        Fetch::Xor => self.0.fetch_xor(operand, order),
                        Fetch::Add | Fetch::Sub | Fetch::Max | Fetch::Min => {
                            unreachable!("a truth value does not count")
                        }
                    }
                }
                fn apply(fetch: Fetch, value: bool, operand: bool) -> bool {
                    match fetch {
                        Fetch::And => value & operand,
                        Fetch::Nand => !(value & operand),
                        Fetch::Or => value | operand,
                        Fetch::Xor => value ^ operand,
                        Fetch::Add | Fetch::Sub | Fetch::Max | Fetch::Min => {
                            unreachable!("a truth value does not count")
                        }
                    }
                }
            }
        }

        $(
            /// An atomic integer.
            pub type $name = $crate::model::atomic::Atomic<raw::$name>;
        )+
        /// An atomic truth value.
        pub type AtomicBool = $crate::model::atomic::Atomic<raw::AtomicBool>;
    };
}

macro_rules! raw_methods {
    ($back:ty, $name:ident, $item:ty, $checker:ident,
     |$l:ident, $lo:ident| $load:expr, |$s:ident, $v:ident, $so:ident| $store:expr) => {
        type Back = $back;
        type Item = $item;
        fn new(value: $item) -> Self {
            $name(::$checker::sync::atomic::$name::new(value))
        }
        fn load(&self, $lo: Ordering) -> $item {
            let $l = &self.0;
            $load
        }
        fn store(&self, $v: $item, $so: Ordering) {
            let $s = &self.0;
            $store
        }
        fn swap(&self, value: $item, order: Ordering) -> $item {
            self.0.swap(value, order)
        }
        fn compare_exchange(
            &self,
            current: $item,
            new: $item,
            success: Ordering,
            failure: Ordering,
        ) -> Result<$item, $item> {
            self.0.compare_exchange(current, new, success, failure)
        }
    };
}

pub(crate) use {atomics, raw_methods};
