import { join } from "node:path";
import { describeGoldens } from "../../kit/translate/golden.ts";

describeGoldens(join(import.meta.dirname, "testdata"));
