//! CPython's own cases of conditions, through a manager.

use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use handles::entries;
use handles::live::{Context, Entry, Process};
use libtest_mimic::Trial;
use manager::live::{ConditionProxy, Manager, SemaphoreProxy, ValueProxy};
use manager::{Makes, ProxyError};

use super::case::Outcome;
use super::words::{SOON, both, ends_well, manager, started, wait_until};

pub(crate) fn entries() -> Vec<Entry> {
    entries![sleeps, waits_for_four, waits_in_vain, notifies]
}

pub(crate) fn trials() -> Vec<Trial> {
    [
        both("_TestCondition.test_notify", test_notify),
        both("_TestCondition.test_notify_all", test_notify_all),
        both("_TestCondition.test_notify_n", test_notify_n),
        both("_TestCondition.test_timeout", test_timeout),
        both("_TestCondition.test_waitfor", test_waitfor),
        both("_TestCondition.test_waitfor_timeout", test_waitfor_timeout),
        both("_TestCondition.test_wait_result", test_wait_result),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A condition, and semaphores that count who sleeps and who is awake again.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Beds {
    condition: ConditionProxy,
    sleeping: SemaphoreProxy,
    woken: SemaphoreProxy,
    /// How long they sleep at most.
    most: Option<Duration>,
}

fn sleeps(beds: Beds) -> Result<(), ProxyError> {
    let guard = beds.condition.hold()?;
    beds.sleeping.release()?;
    let _ = match beds.most {
        Some(most) => beds.condition.wait_for(most)?,
        None => beds.condition.wait()?,
    };
    beds.woken.release()?;
    drop(guard);
    Ok(())
}

impl Beds {
    fn of(manager: &Manager) -> Result<Beds, ProxyError> {
        Ok(Beds {
            condition: manager.condition()?,
            sleeping: manager.semaphore(0)?,
            woken: manager.semaphore(0)?,
            most: None,
        })
    }

    fn notify(&self, count: usize) -> Result<(), ProxyError> {
        let _guard = self.condition.hold()?;
        self.condition.notify(count)
    }

    fn are_woken(&self, count: u32) -> Result<(), ProxyError> {
        wait_until(|| self.woken.permits().expect("the server is there") == count);
        Ok(())
    }

    /// Waits for what must not come: that more wake up.
    fn and_no_more(&self, count: u32) -> Result<(), ProxyError> {
        thread::sleep(SOON);
        assert_eq!(self.woken.permits()?, count);
        Ok(())
    }
}

/// So many processes that sleep, and as many threads.
struct Sleepers {
    processes: Vec<Process>,
    threads: Vec<JoinHandle<Result<(), ProxyError>>>,
}

impl Sleepers {
    fn start(
        context: Context,
        beds: &Beds,
        count: usize,
    ) -> Result<Sleepers, libtest_mimic::Failed> {
        // First the processes: fork needs a program with one thread.
        let start = |_| started(context.process(sleeps, beds.clone()));
        let processes = (0..count).map(start).collect::<Result<_, _>>()?;
        let start = |_| {
            let beds = beds.clone();
            thread::spawn(|| sleeps(beds))
        };
        let threads = (0..count).map(start).collect();
        for _ in 0..2 * count {
            beds.sleeping.acquire()?;
        }
        Ok(Sleepers { processes, threads })
    }

    fn end(self) -> Outcome {
        for thread in self.threads {
            thread.join().expect("it does not panic")?;
        }
        self.processes.into_iter().try_for_each(ends_well)
    }
}

fn test_notify(context: Context) -> Outcome {
    let beds = Beds::of(&manager(context)?)?;
    let sleepers = Sleepers::start(context, &beds, 1)?;
    beds.and_no_more(0)?;
    for woken in [1, 2] {
        beds.notify(1)?;
        beds.are_woken(woken)?;
        beds.and_no_more(woken)?;
    }
    sleepers.end()
}

fn test_notify_all(context: Context) -> Outcome {
    let mut beds = Beds::of(&manager(context)?)?;
    beds.most = Some(SOON);
    let sleepers = Sleepers::start(context, &beds, 3)?;
    for _ in 0..6 {
        beds.woken.acquire()?;
    }
    beds.and_no_more(0)?;
    sleepers.end()?;

    beds.most = None;
    let sleepers = Sleepers::start(context, &beds, 3)?;
    beds.and_no_more(0)?;
    let guard = beds.condition.hold()?;
    beds.condition.notify_all()?;
    drop(guard);
    beds.are_woken(6)?;
    sleepers.end()
}

fn test_notify_n(context: Context) -> Outcome {
    let beds = Beds::of(&manager(context)?)?;
    let sleepers = Sleepers::start(context, &beds, 3)?;
    beds.and_no_more(0)?;
    beds.notify(2)?;
    beds.are_woken(2)?;
    beds.and_no_more(2)?;
    beds.notify(4)?;
    beds.are_woken(6)?;
    // Nobody is there.
    beds.notify(3)?;
    assert_eq!(beds.woken.permits()?, 6);
    sleepers.end()
}

fn test_timeout(context: Context) -> Outcome {
    let condition = manager(context)?.condition()?;
    let _guard = condition.hold()?;
    let begin = Instant::now();
    assert!(!condition.wait_for(SOON)?.in_time);
    assert!(begin.elapsed() >= SOON);
    Ok(())
}

type Machine = (ConditionProxy, ValueProxy<i32>);

fn waits_for_four((condition, state): Machine) -> Result<(), ProxyError> {
    let _guard = condition.hold()?;
    state.set(0)?;
    condition.notify(1)?;
    let woken = condition.wait_until(|| Ok(state.get()? == 4))?;
    assert!(woken.in_time && state.get()? == 4);
    Ok(())
}

/// The parent does not sleep between its steps.
fn test_waitfor(context: Context) -> Outcome {
    let manager = manager(context)?;
    let (condition, state) = (manager.condition()?, manager.value(-1)?);
    let child = started(context.process(waits_for_four, (condition.clone(), state.clone())))?;
    let guard = condition.hold()?;
    assert!(condition.wait_until(|| Ok(state.get()? == 0))?.in_time);
    drop(guard);
    for _ in 0..4 {
        let _guard = condition.hold()?;
        state.set(state.get()? + 1)?;
        condition.notify(1)?;
    }
    ends_well(child)
}

fn waits_in_vain(
    ((condition, state), begins): (Machine, SemaphoreProxy),
) -> Result<(), ProxyError> {
    begins.release()?;
    let _guard = condition.hold()?;
    let (begin, most) = (Instant::now(), 2 * SOON);
    let woken = condition.wait_until_for(|| Ok(state.get()? == 4), most)?;
    assert!(!woken.in_time && begin.elapsed() >= most);
    Ok(())
}

/// What the child finds is its exit code.
fn test_waitfor_timeout(context: Context) -> Outcome {
    let manager = manager(context)?;
    let (condition, state) = (manager.condition()?, manager.value(0)?);
    let begins = manager.semaphore(0)?;
    let all = ((condition.clone(), state.clone()), begins.clone());
    let child = started(context.process(waits_in_vain, all))?;
    begins.acquire()?;
    for _ in 0..3 {
        let _guard = condition.hold()?;
        state.set(state.get()? + 1)?;
        condition.notify(1)?;
    }
    ends_well(child)
}

fn notifies(condition: ConditionProxy) -> Result<(), ProxyError> {
    let _guard = condition.hold()?;
    condition.notify(1)
}

/// The half with SIGINT is for conditions without a manager.
fn test_wait_result(context: Context) -> Outcome {
    let condition = manager(context)?.condition()?;
    let guard = condition.hold()?;
    assert!(!condition.wait_for(Duration::ZERO)?.in_time);
    assert!(!condition.wait_for(SOON)?.in_time);
    let child = started(context.process(notifies, condition.clone()))?;
    assert!(condition.wait_for(Duration::from_secs(60))?.in_time);
    drop(guard);
    ends_well(child)
}
