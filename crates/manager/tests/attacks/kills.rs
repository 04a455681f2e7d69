//! Clients are killed in the middle of calls. What they were told is done is done, what they
//! held is free, and nothing else is left of them.

use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

use handles::StartMethod;
use handles::live::Context;
use libtest_mimic::Trial;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use super::audit::{added, put_in, taken_out};
use super::case::{Outcome, case};
use super::server::Server;
use super::victim::{EACH, Shared, TOKENS, Told, VICTIMS, victim};
use super::watch::{memory, until_descriptors};

/// So many waves of victims.
const WAVES: u64 = 26;
/// A victim that waits for others makes no steps: so long it is waited for them.
const A_WHILE: Duration = Duration::from_millis(30);

fn storm() -> Outcome {
    let server = Server::start()?;
    let context = Context::new(StartMethod::Fork);
    let mut moments = Pcg64::seed_from_u64(5);
    // What memory is taken once is taken by the first wave.
    wave(&server, context, 0, &mut moments)?;
    let before = memory(server.pid);
    for number in 1..WAVES {
        let shown = |error: libtest_mimic::Failed| {
            format!("wave {number}: {}", error.message().unwrap_or_default())
        };
        wave(&server, context, number, &mut moments).map_err(shown)?;
    }
    let grown = memory(server.pid).saturating_sub(before);
    // Each wave makes more than that of objects that nobody else knows.
    assert!(grown < 8 << 20, "{grown} bytes");
    Ok(())
}

fn wave(server: &Server, context: Context, number: u64, moments: &mut Pcg64) -> Outcome {
    let shared = Shared::new(server, context)?;
    let mut victims = Vec::new();
    for who in 0..VICTIMS {
        let seed = number * VICTIMS as u64 + who as u64;
        let mut process = context.process(victim, (who, seed, shared.clone()));
        process.start()?;
        victims.push((who, process));
    }
    for (who, process) in &mut victims {
        let (steps, spins) = (
            moments.gen_range(1..EACH as u32 / 8),
            moments.gen_range(0..50_000),
        );
        let begin = Instant::now();
        while shared.told(*who, Told::Steps) < steps && begin.elapsed() < A_WHILE {
            std::thread::yield_now();
        }
        (0..spins).for_each(|_| std::hint::spin_loop());
        process.kill()?;
    }
    for (_, process) in &mut victims {
        assert_eq!(process.join()?.code(), -9);
    }
    until_descriptors(server.pid, server.descriptors)?;
    assert_eq!(shared.wrong.load(SeqCst), 0, "no victim saw anything wrong");
    locks_are_free(&shared)?;
    Ok(nothing_is_lost(&shared)?)
}

fn locks_are_free(shared: &Shared) -> Outcome {
    let guard = shared.lock.hold()?;
    shared.inside(0, guard.owner_died());
    let guard = shared.rlock.hold()?;
    shared.inside(1, guard.owner_died());
    let guard = shared.condition.hold()?;
    shared.inside(2, guard.owner_died());
    shared.condition.notify_all()?;
    assert_eq!(shared.wrong.load(SeqCst), 0, "who died inside is told of");
    assert_eq!(shared.barrier.n_waiting()?, 0);
    Ok(())
}

fn nothing_is_lost(shared: &Shared) -> Result<(), Box<dyn std::error::Error>> {
    let told = |what| (0..VICTIMS).map(move |who| shared.told(who, what));
    let total = told(Told::Added).map(u64::from).sum();
    added(total, shared.value.get()?, VICTIMS as u64)?;

    let list = shared.list.to_vec()?;
    let of = |all: &[(u32, u32)], who: usize| -> Vec<u32> {
        let its = all.iter().filter(|(from, _)| *from == who as u32);
        its.map(|(_, number)| *number).collect()
    };
    for (who, appended) in told(Told::Appended).enumerate() {
        put_in(appended, &of(&list, who))?;
    }
    let taken = (0..TOKENS as u32).filter(|token| shared.taken[*token as usize].load(SeqCst) > 0);
    let taken: Vec<_> = taken.collect();
    taken_out(0..TOKENS as u32, &taken, &shared.tokens.to_vec()?, VICTIMS)?;

    let keys = shared.dict.keys()?;
    for who in 0..VICTIMS {
        let (inserted, removed) = (
            shared.told(who, Told::Inserted),
            shared.told(who, Told::Removed),
        );
        let mut found = of(&keys, who);
        // The even ones were removed again: the last may be.
        for number in (1..=inserted / 2).map(|half| 2 * half) {
            let is_there = found.contains(&number);
            assert!(!is_there || number / 2 > removed, "{number} is back");
            if !is_there {
                found.push(number);
            }
        }
        put_in(inserted, &found)?;
    }
    queue_is_whole(shared)
}

fn queue_is_whole(shared: &Shared) -> Result<(), Box<dyn std::error::Error>> {
    let mut left = Vec::new();
    while let Ok(item) = shared.queue.try_get() {
        left.push(item);
    }
    let name = |(who, number): (u32, u32)| who * EACH as u32 + number;
    let left: Vec<_> = left.into_iter().map(name).collect();
    let (mut all, mut taken) = (Vec::new(), Vec::new());
    for who in 0..VICTIMS as u32 {
        let last = shared.told(who as usize, Told::Put);
        for number in 1..EACH as u32 {
            let item = name((who, number));
            let got = shared.got[who as usize][number as usize].load(SeqCst);
            taken.extend((0..got).map(|_| item));
            // The next one may be there or not.
            if number <= last || number == last + 1 && (got > 0 || left.contains(&item)) {
                all.push(item);
            }
        }
    }
    Ok(taken_out(all, &taken, &left, VICTIMS)?)
}

pub(crate) fn trials() -> Vec<Trial> {
    let name = format!(
        "{} clients are killed in their calls",
        WAVES * VICTIMS as u64
    );
    vec![case(name, storm)]
}
