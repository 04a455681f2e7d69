//! Objects of the types that a user registers, in the server.
//!
//! Such a type declares which of its methods are exposed; nothing else can be called.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::item::Item;
use crate::protocol::{ObjectId, Request};
use crate::proxy::Proxy;
use crate::server::{Object, Reference, Then, Turn, answer};
use crate::{NoTicket, ProxyError, Refused, Transport};

// ANCHOR: exposed
/// A type with methods that proxies can call. [`exposed!`](crate::exposed) implements it.
pub trait Exposed: Sized + 'static {
    /// What the server calls it. Two programs that share a server must call it the same.
    const KIND: &'static str;

    /// What its constructor takes: a tuple.
    type Arguments<C: Transport>: Serialize + DeserializeOwned;

    /// Its proxy.
    type Proxy<C: Transport>;

    /// Makes one.
    fn made(arguments: Self::Arguments<Inside>) -> Self;

    /// Calls an exposed method.
    ///
    /// # Errors
    ///
    /// [`Refused::NotExposed`] if it has no such method, or does not expose it;
    /// [`Refused::BadCall`] if it takes other arguments.
    fn called(&mut self, call: Called) -> Result<Returned, Refused>;

    #[doc(hidden)]
    fn proxy<C: Transport>(proxy: Proxy<C>) -> Self::Proxy<C>;
}
// ANCHOR_END: exposed

/// What can be asked of an object of a registered type.
#[derive(Serialize, Deserialize)]
pub(crate) struct RegisteredCall {
    pub(crate) method: String,
    /// A tuple.
    pub(crate) arguments: Item,
}

impl fmt::Debug for RegisteredCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({:?})", self.method, self.arguments)
    }
}

/// A call of a method by its name.
#[derive(Debug)]
pub struct Called(RegisteredCall);

/// What a method returned, on its way to the caller.
#[derive(Debug)]
pub struct Returned(Item);

impl Called {
    /// Which method is called.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.0.method
    }

    /// Runs it with its arguments.
    ///
    /// # Errors
    ///
    /// [`Refused::BadCall`] if they are others than it takes, and
    /// [`Refused::CannotBeSent`] if what it returns cannot be sent.
    pub fn with<T: Exposed, A: DeserializeOwned, R: Serialize>(
        self,
        run: impl FnOnce(A) -> R,
    ) -> Result<Returned, Refused> {
        let Called(RegisteredCall { method, arguments }) = self;
        let returned = run(opened::<T, A>(arguments)?);
        let item = Item::of(&Inside, &returned);
        item.map(Returned).map_err(|error| Refused::CannotBeSent {
            method,
            why: error.to_string(),
        })
    }

    /// What is to be said of a method that is not exposed.
    #[must_use]
    pub fn not_exposed<T: Exposed>(self) -> Refused {
        Refused::NotExposed {
            kind: T::KIND.into(),
            method: self.0.method,
        }
    }
}

fn opened<T: Exposed, A: DeserializeOwned>(arguments: Item) -> Result<A, Refused> {
    arguments.open(&Inside).map_err(|_| Refused::BadCall {
        kind: T::KIND.into(),
    })
}

/// Runs code of a user. If it panics, the server goes on.
fn caught<R>(run: impl FnOnce() -> Result<R, Refused>) -> Result<R, Refused> {
    // A value whose method panicked is as the method left it: as in CPython, where an
    // exception undoes nothing.
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(panicked(&*panic)))
}

/// What is known of a panic.
#[cfg(target_os = "linux")]
fn panicked(panic: &(dyn Any + Send)) -> Refused {
    let report = handles::live::PanicReport::of(panic);
    Refused::Panicked {
        message: report.message,
        place: report.place,
    }
}

/// What is known of a panic.
#[cfg(not(target_os = "linux"))]
fn panicked(panic: &(dyn Any + Send)) -> Refused {
    let text = panic.downcast_ref::<&str>().copied();
    let words = text.or_else(|| panic.downcast_ref().map(String::as_str));
    Refused::Panicked {
        message: words.unwrap_or("(no words)").into(),
        place: "an unknown place".into(),
    }
}

/// The way of the proxies that lie in an object of a registered type. They can be kept and
/// given away, and not called: their server would wait for itself.
#[derive(Clone, Copy, Debug)]
pub struct Inside;

thread_local! {
    /// What proxies inside led to that are gone.
    static RELEASED: RefCell<Vec<ObjectId>> = const { RefCell::new(Vec::new()) };
}

impl Transport for Inside {
    type Ticket = NoTicket;

    fn call<A: Serialize + fmt::Debug + ?Sized, R: DeserializeOwned + fmt::Debug>(
        &self,
        _: impl FnOnce(u64) -> Request<'static>,
        _: &A,
    ) -> Result<R, ProxyError> {
        Err(ProxyError::Inside)
    }

    fn release(&self, object: ObjectId) {
        RELEASED.with_borrow_mut(|released| released.push(object));
    }

    fn server(&self) -> u64 {
        u64::MAX
    }

    fn send(&self, _: ObjectId) -> Result<NoTicket, ProxyError> {
        Err(ProxyError::Inside)
    }

    fn receive(ticket: NoTicket) -> Result<(Self, ObjectId), ProxyError> {
        match ticket {}
    }
}

/// The references that the proxies in an object stand for, one for each.
#[derive(Default)]
struct Kept(HashMap<ObjectId, Vec<Reference>>);

impl Kept {
    /// Counts the proxies that come in with an item.
    fn take_in(&mut self, item: &Item, turn: &Turn<'_>) -> Result<(), Refused> {
        let found = item.references.iter().map(|object| turn.find(*object));
        let found = found.collect::<Result<Vec<_>, _>>()?;
        for (object, reference) in item.references.iter().zip(found) {
            self.0.entry(*object).or_default().push(reference);
        }
        Ok(())
    }

    /// Counts the proxies that are gone by now.
    fn let_go(&mut self) {
        for object in RELEASED.take() {
            if let Some(references) = self.0.get_mut(&object) {
                references.pop();
            }
        }
        self.0.retain(|_, references| !references.is_empty());
    }
}

/// An object of a registered type.
pub(crate) struct Registered<T: Exposed> {
    /// There until it is dropped.
    object: Option<T>,
    kept: Kept,
}

impl<T: Exposed> Object for Registered<T> {
    const KIND: &'static str = T::KIND;
    type Arguments = Item;
    type Call = RegisteredCall;

    fn make(arguments: Item, turn: &mut Turn<'_>) -> Result<Self, Refused> {
        let mut kept = Kept::default();
        kept.take_in(&arguments, turn)?;
        let object = caught(|| opened::<T, _>(arguments).map(T::made));
        kept.let_go();
        let object = Some(object?);
        Ok(Registered { object, kept })
    }

    // ANCHOR: call
    fn call(&mut self, call: RegisteredCall, turn: &mut Turn<'_>) -> Result<Then, Refused> {
        self.kept.take_in(&call.arguments, turn)?;
        let object = self
            .object
            .as_mut()
            .expect("it is there until it is dropped");
        let returned = caught(|| object.called(Called(call)));
        let returned = returned.and_then(|Returned(item)| {
            let item = turn.store(item)?;
            turn.lend(turn.caller(), &item);
            Ok(item)
        });
        self.kept.let_go();
        answer(returned?)
    }
    // ANCHOR_END: call
}

impl<T: Exposed> Drop for Registered<T> {
    fn drop(&mut self) {
        let object = self.object.take();
        // Nobody is there to be told of a panic.
        let _ = caught(|| {
            drop(object);
            Ok(())
        });
        self.kept.let_go();
    }
}

impl<T: Exposed> fmt::Debug for Registered<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(T::KIND).finish_non_exhaustive()
    }
}
