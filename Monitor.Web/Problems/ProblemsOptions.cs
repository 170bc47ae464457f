using System.ComponentModel.DataAnnotations;
using Monitor.Domain.Problems.Ledger;

namespace Monitor.Web.Problems;

/// <summary>How the ledger reopens, repeats, joins and tells what flaps.</summary>
public sealed class ProblemsOptions
{
    public const string Section = "Problems";

    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00", ErrorMessage = "Problems:ReopenWindow is a time from 0 to 7 days, such as 01:00:00.")]
    public TimeSpan ReopenWindow { get; set; } = LedgerPolicy.Default.ReopenWindow;

    [Range(typeof(TimeSpan), "00:05:00", "7.00:00:00", ErrorMessage = "Problems:RepeatEvery is a time from 5 minutes to 7 days, such as 04:00:00.")]
    public TimeSpan RepeatEvery { get; set; } = LedgerPolicy.Default.RepeatEvery;

    [Range(0, 100, ErrorMessage = "Problems:Repeats is a number from 0 to 100.")]
    public int Repeats { get; set; } = LedgerPolicy.Default.Repeats;

    [Range(2, 100, ErrorMessage = "Problems:FlapChanges is a number from 2 to 100.")]
    public int FlapChanges { get; set; } = LedgerPolicy.Default.FlapChanges;

    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ErrorMessage = "Problems:FlapWindow is a time from 1 minute to 1 day, such as 00:30:00.")]
    public TimeSpan FlapWindow { get; set; } = LedgerPolicy.Default.FlapWindow;

    /// <summary>Problems that begin within this time of each other may share a ticket.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ErrorMessage = "Problems:JoinWithin is a time from 0 to 1 hour, such as 00:02:00.")]
    public TimeSpan JoinWithin { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Keys of tags by which hosts have nothing to do with each other.</summary>
    public IReadOnlyList<string> JoinNotBy { get; set; } = ["os", "arch", "env"];

    public LedgerPolicy Policy => new()
    {
        ReopenWindow = ReopenWindow, RepeatEvery = RepeatEvery, Repeats = Repeats, FlapChanges = FlapChanges, FlapWindow = FlapWindow,
    };
}
