//! Who has the key can send anything, too: each request that is none is refused, and changes
//! nothing.

use libtest_mimic::Trial;
use manager::{Makes, ObjectId, Refused, Request, TicketId};
use rand::{Rng, RngCore, SeedableRng};
use rand_pcg::Pcg64;
use serde::de::DeserializeOwned;

use super::case::{Outcome, case};
use super::raw::{FIRST, Peer, another, fork_of};
use super::server::Server;
use super::watch::until_descriptors;
use super::way::{Way, answered, bytes, request_of};

/// A number that a server has not given to anything.
fn made_up<T: DeserializeOwned>(number: u64) -> T {
    let bytes = postcard::to_stdvec(&number).expect("a number can be written");
    postcard::from_bytes(&bytes).expect("it is a number")
}

/// What this request is refused with.
fn refused(peer: &mut Peer, request: &[u8]) -> Result<Refused, libtest_mimic::Failed> {
    let answer = peer.ask(request)?;
    // An answer that is no refusal may be of any type: only its first byte is the same.
    match answer.first() {
        Some(1) => Ok(answered::<()>(&answer).expect_err("it begins like one")),
        _ => Err(format!("{request:?} was done: {answer:?}").into()),
    }
}

/// Runs this beside objects of a server, and looks at them and at the server afterwards.
fn unharmed(run: impl Fn(&Server, &Way, &mut Peer) -> Outcome) -> Outcome {
    let server = Server::start()?;
    let way = server.way()?;
    let (list, value) = (way.list([1_u64, 2, 3])?, way.value(5_u64)?);
    let mut peer = server.open()?;
    run(&server, &way, &mut peer)?;
    drop(peer);
    assert_eq!(list.to_vec()?, [1, 2, 3]);
    assert_eq!(value.get()?, 5);
    until_descriptors(server.pid, server.descriptors + 1)
}

/// Requests that would be right: cut off, longer, and to an object of another kind.
fn mutilated(_: &Server, way: &Way, peer: &mut Peer) -> Outcome {
    let (list, value) = (way.list([1_u64, 2, 3])?, way.value(5_u64)?);
    let dict = way.dict([(1_u64, 2_u64)])?;
    let requests = [
        request_of(|| list.append(&4)),
        request_of(|| list.extend([4, 5])),
        request_of(|| list.insert(1, &4)),
        request_of(|| list.replace([4])),
        request_of(|| value.fetch_add(1_000)),
        request_of(|| value.compare_exchange(5, 6)),
        request_of(|| dict.insert(&3, &4)),
        request_of(|| dict.update([(3, 4)])),
        request_of(|| way.list([1_u64])),
    ];
    for request in &requests {
        for length in 0..request.len() {
            let refused = refused(peer, &request[..length])?;
            let is_typed = matches!(
                refused,
                Refused::BadCall { .. } | Refused::NoSuchObject | Refused::NoSuchKind { .. }
            );
            assert!(is_typed, "{refused:?} after {length} of {request:?}");
        }
        let longer = [request, &[0][..]].concat();
        let Refused::BadCall { .. } = refused(peer, &longer)? else {
            return Err("one byte too much is too much".into());
        };
    }
    assert_eq!(list.to_vec()?, [1, 2, 3]);
    assert_eq!(value.get()?, 5);
    assert_eq!(dict.items()?, [(1, 2)]);
    // The control: whole, they are all done.
    for request in &requests {
        assert_eq!(peer.ask(request)?.first(), Some(&0), "{request:?}");
    }
    Ok(())
}

/// Calls of one kind of object, to another kind.
fn another_kind(_: &Server, way: &Way, peer: &mut Peer) -> Outcome {
    let (list, value, event) = (way.list([1_u64])?, way.value(5_u64)?, way.event()?);
    let call = |object: ObjectId, request: &[u8]| {
        let (first, arguments) = postcard::take_from_bytes(request).expect("it is a request");
        let Request::Call { thread, .. } = first else {
            panic!("it is a call");
        };
        let mut request = bytes(&Request::Call { thread, object }, &());
        request.extend_from_slice(arguments);
        request
    };
    let object = |request: &[u8]| match postcard::take_from_bytes(request) {
        Ok((Request::Call { object, .. }, _)) => object,
        _ => panic!("it is a call"),
    };
    let of_list = [
        request_of(|| list.append(&2)),
        request_of(|| list.set(0, &2)),
        request_of(|| list.clear()),
        request_of(|| list.reverse()),
    ];
    let others = [
        object(&request_of(|| value.get())),
        object(&request_of(|| event.set())),
    ];
    for request in &of_list {
        for other in others {
            let Refused::BadCall { kind } = refused(peer, &call(other, request))? else {
                return Err("it is called so".into());
            };
            assert!(["Value", "Event"].contains(&&*kind), "{kind}");
        }
    }
    assert_eq!(list.to_vec()?, [1]);
    assert!(!event.is_set()?);
    Ok(())
}

/// Objects, kinds, tickets and tokens that do not exist.
fn made_up_numbers(server: &Server, way: &Way, peer: &mut Peer) -> Outcome {
    let list = way.list([1_u64])?;
    let request = request_of(|| list.len());
    for number in [0, 1, 1_000, u64::MAX] {
        let object: ObjectId = made_up(number);
        let call = bytes(&Request::Call { thread: 1, object }, &15_u8);
        assert_eq!(refused(peer, &call)?, Refused::NoSuchObject);
        let send = bytes(&Request::Send(object), &());
        assert_eq!(refused(peer, &send)?, Refused::NoSuchObject);
        let ticket: TicketId = made_up(number);
        let receive = bytes(&Request::Receive(ticket), &());
        assert_eq!(refused(peer, &receive)?, Refused::NoSuchTicket);
        // There is no answer, and nothing happens.
        peer.send(&bytes(&Request::Release(object), &()))?;
    }
    let kind = "no such kind";
    let make = bytes(&Request::Make { thread: 1, kind }, &());
    assert_eq!(
        refused(peer, &make)?,
        Refused::NoSuchKind { kind: kind.into() }
    );

    // A ticket is good once, and a reference that somebody else has is not ours to release.
    let (Request::Call { object, .. }, _) = postcard::take_from_bytes(&request)? else {
        return Err("it is a call".into());
    };
    let ticket: TicketId = answered(&peer.ask(&bytes(&Request::Send(object), &()))?)?;
    let receive = bytes(&Request::Receive(ticket), &());
    assert_eq!(answered(&peer.ask(&receive)?), Ok(object));
    assert_eq!(refused(peer, &receive)?, Refused::NoSuchTicket);
    for _ in 0..3 {
        peer.send(&bytes(&Request::Release(object), &()))?;
    }
    assert_eq!(answered(&peer.ask(&request)?), Ok(1_usize));
    assert_eq!(list.to_vec()?, [1]);

    for opening in [
        another([0; 16]),
        fork_of([0; 16]),
        vec![3],
        vec![],
        [FIRST, &[0]].concat(),
    ] {
        let mut stranger = Peer::known(server.address(), &server.key)?;
        stranger.send(&opening)?;
        assert!(stranger.rest()?.is_empty(), "{opening:?}");
    }
    // The control: a token that exists.
    let mut another_way = Peer::known(server.address(), &server.key)?;
    another_way.send(&another(way.opened.token))?;
    let (token, server): ([u8; 16], u64) = postcard::from_bytes(&another_way.receive()?)?;
    assert_eq!((token, server), (way.opened.token, way.opened.server));
    Ok(())
}

/// Frames with random bytes in them: one answer at most for each, and the server goes on.
fn random_requests(_: &Server, way: &Way, peer: &mut Peer) -> Outcome {
    let mut dice = Pcg64::seed_from_u64(2);
    let list = way.list([1_u64])?;
    let valid = request_of(|| list.append(&7));
    for round in 0..2_000 {
        let mut garbage = vec![0; dice.gen_range(0..40)];
        dice.fill_bytes(&mut garbage);
        let kind = format!("kind {round}");
        // Of what begins like a request more is read.
        if round % 2 == 0 && garbage.len() > 1 {
            garbage[0] = 0;
        }
        let make = bytes(
            &Request::Make {
                thread: 1,
                kind: &kind,
            },
            &(),
        );
        peer.send(&garbage)?;
        peer.send(&make)?;
        let mut answers = 0;
        loop {
            answers += 1;
            let answer = peer.receive()?;
            if let Err(Refused::NoSuchKind { kind: answered }) = answered::<()>(&answer)
                && answered == kind
            {
                break;
            }
            assert_eq!(answer.first(), Some(&1), "{garbage:?} was done");
        }
        assert!(answers <= 2, "one for each");
    }
    assert_eq!(list.to_vec()?, [1]);
    assert_eq!(answered(&peer.ask(&valid)?), Ok(()));
    Ok(())
}

pub(crate) fn trials() -> Vec<Trial> {
    let refused = |name: &str, run: fn(&Server, &Way, &mut Peer) -> Outcome| {
        case(name, move || unharmed(run))
    };
    vec![
        refused("a request that is not whole is refused", mutilated),
        refused("a call for another kind of object is refused", another_kind),
        refused("made-up numbers are refused", made_up_numbers),
        refused("random requests are refused", random_requests),
        case("control: a change is noticed", || {
            let changed = std::panic::catch_unwind(|| {
                std::panic::set_hook(Box::new(|_| ()));
                unharmed(|_, way: &Way, peer: &mut Peer| {
                    let list = way.list([1_u64])?;
                    // The list that is looked at was the first object.
                    let request = request_of(|| list.append(&4));
                    let (_, arguments) = postcard::take_from_bytes::<Request<'_>>(&request)?;
                    for number in 0..10 {
                        let object: ObjectId = made_up(number);
                        let mut call = bytes(&Request::Call { thread: 1, object }, &());
                        call.extend_from_slice(arguments);
                        peer.ask(&call)?;
                    }
                    Ok(())
                })
            });
            assert!(changed.is_err());
            Ok(())
        }),
    ]
}
