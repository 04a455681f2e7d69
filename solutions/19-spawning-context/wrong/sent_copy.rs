//! Misconception: what is refused as a handle can be sent as a copy. It can, and what
//! arrives is another lock.

use super::handles::spaces::{Copied, Handle};
use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

/// What a worker is started with.
pub type Given = Handle<RawValue<u32>>;

/// What a message to a worker says.
pub type Message = (u32, Copied<Lock>);

/// The account, as the parent has it.
#[derive(Debug)]
pub struct Account {
    balance: Handle<RawValue<u32>>,
}

impl Account {
    /// An empty account.
    pub fn new() -> Account {
        Account {
            balance: Handle::new(RawValue::new(0).named("balance")),
        }
    }

    /// What each worker is started with.
    pub fn at_start(&self) -> Given {
        self.balance.clone()
    }

    /// The message by which a worker learns that it must book this amount.
    pub fn message(&self, amount: u32) -> Message {
        (amount, Copied::new(Lock::new()))
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
