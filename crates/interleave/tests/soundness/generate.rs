//! Random programs, small enough to be run in every order.

use crate::programs::ops::{Instruction, Op, Program};
use proptest::prelude::*;

/// The families that primitives come in. A program draws from one or two of them,
/// so that its processes meet.
fn family(number: usize) -> BoxedStrategy<Op> {
    let x = 0..2_usize;
    let value = 0..3_u32;
    match number {
        0 => prop_oneof![
            x.clone().prop_map(Op::Load),
            Just(Op::LoadThere),
            (x.clone(), value.clone()).prop_map(|(x, v)| Op::Store(x, v)),
            x.clone().prop_map(Op::Add),
            (x.clone(), value.clone(), value.clone())
                .prop_map(|(x, from, to)| Op::Exchange(x, from, to)),
        ]
        .boxed(),
        1 => prop_oneof![
            x.clone().prop_map(Op::Lock),
            x.clone().prop_map(Op::TryLock),
            x.clone().prop_map(Op::Unlock),
            Just(Op::ReadCell),
            value.clone().prop_map(Op::WriteCell),
            (x, value).prop_map(|(x, v)| Op::PanicIf(x, v)),
        ]
        .boxed(),
        2 => prop_oneof![
            Just(Op::Read),
            Just(Op::TryRead),
            Just(Op::Write),
            Just(Op::TryWrite),
            Just(Op::Release),
        ]
        .boxed(),
        3 => prop_oneof![
            2 => Just(Op::Wait),
            2 => Just(Op::NotifyOne),
            1 => Just(Op::NotifyAll),
            1 => Just(Op::Lock(0)),
            1 => Just(Op::Unlock(0)),
        ]
        .boxed(),
        4 => prop_oneof![
            2 => (x.clone(), 0..2_u32).prop_map(|(x, v)| Op::FutexWait(x, v)),
            1 => (x.clone(), 0..2_u32).prop_map(|(x, v)| Op::FutexWaitUntil(x, v)),
            2 => (x.clone(), 1..3_usize).prop_map(|(x, n)| Op::FutexWake(x, n)),
            2 => (x, 0..2_u32).prop_map(|(x, v)| Op::Store(x, v)),
        ]
        .boxed(),
        5 => prop_oneof![
            2 => value.clone().prop_map(Op::Send),
            2 => value.prop_map(Op::TrySend),
            2 => Just(Op::Receive),
            2 => Just(Op::TryReceive),
        ]
        .boxed(),
        6 => prop_oneof![
            Just(Op::Park),
            (0..2_usize).prop_map(Op::Unpark),
            Just(Op::Arrive),
        ]
        .boxed(),
        7 => prop_oneof![
            Just(Op::PeekCell),
            value.prop_map(Op::PokeCell),
            x.prop_map(Op::Load),
        ]
        .boxed(),
        _ => prop_oneof![
            1 => (x.clone(), 1..2_u32).prop_map(|(x, v)| Op::Spin(x, v)),
            2 => (x, value).prop_map(|(x, v)| Op::Store(x, v)),
        ]
        .boxed(),
    }
}

/// The families in which processes wait to be woken.
pub(crate) const WAITING: [usize; 3] = [3, 4, 6];

/// How many families there are.
pub(crate) const FAMILIES: usize = 9;

/// An instruction from these families; one of four hangs on the value seen last.
fn instruction(one: usize, two: usize) -> impl Strategy<Value = Instruction> {
    let op = prop_oneof![2 => family(one), 1 => family(two)];
    let when = prop_oneof![3 => Just(None), 1 => (0..2_u32).prop_map(Some)];
    (when, op).prop_map(|(when, op)| Instruction { when, op })
}

/// How many instructions each process has: at most six in all, for two to four
/// processes. `main` may have none.
const SHAPES: [&[usize]; 12] = [
    &[0, 2, 2],
    &[0, 3, 3],
    &[0, 2, 2, 2],
    &[0, 1, 1, 1],
    &[0, 3, 2, 1],
    &[1, 1, 1, 1],
    &[2, 2],
    &[3, 3],
    &[2, 2, 2],
    &[3, 2, 1],
    &[2, 4],
    &[1, 2, 1, 1],
];

/// A program of these families.
pub(crate) fn of(one: usize, two: usize) -> impl Strategy<Value = Program> {
    let room = prop_oneof![Just(None), Just(Some(0)), Just(Some(1))];
    (room, prop::sample::select(&SHAPES[..])).prop_flat_map(move |(room, shape)| {
        let processes: Vec<_> = shape
            .iter()
            .map(|&length| prop::collection::vec(instruction(one, two), length))
            .collect();
        processes.prop_map(move |processes| Program { room, processes })
    })
}

/// Any program.
pub(crate) fn program() -> impl Strategy<Value = Program> {
    (0..FAMILIES, 0..FAMILIES).prop_flat_map(|(one, two)| of(one, two))
}
