//! Misconception: give the lock back before the call, and the inner function can take
//! it. Each call is whole then. The two together are not.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// Two accounts, and the lock for both.
#[derive(Debug)]
pub struct Ledger {
    lock: Lock,
    accounts: [AtomicU32; 2],
}

impl Ledger {
    /// Two accounts with so much in each.
    pub fn new(balances: [u32; 2]) -> Ledger {
        let accounts = balances.map(AtomicU32::new);
        name(&accounts[0], "cash");
        name(&accounts[1], "bank");
        let lock = Lock::new();
        Ledger { lock, accounts }
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
        let guard = hold(&self.lock);
        drop(guard);
        self.withdraw(from, amount);
        self.deposit(to, amount);
    }

    /// How much there is in both accounts.
    pub fn total(&self) -> u32 {
        let guard = hold(&self.lock);
        drop(guard);
        self.balance(0) + self.balance(1)
    }
}
