//! Any pieces of a stream give the same frames, and none gives more memory than it has bytes.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn written(payloads: &[Vec<u8>]) -> Vec<u8> {
    let mut stream = Vec::new();
    for payload in payloads {
        let begun = begin_frame(&mut stream);
        stream.extend_from_slice(payload);
        end_frame(&mut stream, begun, DEFAULT_LIMIT).unwrap();
    }
    stream
}

/// Feeds these pieces; returns the frames and the error.
fn read<'a>(
    frames: &mut Frames,
    pieces: impl Iterator<Item = &'a [u8]>,
) -> (Vec<Vec<u8>>, Option<FrameError>) {
    let mut found = Vec::new();
    let mut unread = 0;
    for piece in pieces {
        frames.room().extend_from_slice(piece);
        unread += piece.len();
        loop {
            match frames.next() {
                Ok(Some(payload)) => {
                    unread -= HEADER + payload.len();
                    found.push(payload.to_vec());
                }
                Ok(None) => break,
                Err(error) => return (found, Some(error)),
            }
        }
        // What was handed out may be there as long as it is less than what was not.
        assert!(frames.capacity() <= (4 * unread + 2 * piece.len()).max(4 * ROOM));
    }
    (found, None)
}

/// The stream, cut at these places.
fn cut(stream: &[u8], sizes: Vec<usize>) -> impl Iterator<Item = &[u8]> {
    let mut sizes = sizes.into_iter().cycle();
    let mut rest = stream;
    std::iter::from_fn(move || {
        let size = sizes.next()?.min(rest.len());
        let (piece, left) = rest.split_at(size);
        rest = left;
        (!piece.is_empty()).then_some(piece)
    })
}

proptest! {
    #[test]
    fn any_pieces_give_the_same_frames(
        payloads in vec(prop_oneof![
            vec(any::<u8>(), 0..20),
            (0..300_000_usize).prop_map(|length| vec![7; length]),
        ], 0..8),
        sizes in prop_oneof![vec(1..20_usize, 1..10), vec(1..100_000_usize, 1..10)],
    ) {
        let stream = written(&payloads);
        let mut frames = Frames::new(DEFAULT_LIMIT);
        prop_assert_eq!(read(&mut frames, cut(&stream, sizes)), (payloads, None));
        prop_assert!(frames.capacity() <= 4 * ROOM, "all was handed out, and the memory is kept");
    }

    #[test]
    fn random_bytes_give_no_frame_over_the_limit(
        stream in vec(prop_oneof![2 => Just(0_u8), 1 => any::<u8>()], 0..400),
        sizes in vec(1..50_usize, 1..10),
        limit in 0..300_u32,
    ) {
        let mut frames = Frames::new(limit);
        let (found, error) = read(&mut frames, cut(&stream, sizes));
        for payload in &found {
            prop_assert!(payload.len() <= limit as usize);
        }
        // They are the beginning of the stream, and the error is at the frame after them.
        let again = written(&found);
        prop_assert!(stream.starts_with(&again));
        if let Some(error) = error {
            prop_assert!(error.length > limit as usize);
            prop_assert_eq!(frames.next(), Err(error), "an error stays");
        }
    }
}

#[test]
fn a_header_takes_no_memory() {
    let mut frames = Frames::new(DEFAULT_LIMIT);
    frames
        .room()
        .extend_from_slice(&DEFAULT_LIMIT.to_le_bytes());
    assert_eq!(frames.next(), Ok(None));
    frames.room();
    assert!(frames.capacity() <= 2 * ROOM);

    // One byte more is refused, before any of it has come.
    let mut frames = Frames::new(DEFAULT_LIMIT);
    let length = DEFAULT_LIMIT + 1;
    frames.room().extend_from_slice(&length.to_le_bytes());
    let error = FrameError {
        length: length as usize,
        limit: DEFAULT_LIMIT,
    };
    assert_eq!(frames.next(), Err(error));
    assert_eq!(
        error.to_string(),
        "a message of 16777217 bytes: the limit is 16777216"
    );
}

#[test]
fn the_longest_frame_arrives_and_its_memory_goes() {
    let longest = vec![5; DEFAULT_LIMIT as usize];
    let stream = written(std::slice::from_ref(&longest));
    let mut frames = Frames::new(DEFAULT_LIMIT);
    for piece in stream.chunks(60_000) {
        assert_eq!(frames.next(), Ok(None));
        frames.room().extend_from_slice(piece);
    }
    assert_eq!(frames.next(), Ok(Some(longest.as_slice())));
    // The control: it was there.
    assert!(frames.capacity() >= longest.len());
    assert_eq!(frames.next(), Ok(None));
    assert!(frames.capacity() <= 4 * ROOM);
}

#[test]
fn frames_that_overlap_pieces_do_not_pile_up() {
    // A beginning of the next frame is always there: the buffer is never empty.
    let stream = written(&vec![vec![1; 1000]; 10_000]);
    let mut frames = Frames::new(DEFAULT_LIMIT);
    let (found, error) = read(&mut frames, stream.chunks(1003));
    assert_eq!((found.len(), error), (10_000, None));
    assert!(frames.capacity() <= 4 * ROOM);
}

#[test]
fn too_long_a_frame_is_not_written() {
    let mut buffer = written(&[vec![1, 2]]);
    let before = buffer.clone();
    let begun = begin_frame(&mut buffer);
    buffer.extend_from_slice(&[0; 11]);
    let error = FrameError {
        length: 11,
        limit: 10,
    };
    assert_eq!(end_frame(&mut buffer, begun, 10), Err(error));
    assert_eq!(buffer, before);

    let begun = begin_frame(&mut buffer);
    buffer.extend_from_slice(&[0; 10]);
    assert_eq!(end_frame(&mut buffer, begun, 10), Ok(()));
}
