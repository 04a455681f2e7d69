//! The macro that compiles one source once a world.

/// Compiles the same source files once for each world.
///
/// ```text
/// interleave::worlds! { pub mod racy; pub mod locked; }
/// ```
///
/// makes `real::racy`, `loom::racy` and `shuttle::racy` from the one file
/// `racy.rs`, and likewise for `locked.rs`. Inside the files `super::sync` is the
/// facade of the world they are compiled for; they never name a checker.
///
/// A crate that was made so itself can be used by its name in every world:
///
/// ```text
/// interleave::worlds! { use recursive_lock as locks; pub mod value; }
/// ```
///
/// In `value.rs`, `super::locks` is the world of the other crate that belongs to the
/// world at hand.
///
/// What needs something of the system has a real world only where that is:
///
/// ```text
/// interleave::worlds! { #![real(target_os = "linux")] pub mod lock; }
/// ```
///
/// Elsewhere `real` is absent; the models are there on every system.
///
/// It also makes `SOURCES`, the name and text of each file as compiled, so that
/// what was checked can be compared with what is shown.
///
/// Without the feature `model` only `real` is made.
#[cfg(feature = "model")]
#[macro_export]
macro_rules! worlds {
    (
        $(#![real($($where:tt)+)])?
        $(use $other:ident as $alias:ident;)*
        $($(#[$attribute:meta])* pub mod $name:ident;)+
    ) => {
        $(#[cfg($($where)+)])?
        $crate::__world! {
            real, "over the standard library: what a program ships.",
            $(use $other as $alias;)*
            $($(#[$attribute])* pub mod $name;)+
        }
        $crate::__world! {
            loom, "over loom: executions of the C11 memory model.",
            $(use $other as $alias;)*
            $($(#[$attribute])* pub mod $name;)+
        }
        $crate::__world! {
            shuttle, "over shuttle: interleavings.",
            $(use $other as $alias;)*
            $($(#[$attribute])* pub mod $name;)+
        }
        $crate::__sources! { $($name)+ }
    };
}

/// Compiles the same source files for the real world alone: the feature `model`
/// is off.
#[cfg(not(feature = "model"))]
#[macro_export]
macro_rules! worlds {
    (
        $(#![real($($where:tt)+)])?
        $(use $other:ident as $alias:ident;)*
        $($(#[$attribute:meta])* pub mod $name:ident;)+
    ) => {
        $(#[cfg($($where)+)])?
        $crate::__world! {
            real, "over the standard library: what a program ships.",
            $(use $other as $alias;)*
            $($(#[$attribute])* pub mod $name;)+
        }
        $crate::__sources! { $($name)+ }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __world {
    (
        $world:ident, $what:literal,
        $(use $other:ident as $alias:ident;)*
        $($(#[$attribute:meta])* pub mod $name:ident;)+
    ) => {
        #[doc = concat!("The sources compiled ", $what)]
        #[path = "."]
        #[allow(
            clippy::duplicate_mod,
            reason = "one file is compiled once a world; that is the point"
        )]
        pub mod $world {
            #[allow(unused_imports, reason = "not every chapter uses every name")]
            pub use $crate::$world::sync;
            $(pub use ::$other::$world as $alias;)*
            $($(#[$attribute])* pub mod $name;)+
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __sources {
    ($($name:ident)+) => {
        /// The name and text of each source file, as it was compiled.
        pub const SOURCES: &[(&str, &str)] = &[$((
            concat!(stringify!($name), ".rs"),
            include_str!(concat!(stringify!($name), ".rs")),
        ),)+];
    };
}
