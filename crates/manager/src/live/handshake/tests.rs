//! Who has the key passes. Nobody else does: not by guessing, nor by replaying, nor by
//! sending back what came.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const KEY: &[u8] = b"a key that both sides have";

/// All messages of one handshake.
struct Recorded {
    hello: [u8; HELLO],
    answer: [u8; ANSWER],
    welcome: [u8; WELCOME],
}

fn handshake(servers: &[u8], clients: &[u8]) -> Result<Recorded, HandshakeError> {
    let (server, hello) = Server::new(servers)?;
    let (client, answer) = Client::new(clients, &hello)?;
    let welcome = server.answer(&answer)?;
    client.finish(&welcome)?;
    Ok(Recorded {
        hello,
        answer,
        welcome,
    })
}

#[test]
fn the_right_key_passes() {
    handshake(KEY, KEY).unwrap();
    // Longer than a block of the digest.
    handshake(&[3; 1000], &[3; 1000]).unwrap();
}

#[test]
fn another_key_of_the_client_is_refused() {
    for clients in [
        b"another key".as_slice(),
        b"",
        &KEY[1..],
        &KEY[..KEY.len() - 1],
    ] {
        assert_eq!(
            handshake(KEY, clients).err(),
            Some(HandshakeError::DigestWrong)
        );
    }
}

#[test]
fn a_server_with_another_key_is_refused() {
    // It welcomes everybody, and records what they send.
    let (server, hello) = Server::new(b"another key").unwrap();
    let (client, answer) = Client::new(KEY, &hello).unwrap();
    let nonce = answer[MARK..].first_chunk().unwrap();
    let digest = digest(&server.key, Side::Server, &server.nonce, nonce).finalize();
    let welcome: [u8; WELCOME] = message(&[&digest.into_bytes()]);
    assert_eq!(client.finish(&welcome), Err(HandshakeError::DigestWrong));
}

#[test]
fn a_refusal_is_told_apart() {
    let (_, hello) = Server::new(KEY).unwrap();
    let (client, _) = Client::new(b"another key", &hello).unwrap();
    let refused = client.finish(&REFUSAL).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "digest sent was rejected: give both sides the same key"
    );
}

#[test]
fn a_replayed_handshake_is_refused() {
    let recorded = handshake(KEY, KEY).unwrap();

    let (server, _) = Server::new(KEY).unwrap();
    let replayed = server.answer(&recorded.answer);
    assert_eq!(replayed, Err(HandshakeError::DigestWrong));

    let (client, _) = Client::new(KEY, &recorded.hello).unwrap();
    let replayed = client.finish(&recorded.welcome);
    assert_eq!(replayed, Err(HandshakeError::DigestWrong));

    // The control: to the server that it was made for, the same answer is right.
    let (server, hello) = Server::new(KEY).unwrap();
    let again = Server {
        key: server.key.clone(),
        nonce: server.nonce,
    };
    let (_, answer) = Client::new(KEY, &hello).unwrap();
    let welcome = server.answer(&answer).unwrap();
    assert_eq!(again.answer(&answer), Ok(welcome));
}

#[test]
fn what_is_sent_back_is_refused() {
    // A client gets its own digest as the server's.
    let (_, hello) = Server::new(KEY).unwrap();
    let (client, answer) = Client::new(KEY, &hello).unwrap();
    let welcome: [u8; WELCOME] = message(&[&answer[MARK + NONCE..]]);
    assert_eq!(client.finish(&welcome), Err(HandshakeError::DigestWrong));

    // A server gets its own nonce as the client's, and then its own digest.
    let (server, hello) = Server::new(KEY).unwrap();
    let own = digest(&server.key, Side::Server, &server.nonce, &server.nonce).finalize();
    let answer: [u8; ANSWER] = message(&[&hello[MARK..], &own.into_bytes()]);
    assert_eq!(server.answer(&answer), Err(HandshakeError::DigestWrong));

    // The control: made for the other side, the same digest is right.
    let (server, hello) = Server::new(KEY).unwrap();
    let other = digest(&server.key, Side::Client, &server.nonce, &server.nonce).finalize();
    let answer: [u8; ANSWER] = message(&[&hello[MARK..], &other.into_bytes()]);
    assert!(server.answer(&answer).is_ok());
}

#[test]
fn every_nonce_is_fresh() {
    let [one, other] = [(); 2].map(|()| handshake(KEY, KEY).unwrap());
    assert_ne!(one.hello, other.hello);
    assert_ne!(one.answer[..MARK + NONCE], other.answer[..MARK + NONCE]);
}

#[test]
fn any_other_length_is_refused() {
    let recorded = handshake(KEY, KEY).unwrap();
    let answer = |bytes: &[u8]| Server::new(KEY).unwrap().0.answer(bytes).err();
    let hello = |bytes: &[u8]| Client::new(KEY, bytes).err();
    let welcome = |bytes: &[u8]| {
        let (client, _) = Client::new(KEY, &recorded.hello).unwrap();
        client.finish(bytes).err()
    };
    type Look<'a> = &'a dyn Fn(&[u8]) -> Option<HandshakeError>;
    let cases: [(&[u8], Look<'_>); 3] = [
        (&recorded.answer, &answer),
        (&recorded.hello, &hello),
        (&recorded.welcome, &welcome),
    ];
    for (right, look) in cases {
        let expected = right.len();
        for length in 0..2 * expected {
            let mut bytes = right.to_vec();
            bytes.resize(length, 0);
            let wrong_length = HandshakeError::WrongLength { length, expected };
            let is_wrong = look(&bytes) == Some(wrong_length);
            assert_eq!(is_wrong, length != expected);
        }
    }
}

#[test]
fn another_protocol_or_version_is_told_apart() {
    let (_, mut hello) = Server::new(KEY).unwrap();
    hello[PROTOCOL.len()] = 9;
    let refused = Client::new(KEY, &hello).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the other side speaks version 9 of the protocol, and this one version 1: build both \
         from the same source"
    );
    let refused = Client::new(KEY, b"HTTP/1.1 400 Bad Request\r\n").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the other side is no manager: check the address"
    );
}

#[test]
fn nothing_secret_is_printed() {
    let (server, hello) = Server::new(KEY).unwrap();
    let (client, _) = Client::new(KEY, &hello).unwrap();
    assert_eq!(
        format!("{server:?} {client:?}"),
        "Server { .. } Client { .. }"
    );
}

proptest! {
    #[test]
    fn random_bytes_are_refused(
        bytes in vec(any::<u8>(), 0..2 * ANSWER),
        is_marked in any::<bool>(),
        has_length in any::<bool>(),
    ) {
        let shaped = |length: usize| {
            let mut bytes = bytes.clone();
            if has_length {
                bytes.resize(length, 0);
            }
            if is_marked && bytes.len() >= MARK {
                bytes[..MARK].copy_from_slice(&mark());
            }
            bytes
        };
        let (server, hello) = Server::new(KEY).unwrap();
        prop_assert!(server.answer(&shaped(ANSWER)).is_err());
        let (client, _) = Client::new(KEY, &hello).unwrap();
        prop_assert!(client.finish(&shaped(WELCOME)).is_err());
        // Anybody may ask a client for a digest: a nonce is any number.
        let hello = shaped(HELLO);
        let is_right = hello.len() == HELLO && hello.starts_with(&mark());
        prop_assert_eq!(Client::new(KEY, &hello).is_ok(), is_right);
    }

    #[test]
    fn one_changed_byte_is_refused(
        place in any::<prop::sample::Index>(),
        change in 1..=u8::MAX,
    ) {
        let changed = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            let place = place.index(bytes.len());
            bytes[place] ^= change;
            bytes
        };
        let (server, hello) = Server::new(KEY).unwrap();
        let (client, answer) = Client::new(KEY, &hello).unwrap();
        let again = Server { key: server.key.clone(), nonce: server.nonce };
        prop_assert!(again.answer(&changed(&answer)).is_err());
        let welcome = server.answer(&answer).unwrap();
        prop_assert!(client.finish(&changed(&welcome)).is_err());

        // What a server said must arrive unchanged, or its client fits it no more.
        let (server, hello) = Server::new(KEY).unwrap();
        if let Ok((_, answer)) = Client::new(KEY, &changed(&hello)) {
            prop_assert!(server.answer(&answer).is_err());
        }
    }
}
