import { configureGlobal } from "fast-check";

/** Every mutant is tried with the same random orders, so that a score is one of the tests and not of luck. */
configureGlobal({ seed: 1 });
