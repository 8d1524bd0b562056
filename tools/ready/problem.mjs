/** A reason why the machine cannot be made ready, worded for the person who started the command. It is printed without a stack. */
export class NotReady extends Error {
  name = "NotReady";
}
