//! No lock at all: to book is one step on shared memory, and a handle leads there.

use super::handles::spaces::Handle;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// What a worker is started with.
pub type Given = Handle<AtomicU32>;

/// What a message to a worker says.
pub type Message = u32;

/// The account, as the parent has it.
#[derive(Debug)]
pub struct Account {
    balance: Handle<AtomicU32>,
}

impl Account {
    /// An empty account.
    pub fn new() -> Account {
        let balance = AtomicU32::new(0);
        name(&balance, "balance");
        Account {
            balance: Handle::new(balance),
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
        self.balance.load(SeqCst)
    }
}

/// What a worker does when a message arrives: it books the amount.
pub fn book(balance: &Given, amount: Message) {
    balance.fetch_add(amount, SeqCst);
}
