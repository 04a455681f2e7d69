//! A process that keeps things for the others: they send it messages, and it tells what it
//! did for them.

use std::collections::VecDeque;

use super::sync::mpsc::{Receiver, Sender, channel};
use super::sync::{Effect, Remote, Who, fold, name, tell, thread, who};

/// What can be asked.
#[derive(Clone, Copy)]
pub enum Call {
    Get,
    Set(u32),
    Add(u32),
    /// Takes one of two locks.
    Take(usize),
    GiveBack(usize),
}

/// Who asks.
pub struct Client {
    number: usize,
    requests: Sender<(usize, Who, Call)>,
    answers: Receiver<u32>,
}

impl Client {
    #[track_caller]
    pub fn call(&self, call: Call) -> u32 {
        self.requests.send((self.number, who(), call)).unwrap();
        self.answers.recv().unwrap()
    }
}

/// What a lock knows: who has it, and who waits for it.
#[derive(Default)]
struct Lock {
    holder: Option<usize>,
    waiting: VecDeque<(usize, Who)>,
}

/// A number, and two locks.
struct Server {
    tells: bool,
    counter: (Remote, u32),
    locks: [(Remote, Lock); 2],
    ways: Vec<Sender<u32>>,
}

impl Server {
    fn tell(&self, who: Who, remote: &Remote, effect: Effect, words: impl FnOnce() -> String) {
        if self.tells {
            tell(who, remote, effect, words);
        }
    }

    fn run(mut self, inbox: &Receiver<(usize, Who, Call)>) -> u32 {
        while let Ok((from, who, call)) = inbox.recv() {
            self.does(from, who, call);
        }
        self.counter.1
    }

    fn does(&mut self, from: usize, who: Who, call: Call) {
        let before = self.counter.1;
        let (effect, words) = match call {
            Call::Get => (Effect::Reads, format!("get \u{2192} {before}")),
            Call::Set(new) => {
                self.counter.1 = new;
                (Effect::Writes, format!("set {new}"))
            }
            Call::Add(more) => {
                self.counter.1 += more;
                (Effect::Updates, format!("add {more}"))
            }
            Call::Take(lock) => return self.takes(lock, from, who),
            Call::GiveBack(lock) => {
                self.tell(who, &self.locks[lock].0, Effect::GivesBack, || {
                    "give back".into()
                });
                self.answer(from, 0);
                let next = self.locks[lock].1.waiting.pop_front();
                self.locks[lock].1.holder = None;
                if let Some((next, who)) = next {
                    self.takes(lock, next, who);
                }
                return;
            }
        };
        self.tell(who, &self.counter.0, effect, || words);
        self.answer(from, before);
    }

    fn takes(&mut self, lock: usize, from: usize, who: Who) {
        let is_held = self.locks[lock].1.holder.is_some();
        let remote = &self.locks[lock].0;
        if is_held {
            self.tell(who, remote, Effect::Waits, || "take waits".into());
            self.locks[lock].1.waiting.push_back((from, who));
        } else {
            self.tell(who, remote, Effect::Takes, || "take".into());
            self.locks[lock].1.holder = Some(from);
            self.answer(from, 0);
        }
    }

    fn answer(&self, to: usize, with: u32) {
        // Who is gone needs no answer.
        let _ = self.ways[to].send(with);
    }
}

/// Runs clients of one server. Returns its number in the end. A server that does not tell
/// leaves the channels as they are.
pub fn serve<const N: usize>(tells: bool, clients: [fn(&Client); N]) -> u32 {
    let (requests, inbox) = channel();
    let mut ways = Vec::new();
    name(&inbox, "requests");
    if tells {
        fold(&inbox);
    }
    let clients = clients.map(|run| {
        let (way, answers) = channel();
        name(&answers, "answers");
        if tells {
            fold(&answers);
        }
        ways.push(way);
        let client = Client {
            number: ways.len() - 1,
            requests: requests.clone(),
            answers,
        };
        thread::spawn(move || run(&client))
    });
    drop(requests);
    let server = thread::spawn(move || {
        let remote = |called| (Remote::new(called), Lock::default());
        let server = Server {
            tells,
            counter: (Remote::new("counter"), 0),
            locks: [remote("left"), remote("right")],
            ways,
        };
        server.run(&inbox)
    });
    for client in clients {
        client.join().unwrap();
    }
    server.join().unwrap()
}

/// An increment of two calls.
pub fn in_two_calls(client: &Client) {
    let before = client.call(Call::Get);
    client.call(Call::Set(before + 1));
}

/// An increment of one call.
pub fn in_one_call(client: &Client) {
    client.call(Call::Add(1));
}

/// Adds what it saw to what is there now.
pub fn doubles(client: &Client) {
    let before = client.call(Call::Get);
    client.call(Call::Add(before + 1));
}

/// An increment of two calls, under the left lock.
pub fn under_a_lock(client: &Client) {
    client.call(Call::Take(0));
    in_two_calls(client);
    client.call(Call::GiveBack(0));
}

fn takes_two(client: &Client, [first, second]: [usize; 2]) {
    client.call(Call::Take(first));
    client.call(Call::Take(second));
    client.call(Call::GiveBack(second));
    client.call(Call::GiveBack(first));
}

/// Takes the left lock, then the right one.
pub fn left_first(client: &Client) {
    takes_two(client, [0, 1]);
}

/// Takes the right lock, then the left one.
pub fn right_first(client: &Client) {
    takes_two(client, [1, 0]);
}

/// Takes a lock that it has.
pub fn takes_it_twice(client: &Client) {
    client.call(Call::Take(0));
    client.call(Call::Take(0));
}

/// Gives nothing back.
pub fn takes_it_once(client: &Client) {
    client.call(Call::Take(0));
}
