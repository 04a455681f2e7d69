//! The balance and its lock lie side by side in shared memory, and a worker is started
//! with one handle to both.

use super::handles::spaces::Handle;
use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

/// What a worker is started with.
pub type Given = Handle<Shared>;

/// What a message to a worker says.
pub type Message = u32;

/// What all of them share.
#[derive(Debug)]
pub struct Shared {
    balance: RawValue<u32>,
    lock: Lock,
}

/// The account, as the parent has it.
#[derive(Debug)]
pub struct Account {
    shared: Handle<Shared>,
}

impl Account {
    /// An empty account.
    pub fn new() -> Account {
        Account {
            shared: Handle::new(Shared {
                balance: RawValue::new(0).named("balance"),
                lock: Lock::new(),
            }),
        }
    }

    /// What each worker is started with.
    pub fn at_start(&self) -> Given {
        self.shared.clone()
    }

    /// The message by which a worker learns that it must book this amount.
    pub fn message(&self, amount: u32) -> Message {
        amount
    }

    /// The balance.
    pub fn balance(&self) -> u32 {
        self.shared.balance.get()
    }
}

/// What a worker does when a message arrives: it books the amount.
pub fn book(shared: &Given, amount: Message) {
    let _guard = hold(&shared.lock);
    shared.balance.set(shared.balance.get() + amount);
}
