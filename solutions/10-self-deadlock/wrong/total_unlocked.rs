//! Misconception: who only reads needs no lock. It reads twice, and money can move in
//! between.

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

    /// Reads an account. The caller holds the lock.
    fn read(&self, of: usize) -> u32 {
        self.accounts[of].load(SeqCst)
    }

    /// Changes an account. The caller holds the lock.
    fn change(&self, of: usize, change: impl Fn(u32) -> u32) {
        let seen = self.read(of);
        self.accounts[of].store(change(seen), SeqCst);
    }

    /// How much there is in an account.
    pub fn balance(&self, of: usize) -> u32 {
        let _guard = hold(&self.lock);
        self.read(of)
    }

    /// Puts an amount into an account.
    pub fn deposit(&self, to: usize, amount: u32) {
        let _guard = hold(&self.lock);
        self.change(to, |seen| seen + amount);
    }

    /// Takes an amount out of an account.
    pub fn withdraw(&self, from: usize, amount: u32) {
        let _guard = hold(&self.lock);
        self.change(from, |seen| seen - amount);
    }

    /// Moves an amount from one account to another.
    pub fn transfer(&self, from: usize, to: usize, amount: u32) {
        let _guard = hold(&self.lock);
        self.change(from, |seen| seen - amount);
        self.change(to, |seen| seen + amount);
    }

    /// How much there is in both accounts.
    pub fn total(&self) -> u32 {
        self.read(0) + self.read(1)
    }
}
