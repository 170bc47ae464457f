namespace Monitor.Tests.RootCause.Injection;

/// <summary>The tales themselves: what is noticed is there, and comes from what was done.</summary>
public sealed class TaleTests
{
    [Fact]
    public void Tales_are_of_eight_kinds_every_sixth_of_nothing_and_what_is_done_is_noticed()
    {
        var tales = Enumerable.Range(0, 24).Select(i => Tale.Tell(i, seed: 7)).ToList();
        Assert.Equal(4, tales.Count(t => t.Kind == "nothing"));
        Assert.Equal(Mishaps.Kinds.Order(), tales.Select(t => t.Kind).Where(k => k != "nothing").Distinct().Order());
        Assert.All(tales.Where(t => t.Kind == "nothing"), t => Assert.True(t.IsNoticedAnyway, $"{t.Seed}: what goes on as well is why it was noticed"));
        Assert.All(tales.Where(t => t.Kind != "nothing"), t => Assert.InRange(t.NoticedAt, Tale.Onset + 2, Tale.Onset + 199));
    }

    [Fact]
    public void The_same_seed_tells_the_same_tale() =>
        Assert.Equal(
            Tale.Tell(3, 5).Steps.SelectMany(s => s.SelectMany(m => m.Readings.Values)).Sum(), Tale.Tell(3, 5).Steps.SelectMany(s => s.SelectMany(m => m.Readings.Values)).Sum());
}
