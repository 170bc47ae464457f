namespace Monitor.Tests.RootCause.Injection;

/// <summary>The tales themselves: what is noticed is there, and comes from what was done.</summary>
public sealed class TaleTests
{
    [Fact]
    public void Sixty_tales_are_of_eight_kinds_with_ten_of_nothing_and_each_trouble_is_noticed()
    {
        var tales = Enumerable.Range(0, 60).Select(i => Tale.Tell(i, seed: 7)).ToList();
        Assert.Equal(10, tales.Count(t => t.Kind == "nothing"));
        Assert.Equal(Mishaps.Kinds.Order(), tales.Select(t => t.Kind).Where(k => k != "nothing").Distinct().Order());
        foreach (var tale in tales.Where(t => t.Kind != "nothing"))
        {
            Assert.True(tale.Reading(tale.Notice, tale.NoticedAt) > tale.Notice.Limit, $"{tale.Kind} {tale.Seed} was not noticed");
            Assert.InRange(tale.NoticedAt, Tale.Onset + 2, Tale.Onset + 199);
        }
    }

    [Fact]
    public void The_same_seed_tells_the_same_tale() =>
        Assert.Equal(
            Tale.Tell(3, 5).Steps.SelectMany(s => s.SelectMany(m => m.Readings.Values)).Sum(), Tale.Tell(3, 5).Steps.SelectMany(s => s.SelectMany(m => m.Readings.Values)).Sum());
}
