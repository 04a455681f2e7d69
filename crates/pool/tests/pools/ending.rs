//! How a pool ends, and what it leaves behind.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::atomic::Ordering::SeqCst;

use handles::live::Context;
use libtest_mimic::Trial;
use pool::live::{Pool, PoolError};
use rustix::process::{Pid, Signal, kill_process};

use super::case::Outcome;
use super::left::{children, children_of, descriptors, is_there};
use super::tasks::{
    DONE, WAITS, board, both, holds_back, holds_back_for_ever, holds_nothing_back, never,
    panics_at_five, pid, square, wait_for_gate, wait_until, with_board,
};

pub(crate) fn trials() -> Vec<Trial> {
    [
        both(
            "after terminate, results fail at once, also in iterators",
            after_terminate,
        ),
        both("a result that was there stays there", stays),
        both("results outlive the pool that was dropped", outlive),
        both("nothing is left behind, however a pool ends", nothing_left),
        both("a broker that was stopped is killed", stopped),
        both("dropping calls nobody back", quiet),
        both("close lets what was begun end", close),
        both(
            "a worker that holds the signal back finishes what it has begun",
            grace,
        ),
        both("control: one that does not dies at once", no_grace),
        both(
            "a worker that holds the signal back for ever is killed",
            stubborn,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn is_terminated(error: &PoolError) -> bool {
    matches!(error, PoolError::Terminated)
}

fn after_terminate(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    let one = pool.apply_async(never, 0)?;
    let many = pool.chunk_size(1).map_async(never, 0..100)?;
    let told = Rc::new(Cell::new(0));
    let tell = Rc::clone(&told);
    let heard = pool.apply_async(never, 0)?.on_error(move |error| {
        tell.set(tell.get() + u32::from(is_terminated(error)));
    });
    let mut ordered = pool.imap(never, 0..)?;
    pool.terminate()?;
    pool.terminate()?;
    assert!(is_terminated(&one.get().unwrap_err()));
    assert!(is_terminated(&many.get().unwrap_err()));
    assert!(is_terminated(&heard.get().unwrap_err()));
    assert!(is_terminated(
        &ordered.next().expect("the error comes once").unwrap_err()
    ));
    assert!(ordered.next().is_none(), "the error comes once");
    assert_eq!(told.get(), 1);
    pool.join()?;
    Ok(())
}

fn stays(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    let mut result = pool.map_async(square, 0..10)?;
    wait_until(|| result.is_ready().is_ok_and(|ready| ready));
    pool.terminate()?;
    assert_eq!(result.get_for(std::time::Duration::ZERO)?.len(), 10);
    Ok(())
}

fn outlive(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    let result = pool.map_async(never, 0..10)?;
    let mut imap = pool.imap(never, 0..)?;
    drop(pool);
    assert!(is_terminated(&result.get().unwrap_err()));
    assert!(is_terminated(
        &imap.next().expect("the error comes").unwrap_err()
    ));
    Ok(())
}

fn nothing_left(context: Context) -> Outcome {
    let before = descriptors();
    let ends: [fn(Pool) -> Result<(), PoolError>; 4] = [
        |pool| {
            drop(pool);
            Ok(())
        },
        |pool| pool.terminate(),
        |pool| {
            pool.close()?;
            pool.join()
        },
        |pool| {
            let _forgotten = pool.map_async(never, 0..100)?;
            let _also = pool.imap(never, 0..)?.next_for(std::time::Duration::ZERO);
            drop(pool);
            Ok(())
        },
    ];
    for end in ends {
        let pool = Pool::new(context, 3)?;
        let mut pids = pool.chunk_size(1).map(pid, 0..100)?;
        let _ = pool.map(panics_at_five, 0..10);
        let broker = pool.broker().expect("it runs");
        pids.push(broker);
        pids.extend(children_of(broker));
        end(pool)?;
        for pid in pids {
            assert!(!is_there(pid), "process {pid} was waited for");
        }
        assert!(children().is_empty(), "none is left");
        assert_eq!(descriptors(), before, "no descriptor is left");
    }
    Ok(())
}

/// It cannot end by itself.
fn stopped(context: Context) -> Outcome {
    let pool = Pool::new(context, 1)?;
    pool.map(square, 0..10)?;
    let broker = pool.broker().expect("it runs");
    let broker = Pid::from_raw(i32::try_from(broker)?).expect("it is a process");
    kill_process(broker, Signal::STOP)?;
    drop(pool);
    assert!(children().is_empty(), "none is left");
    Ok(())
}

fn quiet(context: Context) -> Outcome {
    let pool = Pool::new(context, 1)?;
    let result = pool
        .apply_async(never, 0)?
        .on_error(|_| panic!("nobody is called"));
    drop(pool);
    drop(result);
    Ok(())
}

fn close(context: Context) -> Outcome {
    let board = board(context)?;
    let pool = with_board(context, &board)?;
    let waits = pool.map_async(wait_for_gate, [0])?;
    let squares = pool.map_async(square, 0..100)?;
    wait_until(|| board[WAITS].load(SeqCst) != 0);
    pool.close()?;
    board[super::tasks::GATE].store(1, SeqCst);
    assert_eq!(squares.get()?.len(), 100);
    pool.join()?;
    assert_eq!(waits.get()?, [0]);
    assert!(children().is_empty(), "all were waited for");
    Ok(())
}

/// Terminates a pool whose worker is at this task. Returns how often it was done.
fn terminated_at(
    context: Context,
    task: fn(&Pool) -> Result<(), PoolError>,
) -> Result<u32, PoolError> {
    let board = board(context)?;
    let pool = with_board(context, &board)?;
    task(&pool)?;
    wait_until(|| board[WAITS].load(SeqCst) != 0);
    let worker = board[WAITS].load(SeqCst);
    pool.terminate()?;
    assert!(!is_there(worker), "it outlives its pool");
    Ok(board[DONE].load(SeqCst))
}

fn grace(context: Context) -> Outcome {
    let done = terminated_at(context, |pool| pool.apply_async(holds_back, 0).map(drop))?;
    assert_eq!(done, 1);
    Ok(())
}

fn no_grace(context: Context) -> Outcome {
    let done = terminated_at(context, |pool| {
        pool.apply_async(holds_nothing_back, 0).map(drop)
    })?;
    assert_eq!(done, 0);
    Ok(())
}

fn stubborn(context: Context) -> Outcome {
    let done = terminated_at(context, |pool| {
        pool.apply_async(holds_back_for_ever, 0).map(drop)
    })?;
    assert_eq!(done, 0);
    Ok(())
}
