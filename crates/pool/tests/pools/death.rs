//! Workers, brokers and parents that die.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering::SeqCst;

use handles::live::Context;
use libtest_mimic::Trial;
use os::{ExitStatus, fork_child};
use pool::live::{Pool, PoolError};
use rustix::process::{Pid, Signal, kill_process};

use super::case::Outcome;
use super::left::{children, children_of, is_alive};
use super::tasks::{
    DONE, GATE, WAITS, abort_at_seven, board, both, exits, never, on_board, pid, square,
    two_with_board, wait_for_gate, wait_until, with_board,
};

pub(crate) fn trials() -> Vec<Trial> {
    [
        both(
            "a worker that is killed at a task is an error of that task",
            busy,
        ),
        both("a worker that is killed while idle is replaced", idle),
        both("a worker that exits is an error of its task", exit),
        both(
            "what dying workers had not begun is done once by others",
            once,
        ),
        both(
            "a worker that dies at a map is one error of the map",
            in_a_map,
        ),
        both(
            "a broker that is killed is an error, and its workers die",
            broker,
        ),
        both("when the parent is killed, the pool dies", parent),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(crate) fn kill(pid: u32) -> Outcome {
    let pid = Pid::from_raw(i32::try_from(pid)?).expect("it is a process");
    Ok(kill_process(pid, Signal::KILL)?)
}

fn busy(context: Context) -> Outcome {
    let board = board(context)?;
    let pool = with_board(context, &board)?;
    for _ in 0..5 {
        board[WAITS].store(0, SeqCst);
        let waits = pool.map_async(wait_for_gate, [0])?;
        wait_until(|| board[WAITS].load(SeqCst) != 0);
        let killed = board[WAITS].load(SeqCst);
        kill(killed)?;
        let error = waits.get().unwrap_err();
        let PoolError::WorkerDied { index, pid, status } = error else {
            return Err(error.into());
        };
        assert_eq!((index, pid), (0, killed));
        assert_eq!(status, ExitStatus::Killed { signal: 9 });
        // The pool goes on with two workers.
        assert_eq!(pool.map(square, 0..10)?.len(), 10);
    }
    Ok(())
}

fn idle(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    for _ in 0..20 {
        let workers = BTreeSet::from_iter(pool.chunk_size(1).map(pid, 0..20)?);
        for worker in workers {
            kill(worker)?;
        }
        // None of them was at a task.
        assert_eq!(pool.map(square, 0..100)?.len(), 100);
    }
    Ok(())
}

fn exit(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    let error = pool.apply(exits, 3).unwrap_err();
    let PoolError::WorkerDied { pid, .. } = error else {
        return Err(error.into());
    };
    let words = format!("task 0 is lost: worker {pid} exited with code 3 while it ran its chunk");
    assert_eq!(error.to_string(), words);
    assert_eq!(pool.apply(square, 3)?, 9);
    Ok(())
}

/// Each seventh task kills its worker, and all others are done once.
fn once(context: Context) -> Outcome {
    const TASKS: u32 = 100;
    let board = board(context)?;
    let pool = with_board(context, &board)?;
    // So that workers have many before them.
    pool.chunk_size(1).map(on_board, 0..1000)?;
    board[DONE].store(0, SeqCst);
    let mut results = pool.imap(abort_at_seven, 0..TASKS)?;
    for number in 0..TASKS {
        match results.next().expect("there are more") {
            Ok(it) => assert_eq!(it, number),
            Err(PoolError::WorkerDied { status, .. }) => {
                assert_eq!(number % 7, 0, "task {number} has killed nobody");
                assert_eq!(status, ExitStatus::Killed { signal: 6 });
            }
            Err(other) => return Err(other.into()),
        }
    }
    assert!(results.next().is_none(), "that was all");
    assert_eq!(board[DONE].load(SeqCst), TASKS - TASKS.div_ceil(7));
    Ok(())
}

fn in_a_map(context: Context) -> Outcome {
    let board = board(context)?;
    let pool = with_board(context, &board)?;
    let error = pool.map(abort_at_seven, 1..20).unwrap_err();
    assert!(matches!(error, PoolError::WorkerDied { .. }), "{error}");
    let also = two_with_board(context, &board).workers(1).start()?;
    let error = also.map(abort_at_seven, [7]).unwrap_err();
    assert!(
        matches!(error, PoolError::WorkerDied { index: 0, .. }),
        "{error}"
    );
    Ok(())
}

fn broker(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    let workers = pool.chunk_size(1).map(pid, 0..20)?;
    let waits = pool.map_async(never, 0..10_000)?;
    kill(pool.broker().expect("it runs"))?;
    let error = waits.get().unwrap_err();
    assert!(matches!(error, PoolError::BrokerDied { .. }), "{error}");
    let error = pool.map(square, 0..10).unwrap_err();
    assert!(matches!(error, PoolError::BrokerDied { .. }), "{error}");
    for worker in workers {
        wait_until(|| !is_alive(worker));
    }
    pool.terminate()?;
    assert!(children().is_empty(), "the broker was waited for");
    Ok(())
}

fn parent(context: Context) -> Outcome {
    let board = board(context)?;
    let child = fork_child(|| {
        let run = || -> Result<(), PoolError> {
            let pool = with_board(context, &board)?;
            pool.chunk_size(1).map(on_board, 0..20)?;
            let _waits = pool.map_async(never, 0..100)?;
            board[GATE].store(pool.broker().unwrap_or(0), SeqCst);
            pool.apply(never, 0)
        };
        u8::from(run().is_err())
    })?;
    wait_until(|| board[GATE].load(SeqCst) != 0);
    let broker = board[GATE].load(SeqCst);
    let workers = children_of(broker);
    assert_eq!(workers.len(), 2);
    child.kill()?;
    child.wait()?;
    for pid in workers.into_iter().chain([broker]) {
        wait_until(|| !is_alive(pid));
    }
    Ok(())
}
