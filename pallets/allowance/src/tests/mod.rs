mod charge;
mod genesis;
mod meter;
mod set_capacity;
mod views;
