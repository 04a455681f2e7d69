//! A process that calls everything, until it is killed.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use handles::live::{AuthKey, Context, Handle};
use libtest_mimic::Failed;
use manager::live::{Address, Client, ListProxy, LockProxy, Manager, RLockProxy, ValueProxy};
use manager::proxies::{BarrierProxy, ConditionProxy, DictProxy, QueueProxy};
use manager::{Makes, ProxyError, Refused};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

use super::case::wait_for_ever;
use super::server::Server;

/// How many victims there are at once.
pub(crate) const VICTIMS: usize = 8;
/// The most things that one of them puts into anything.
pub(crate) const EACH: usize = 256;
/// How many tokens there are to take.
pub(crate) const TOKENS: usize = 512;
/// How many kinds of step there are.
const STEPS: u32 = 9;
/// Long enough that others come in between.
const SHORT: Duration = Duration::from_millis(5);

/// What a victim was told is done, each counted on its own.
#[derive(Clone, Copy, Debug)]
#[repr(usize)]
pub(crate) enum Told {
    Added,
    Appended,
    Inserted,
    Removed,
    Put,
    Steps,
}

/// What the victims share with each other and with their parent.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Shared {
    pub(crate) value: ValueProxy<u64>,
    pub(crate) list: ListProxy<(u32, u32)>,
    pub(crate) tokens: ListProxy<u32>,
    pub(crate) dict: DictProxy<(u32, u32), u32, Client>,
    pub(crate) queue: QueueProxy<(u32, u32), Client>,
    pub(crate) lock: LockProxy,
    pub(crate) rlock: RLockProxy,
    pub(crate) condition: ConditionProxy<Client>,
    pub(crate) barrier: BarrierProxy<Client>,
    address: Address,
    key: AuthKey,
    pub(crate) told: Handle<[[AtomicU32; Told::Steps as usize + 1]; VICTIMS]>,
    /// How often each token was taken.
    pub(crate) taken: Handle<[AtomicU32; TOKENS]>,
    /// How often each item was got.
    pub(crate) got: Handle<[[AtomicU32; EACH]; VICTIMS]>,
    /// Who is inside each of the three locks; 0 for nobody.
    inside: Handle<[AtomicU32; 3]>,
    /// What should never be.
    pub(crate) wrong: Handle<AtomicU32>,
}

impl Shared {
    pub(crate) fn new(server: &Server, context: Context) -> Result<Shared, Failed> {
        let Server { manager, key, .. } = server;
        Ok(Shared {
            value: manager.value(0)?,
            list: manager.list([])?,
            tokens: manager.list(0..TOKENS as u32)?,
            dict: manager.dict([])?,
            queue: manager.queue(4)?,
            lock: manager.lock()?,
            rlock: manager.rlock()?,
            condition: manager.condition()?,
            barrier: manager.barrier(3)?,
            address: manager.address().clone(),
            key: key.clone(),
            told: context.share([const { [const { AtomicU32::new(0) }; _] }; VICTIMS])?,
            taken: context.share([const { AtomicU32::new(0) }; TOKENS])?,
            got: context.share([const { [const { AtomicU32::new(0) }; EACH] }; VICTIMS])?,
            inside: context.share([const { AtomicU32::new(0) }; 3])?,
            wrong: context.share(AtomicU32::new(0))?,
        })
    }

    pub(crate) fn told(&self, who: usize, what: Told) -> u32 {
        self.told[who][what as usize].load(SeqCst)
    }

    fn tell(&self, who: usize, what: Told) {
        self.told[who][what as usize].fetch_add(1, SeqCst);
    }

    fn expect(&self, so: bool) {
        if !so {
            self.wrong.fetch_add(1, SeqCst);
        }
    }

    /// What is done under a lock: nobody else is inside, unless it died there.
    pub(crate) fn inside(&self, lock: usize, owner_died: bool) {
        let left = self.inside[lock].swap(1, SeqCst);
        self.expect(left == 0 || owner_died);
        self.inside[lock].store(0, SeqCst);
    }
}

/// Calls everything, in an order that this seed says, until it is killed.
pub(crate) fn victim((who, seed, shared): (usize, u64, Shared)) -> Result<(), String> {
    let mut victim = Victim {
        who,
        shared: &shared,
        own: Vec::new(),
    };
    let mut dice = Pcg64::seed_from_u64(seed);
    for _ in 0..EACH {
        let step = dice.gen_range(0..STEPS);
        victim.step(step, dice.r#gen()).map_err(|error| {
            shared.expect(false);
            error.to_string()
        })?;
        shared.tell(who, Told::Steps);
    }
    wait_for_ever()
}

struct Victim<'a> {
    who: usize,
    shared: &'a Shared,
    /// Objects that nobody else knows.
    own: Vec<(Manager, ListProxy<Vec<u8>>)>,
}

impl Victim<'_> {
    /// The next thing that it puts in.
    fn next(&self, told: Told) -> (u32, u32) {
        (self.who as u32, self.shared.told(self.who, told) + 1)
    }

    fn step(&mut self, step: u32, patient: bool) -> Result<(), ProxyError> {
        let (who, shared) = (self.who, self.shared);
        match step {
            0 => {
                shared.value.fetch_add(1)?;
                shared.tell(who, Told::Added);
            }
            1 => {
                shared.list.append(&self.next(Told::Appended))?;
                shared.tell(who, Told::Appended);
                match shared.tokens.pop() {
                    Ok(token) => drop(shared.taken[token as usize].fetch_add(1, SeqCst)),
                    Err(ProxyError::Refused(Refused::IndexOutOfRange)) => {}
                    Err(error) => return Err(error),
                }
            }
            2 => {
                let key = self.next(Told::Inserted);
                shared.dict.insert(&key, &key.1)?;
                shared.tell(who, Told::Inserted);
                shared.expect(shared.dict.get(&key)? == Some(key.1));
                if key.1.is_multiple_of(2) {
                    shared.expect(shared.dict.remove(&key)? == Some(key.1));
                    shared.tell(who, Told::Removed);
                }
            }
            3 => {
                let item = self.next(Told::Put);
                let put = if patient {
                    shared.queue.put(&item)
                } else {
                    shared.queue.put_for(&item, SHORT)
                };
                match put {
                    Ok(()) => shared.tell(who, Told::Put),
                    Err(ProxyError::Refused(Refused::QueueFull)) => {}
                    Err(error) => return Err(error),
                }
            }
            4 => match shared.queue.get_for(SHORT) {
                Ok((from, number)) => {
                    shared.got[from as usize][number as usize].fetch_add(1, SeqCst);
                }
                Err(ProxyError::Refused(Refused::QueueEmpty)) => {}
                Err(error) => return Err(error),
            },
            5 => {
                let guard = shared.lock.hold()?;
                shared.inside(0, guard.owner_died());
            }
            6 => {
                let guard = shared.rlock.hold()?;
                shared.inside(1, guard.owner_died());
                let again = shared.rlock.hold()?;
                shared.inside(1, again.owner_died());
            }
            7 => {
                let guard = shared.condition.hold()?;
                shared.inside(2, guard.owner_died());
                if patient {
                    let woken = shared.condition.wait_for(SHORT)?;
                    shared.inside(2, woken.owner_died);
                } else {
                    shared.condition.notify_all()?;
                }
            }
            _ => {
                match shared.barrier.wait_for(SHORT) {
                    Ok(_) => {}
                    Err(ProxyError::Refused(Refused::BrokenBarrier)) => shared.barrier.reset()?,
                    Err(error) => return Err(error),
                }
                let manager = Manager::connect(&shared.address, &shared.key);
                let manager = manager.map_err(|error| ProxyError::Gone {
                    why: error.to_string(),
                })?;
                let list = manager.list([vec![0; 1 << 16]])?;
                self.own.push((manager, list));
            }
        }
        Ok(())
    }
}
