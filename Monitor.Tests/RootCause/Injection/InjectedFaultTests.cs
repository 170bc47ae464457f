using Monitor.Tests.Problems;

namespace Monitor.Tests.RootCause.Injection;

/// <summary>Troubles that are made on purpose, of which the server knows nothing but what agents would tell it.</summary>
public sealed class InjectedFaultTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    [Fact]
    public async Task Of_a_trouble_of_each_kind_the_cause_is_named_and_of_nothing_none_is()
    {
        var theatre = new Theatre(floor);
        var replies = new List<Reply>();
        foreach (var number in Enumerable.Range(0, 12))
        {
            replies.Add(await theatre.PlayAsync(Tale.Tell(number, seed: 11)));
        }

        var said = string.Join(Environment.NewLine, replies.Where(r => !r.IsRight));
        var faults = replies.Where(r => r.Tale.Culprits.Count > 0).ToList();
        Assert.Equal(10, faults.Count);
        Assert.True(faults.Count(r => r.IsRight) >= 8, said);
        Assert.True(faults.Count(r => r.Place is 1 or 2 or 3) >= 9, said);
        Assert.True(replies.Except(faults).All(r => r.IsRight), said);
    }
}
