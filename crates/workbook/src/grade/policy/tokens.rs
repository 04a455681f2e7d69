//! The text as a flat row of tokens, each with its line.
//!
//! It is not parsed further. A parser goes as deep as the text does, and a hostile text
//! is as deep as it likes.

use std::iter::Peekable;
use std::str::FromStr;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree, token_stream};

use super::Finding;
use super::lists::{BEFORE_NOT, MACROS};

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Its line, from 1.
    pub(super) line: usize,
    /// Whether it is in the definition or the call of a macro of the answer's own, where
    /// any word may become part of a path.
    pub(super) is_loose: bool,
    /// Whether it is in an attribute.
    pub(super) in_attribute: bool,
}

/// A kind of token. Two colons and the arrows are one token each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a keyword; a name is without its `r#`.
    Word(String),
    /// `'a`, without the tick.
    Lifetime(String),
    /// `::`.
    Path,
    /// `->` or `=>`.
    Arrow,
    /// Another character.
    Mark(char),
    /// A string or a number, as it is written.
    Literal(String),
    /// `(`, `[` or `{`.
    Open(char),
    /// `)`, `]` or `}`.
    Close(char),
}

impl Token {
    /// The name, if it is one.
    pub(super) fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Whether it is this character.
    pub(super) fn is(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

/// Reads a text.
pub(super) fn read(text: &str) -> Result<Vec<Token>, Finding> {
    let stream = TokenStream::from_str(text).map_err(|error| {
        let line = error.span().start().line;
        Finding::new(line, "cannot be read as the policy reads it")
    })?;
    let tokens = flat(stream);
    // The crate remembers each text that it has read; a class has many.
    proc_macro2::extra::invalidate_current_thread_spans();
    Ok(tokens)
}

/// A group that is being read.
struct Level {
    rest: Peekable<token_stream::IntoIter>,
    close: Option<(char, usize)>,
    is_loose: bool,
    in_attribute: bool,
}

fn flat(stream: TokenStream) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut levels = vec![Level {
        rest: stream.into_iter().peekable(),
        close: None,
        is_loose: false,
        in_attribute: false,
    }];
    while let Some(level) = levels.last_mut() {
        let (is_loose, in_attribute) = (level.is_loose, level.in_attribute);
        let mut add = |line, kind| {
            tokens.push(Token {
                kind,
                line,
                is_loose,
                in_attribute,
            });
        };
        let Some(tree) = level.rest.next() else {
            if let Some((close, line)) = level.close {
                add(line, Kind::Close(close));
            }
            levels.pop();
            continue;
        };
        let line = tree.span().start().line;
        match tree {
            TokenTree::Ident(word) => {
                let word = word.to_string();
                // `r#if` is a name, and `if` is none.
                let bare = word.strip_prefix("r#").unwrap_or(&word);
                let word = if BEFORE_NOT.contains(&bare) {
                    &word
                } else {
                    bare
                };
                add(line, Kind::Word(word.to_owned()));
            }
            TokenTree::Literal(literal) => add(line, Kind::Literal(literal.to_string())),
            TokenTree::Punct(mark) => {
                let joined = mark.spacing() == Spacing::Joint;
                let next = level.rest.peek().filter(|_| joined);
                let kind = match (mark.as_char(), next) {
                    (':', Some(TokenTree::Punct(next))) if next.as_char() == ':' => Kind::Path,
                    ('-' | '=', Some(TokenTree::Punct(next))) if next.as_char() == '>' => {
                        Kind::Arrow
                    }
                    ('\'', Some(TokenTree::Ident(name))) => Kind::Lifetime(name.to_string()),
                    (mark, _) => Kind::Mark(mark),
                };
                if !matches!(kind, Kind::Mark(_)) {
                    level.rest.next();
                }
                add(line, kind);
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ('(', ')'),
                    Delimiter::Bracket => ('[', ']'),
                    Delimiter::Brace | Delimiter::None => ('{', '}'),
                };
                add(line, Kind::Open(open));
                let before = &tokens[..tokens.len() - 1];
                let level = Level {
                    close: Some((close, group.span_close().start().line)),
                    is_loose: is_loose || is_of_own_macro(before),
                    in_attribute: in_attribute || (open == '[' && is_of_attribute(before)),
                    rest: group.stream().into_iter().peekable(),
                };
                levels.push(level);
            }
        }
    }
    tokens
}

/// Whether the group after these tokens belongs to a macro that is not one of the
/// standard library's: `name! (`, or `macro_rules! name {`.
fn is_of_own_macro(before: &[Token]) -> bool {
    match before {
        [.., rules, mark, name] if mark.is('!') && name.word().is_some() => {
            rules.word() == Some("macro_rules")
        }
        [.., name, mark] if mark.is('!') => name
            .word()
            .is_some_and(|name| !MACROS.contains(&name) && !BEFORE_NOT.contains(&name)),
        _ => false,
    }
}

/// Whether the group after these tokens is an attribute: `#[` or `#![`.
fn is_of_attribute(before: &[Token]) -> bool {
    match before {
        [.., mark] if mark.is('#') => true,
        [.., mark, inner] => mark.is('#') && inner.is('!'),
        _ => false,
    }
}
