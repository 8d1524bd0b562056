import { describeWith } from "../kit/binary/require.ts";
import { describePoisons } from "../kit/quarantine/describe-poisons.ts";

describeWith("one poisoned resource among a thousand good ones", ["envoy"], () => {
  describePoisons(1000);
});
