//! What the workers do, and what they share with the case.

use std::hint::spin_loop;
use std::panic::{catch_unwind, resume_unwind};
use std::process::{self, abort};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use handles::StartMethod::{Fork, Spawn};
use handles::entries;
use handles::live::{Context, Entry, Handle, current_process, family_key};
use libtest_mimic::Trial;
use os::HeldBack;
use pool::live::{Builder, Pool, PoolError, fallible};
use pool::tasks;
use serde::{Deserialize, Serialize, Serializer, ser};

use super::case::{Outcome, case};
use super::storm;

pub(crate) fn all() -> Vec<Entry> {
    let mut all = entries![];
    all.extend(tasks![
        square,
        add,
        pid,
        name,
        key,
        twice,
        never,
        never_again,
        panics_at_five,
        fallible(fails_at_five),
        plain_error,
        unsendable,
        take,
        take_if,
        exits,
        has_a_pool,
        use_board,
        on_board,
        wait_for_gate,
        abort_at_seven,
        fallible(cannot_begin),
        panics_at_first,
        dies_at_first,
        waits_at_first,
        resumes_another_panic,
        holds_back,
        holds_nothing_back,
        holds_back_for_ever,
        storm::use_slots,
        storm::on_slot,
    ]);
    all
}

/// This case, once with forked processes and once with spawned ones.
pub(crate) fn both(name: &str, body: fn(Context) -> Outcome) -> Vec<Trial> {
    let trial = |method| {
        let body = move || body(Context::new(method));
        case(format!("{name} ({method})"), body)
    };
    vec![trial(Fork), trial(Spawn)]
}

pub(crate) fn square(number: u64) -> u64 {
    number * number
}

pub(crate) fn add((one, other): (i32, i32)) -> i32 {
    one + other
}

pub(crate) fn pid(_: u32) -> u32 {
    process::id()
}

pub(crate) fn name(_: u32) -> String {
    current_process().name
}

pub(crate) fn key(_: u32) -> Vec<u8> {
    family_key().expect("it was given").as_bytes().to_vec()
}

pub(crate) fn twice(words: String) -> String {
    words.repeat(2)
}

pub(crate) fn never(_: u32) {
    static GOES_ON: AtomicBool = AtomicBool::new(true);
    while GOES_ON.load(SeqCst) {
        thread::park();
    }
}

/// Not named.
pub(crate) fn unknown(_: u32) {}

pub(crate) fn never_again(_: ()) {}

pub(crate) fn panics_at_five(number: u32) -> u32 {
    assert_ne!(number, 5, "five");
    number
}

pub(crate) fn fails_at_five(number: u32) -> Result<u32, String> {
    if number == 5 {
        Err("five".into())
    } else {
        Ok(number)
    }
}

pub(crate) fn plain_error(_: u32) -> Result<u32, String> {
    Err("as a value".into())
}

/// It can be sent nowhere, if it says so.
#[derive(Debug, Deserialize)]
pub(crate) struct Stays(pub(crate) bool);

impl Serialize for Stays {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 {
            return Err(ser::Error::custom("it stays"));
        }
        serializer.serialize_newtype_struct("Stays", &self.0)
    }
}

pub(crate) fn unsendable(_: u32) -> Stays {
    Stays(true)
}

pub(crate) fn take(_: Stays) {}

/// An error can be sent nowhere.
pub(crate) fn take_if(number: Result<u32, Stays>) -> u32 {
    number.expect("no error travels")
}

pub(crate) fn exits(code: i32) {
    process::exit(code);
}

pub(crate) fn has_a_pool(_: u32) -> String {
    let pool = Pool::new(Context::new(Fork), 1);
    pool.map_or_else(|error| error.to_string(), |_| "a pool".into())
}

/// Numbers that the case and its workers share.
pub(crate) type Board = Handle<[AtomicU32; 4]>;

/// The worker that waits.
pub(crate) const WAITS: usize = 0;
/// 1 lets it go on.
pub(crate) const GATE: usize = 1;
/// How often something was done.
pub(crate) const DONE: usize = 2;

static BOARD: OnceLock<Board> = OnceLock::new();

pub(crate) fn board(context: Context) -> Result<Board, os::OsError> {
    context.share(Default::default())
}

pub(crate) fn use_board(board: Board) {
    assert!(BOARD.set(board).is_ok(), "a worker begins once");
}

/// A pool of two, whose workers use this board.
pub(crate) fn with_board(context: Context, board: &Board) -> Result<Pool, PoolError> {
    two_with_board(context, board).start()
}

pub(crate) fn two_with_board(context: Context, board: &Board) -> Builder {
    let builder = Pool::builder(context).workers(2);
    builder.initializer(use_board, board.clone())
}

fn mine() -> &'static Board {
    BOARD.get().expect("the initializer has run")
}

/// Counts on the board.
pub(crate) fn on_board(number: u32) -> u32 {
    mine()[DONE].fetch_add(1, SeqCst);
    number
}

/// The first task waits; the others do not.
pub(crate) fn wait_for_gate(number: u32) -> u32 {
    if number == 0 {
        mine()[WAITS].store(process::id(), SeqCst);
        wait_until(|| mine()[GATE].load(SeqCst) == 1);
    }
    on_board(number)
}

/// Each seventh task kills its worker.
pub(crate) fn abort_at_seven(number: u32) -> u32 {
    if number.is_multiple_of(7) {
        abort();
    }
    on_board(number)
}

/// Waits for what another process does. The case has a limit.
pub(crate) fn wait_until(so: impl Fn() -> bool) {
    while !so() {
        thread::yield_now();
    }
}

pub(crate) fn cannot_begin(why: String) -> Result<(), String> {
    Err(why)
}

pub(crate) fn panics_at_first(why: String) {
    panic!("{why}");
}

pub(crate) fn dies_at_first(code: i32) {
    process::exit(code);
}

pub(crate) fn waits_at_first(board: Board) {
    wait_until(|| board[GATE].load(SeqCst) == 1);
}

/// Works for some time, and says when it is done.
fn work_on_board() {
    mine()[WAITS].store(process::id(), SeqCst);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(50) {
        spin_loop();
    }
    mine()[DONE].fetch_add(1, SeqCst);
}

/// Is not terminated before it is done.
pub(crate) fn holds_back(_: u32) {
    let _held = HeldBack::new().expect("the kernel does");
    work_on_board();
}

pub(crate) fn holds_nothing_back(_: u32) {
    work_on_board();
}

pub(crate) fn holds_back_for_ever(_: u32) {
    let _held = HeldBack::new().expect("the kernel does");
    mine()[WAITS].store(process::id(), SeqCst);
    never(0);
}

/// One panic is caught, and another one is handed on.
pub(crate) fn resumes_another_panic(_: u32) {
    let _ = catch_unwind(|| panic!("the older one"));
    resume_unwind(Box::new("the newer one"));
}
