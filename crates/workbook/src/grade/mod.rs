//! Grading: many answers of people whom nobody trusts.
//!
//! Of a submission only the file that the manifest names is taken. It is compiled and
//! checked in a box, as a student's own answer is without one. What was found is kept
//! under the hash of all that it follows from, so a run that was stopped goes on, and the
//! grade book is a function of those files alone.
//!
//! Reading order: [`row`] is what everything ends in. [`taking`] opens one file of a
//! stranger's, [`intake`] finds those of a class. [`policy`] says what a person should look
//! at. [`seeds`] are what checks draw by, [`key`] is the hash of all that a result follows
//! from, and [`store`] keeps results under it. [`judge`] finds one, with [`meter`] beside it
//! for [`audit`]. Then a run: [`place`] is where it writes, [`plan`] what there is to check,
//! [`work`] checks it, [`book`] makes the grade book, [`outputs`] writes it, and [`run`] does
//! all of that. [`released`] and [`accept`] are what people decide, [`shard`] and [`merge`]
//! are for large classes, and [`stop`] is for who cannot wait.

pub(crate) mod accept;
mod audit;
mod book;
mod intake;
pub(crate) mod judge;
mod key;
pub(crate) mod merge;
mod meter;
pub(crate) mod outputs;
pub(crate) mod place;
pub(crate) mod plan;
pub(crate) mod policy;
mod released;
pub(crate) mod row;
pub(crate) mod run;
pub(crate) mod seeds;
pub(crate) mod shard;
pub(crate) mod stop;
mod store;
mod taking;
mod work;
