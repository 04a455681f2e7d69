//! Misconception: a lock for the outer functions and one for the inner ones. Nobody
//! waits for itself, but who holds the one is not kept out by the other.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// Two accounts, a lock for each access, and a lock for each transfer.
#[derive(Debug)]
pub struct Ledger {
    lock: Lock,
    outer: Lock,
    accounts: [AtomicU32; 2],
}

impl Ledger {
    /// Two accounts with so much in each.
    pub fn new(balances: [u32; 2]) -> Ledger {
        let accounts = balances.map(AtomicU32::new);
        name(&accounts[0], "cash");
        name(&accounts[1], "bank");
        Ledger {
            lock: Lock::new(),
            outer: Lock::new().named("outer"),
            accounts,
        }
    }

    /// How much there is in an account.
    pub fn balance(&self, of: usize) -> u32 {
        let _guard = hold(&self.lock);
        self.accounts[of].load(SeqCst)
    }

    /// Puts an amount into an account.
    pub fn deposit(&self, to: usize, amount: u32) {
        let _guard = hold(&self.lock);
        let seen = self.accounts[to].load(SeqCst);
        self.accounts[to].store(seen + amount, SeqCst);
    }

    /// Takes an amount out of an account.
    pub fn withdraw(&self, from: usize, amount: u32) {
        let _guard = hold(&self.lock);
        let seen = self.accounts[from].load(SeqCst);
        self.accounts[from].store(seen - amount, SeqCst);
    }

    /// Moves an amount from one account to another.
    pub fn transfer(&self, from: usize, to: usize, amount: u32) {
        let _guard = hold(&self.outer);
        self.withdraw(from, amount);
        self.deposit(to, amount);
    }

    /// How much there is in both accounts.
    pub fn total(&self) -> u32 {
        let _guard = hold(&self.lock);
        self.accounts[0].load(SeqCst) + self.accounts[1].load(SeqCst)
    }
}
