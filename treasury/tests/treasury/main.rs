//! Everything about the treasury but the crash test, as one program: each more is linked anew.

mod common;

mod batches;
mod faces;
mod pay_day;
mod refused;
mod reserves;
mod restored;
mod returns;
mod second_opinion;
mod sftp;
mod trouble_at_the_bank;
mod trouble_here;
