namespace Monitor.Web.Store;

/// <summary>
/// Tells some callers their outcome, one after another on a thread of the pool: each then writes its answer there. A thread for each of them would spend more on
/// waking up than on answering, and the writer's own thread is wanted for the next group.
/// </summary>
internal sealed class SampleAnswers : IThreadPoolWorkItem
{
    private const int Together = 32;
    private readonly List<(SampleWaiter Waiter, BatchOutcome Outcome)> _answers = new(Together);

    public static void Tell(IReadOnlyList<SampleWaiter> waiters, Func<int, BatchOutcome> outcome)
    {
        for (var first = 0; first < waiters.Count; first += Together)
        {
            var answers = new SampleAnswers();
            for (var i = first; i < Math.Min(first + Together, waiters.Count); i++)
            {
                answers._answers.Add((waiters[i], outcome(i)));
            }

            ThreadPool.UnsafeQueueUserWorkItem(answers, preferLocal: false);
        }
    }

    public void Execute()
    {
        foreach (var (waiter, outcome) in _answers)
        {
            waiter.Set(outcome);
        }
    }
}
