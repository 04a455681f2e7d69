//! A value brings its lock along: who is started with the one has the other.

use super::handles::spaces::Handle;
use super::locks::guard::hold;
use super::synchronized::value::Value;

/// What a worker is started with.
pub type Given = Handle<Value<u32>>;

/// What a message to a worker says.
pub type Message = u32;

/// The account, as the parent has it.
#[derive(Debug)]
pub struct Account {
    balance: Handle<Value<u32>>,
}

impl Account {
    /// An empty account.
    pub fn new() -> Account {
        Account {
            balance: Handle::new(Value::new(0).named("balance")),
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
    let _guard = hold(balance.get_lock());
    balance.set(balance.get() + amount);
}
