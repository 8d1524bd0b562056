/**
 * Runs one phase and says on stderr what it does and how long it took; stdout belongs to the command that follows.
 * @param {string} what shown before it starts, as in "installs Node 26.10.0"
 * @param {() => Promise<void>} work
 */
export async function phase(what, work) {
  const started = Date.now();
  process.stderr.write(`sluice: ${what} … `);
  try {
    await work();
  } catch (error) {
    process.stderr.write("failed\n");
    throw error;
  }
  process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}
