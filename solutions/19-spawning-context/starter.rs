//! An account, and workers that book into it. Each is a process; which amount it books, a
//! message says.
//!
//! There is one lock, behind a handle, and each worker holds it from the read to the
//! write. Yet no schedule gets as far as that: the message is refused.

use super::handles::spaces::Handle;
use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

/// What a worker is started with.
pub type Given = Handle<RawValue<u32>>;

/// What a message to a worker says.
pub type Message = (u32, Handle<Lock>);

/// The account, as the parent has it.
#[derive(Debug)]
pub struct Account {
    balance: Handle<RawValue<u32>>,
    lock: Handle<Lock>,
}

impl Account {
    /// An empty account.
    pub fn new() -> Account {
        Account {
            balance: Handle::new(RawValue::new(0).named("balance")),
            lock: Handle::new(Lock::new()),
        }
    }

    /// What each worker is started with.
    pub fn at_start(&self) -> Given {
        self.balance.clone()
    }

    /// The message by which a worker learns that it must book this amount.
    pub fn message(&self, amount: u32) -> Message {
        // TODO(you): let the message be one that can be sent, and lose no amount.
        (amount, self.lock.clone())
    }

    /// The balance.
    pub fn balance(&self) -> u32 {
        self.balance.get()
    }
}

/// What a worker does when a message arrives: it books the amount.
pub fn book(balance: &Given, (amount, lock): Message) {
    let _guard = hold(&*lock);
    balance.set(balance.get() + amount);
}
