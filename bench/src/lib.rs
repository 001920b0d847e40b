#![doc = include_str!("../README.md")]

pub mod city;
pub mod load;
pub mod people;
pub mod state;
