import { join } from "node:path";
import { describeGoldens } from "../../../test/kit/translate/golden.ts";

describeGoldens(join(import.meta.dirname, "testdata"));
