/** Until the assertion holds; the last failure when it does not within the time. */
export async function eventually<Result>(
  assertion: () => Promise<Result>,
  withinMs = 20_000,
): Promise<Result> {
  const deadline = Date.now() + withinMs;
  for (;;)
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
}
