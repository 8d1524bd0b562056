import { Option } from "commander";
import { type OutputFormat, outputFormats } from "./print-value.ts";

/** What {@link outputOption} reads. */
export interface OutputFlags {
  readonly output: OutputFormat;
}

/** `-o table|json|yaml`: words for people, by default, or everything that the server answered, for programs. */
export function outputOption(): Option {
  return new Option("-o, --output <format>", "form of the result").choices(outputFormats).default("table");
}
