//! Misconception: it was the lock that was in the way, and without it the program runs. It
//! does, and loses amounts.

use super::handles::spaces::Handle;
use super::synchronized::raw_value::RawValue;

/// What a worker is started with.
pub type Given = Handle<RawValue<u32>>;

/// What a message to a worker says.
pub type Message = u32;

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
        amount
    }

    /// The balance.
    pub fn balance(&self) -> u32 {
        self.balance.get()
    }
}

/// What a worker does when a message arrives: it books the amount.
pub fn book(balance: &Given, amount: Message) {
    balance.set(balance.get() + amount);
}
