using Monitor.Domain.RootCause.Grading;
using Monitor.Tests.Problems;
using Monitor.Tests.RootCause.Injection;

namespace Monitor.Tests.Bench;

/// <summary>
/// Sixty runs, fifty of eight kinds of trouble and ten of nothing, played to the server: `./monitor bench rootcause [SEED]`. The second half is graded with a confidence that learned from the first.
/// </summary>
internal static class RootCauseBench
{
    private const int Runs = 60;

    public static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var seed = arguments.Length > 0 ? int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture) : 1;
        var floor = new ActingFloor();
        await floor.InitializeAsync();
        try
        {
            var theatre = new Theatre(floor);
            var replies = new List<Reply>();
            for (var number = 0; number < Runs && !cancellationToken.IsCancellationRequested; number++)
            {
                replies.Add(await theatre.PlayAsync(Tale.Tell(number, seed)));
                if (!replies[^1].IsRight)
                {
                    await Console.Error.WriteLineAsync(replies[^1].ToString());
                }
            }

            Print(replies);
        }
        finally
        {
            await floor.DisposeAsync();
        }
    }

    private static void Print(List<Reply> replies)
    {
        var (faults, calm) = (replies.Where(r => r.Tale.Culprits.Count > 0).ToList(), replies.Where(r => r.Tale.Culprits.Count == 0).ToList());
        Benches.Print("rootcause.first", 100.0 * faults.Count(r => r.IsRight) / faults.Count, "%");
        Benches.Print("rootcause.first_three", 100.0 * faults.Count(r => r.Place is 1 or 2 or 3) / faults.Count, "%");
        Benches.Print("rootcause.none", 100.0 * calm.Count(r => r.IsRight) / calm.Count, "%");
        var learned = new CauseCalibration([.. replies.Take(Runs / 2).Select(Graded)]);
        var (past, later) = (replies.Take(Runs / 2).ToList(), replies.Skip(Runs / 2).ToList());
        PrintBrier("brier", later.ConvertAll(r => Said(r, 0, learned)), past.Average(r => r.IsRight ? 1.0 : 0));
        PrintBrier("brier_of_all", All(later, learned), All(past, learned).Average(l => l.Was));
        foreach (var kind in replies.GroupBy(r => r.Tale.Kind))
        {
            Benches.Print($"rootcause.{kind.Key.Replace(' ', '_')}", 100.0 * kind.Count(r => r.IsRight) / kind.Count(), "%");
        }
    }

    /// <summary>Every finding that was shown, not the first alone: where all first ones are right, only these tell whether confidences mean something.</summary>
    private static List<(double Said, double Was)> All(List<Reply> replies, CauseCalibration learned) =>
        [.. replies.SelectMany(r => Enumerable.Range(0, r.Findings.Count).Select(place => Said(r, place, learned)))];

    private static (double Said, double Was) Said(Reply reply, int place, CauseCalibration learned) => reply.IsNothing
        ? (learned.None, reply.IsRight ? 1 : 0)
        : (learned.Confidences(reply.Findings.Select(f => f.Finding.Score))[place], reply.Names(place) ? 1 : 0);

    private static void PrintBrier(string name, List<(double Said, double Was)> later, double rate)
    {
        Benches.Print($"rootcause.{name}", later.Average(l => (l.Said - l.Was) * (l.Said - l.Was)), "");
        Benches.Print($"rootcause.{name}_base_rate", later.Average(l => (rate - l.Was) * (rate - l.Was)), "");
    }

    private static GradedCause Graded(Reply reply) =>
        new(reply.Findings[0].Finding.Method, reply.Findings[0].Finding.Score, reply.Findings[0].Finding.Confidence, reply.IsRight);
}
