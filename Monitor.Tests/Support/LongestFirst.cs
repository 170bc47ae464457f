using Monitor.Tests.Hosting;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Monitor.Tests.Support.LongestFirst", "Monitor.Tests")]

namespace Monitor.Tests.Support;

/// <summary>Begins with the collections whose classes run one after another for longest, so that no core waits for the last of them at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest = [Suite.Name, nameof(KillTests), PagesSuite.Name];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(c => Longest.Contains(c.DisplayName)).ThenBy(c => c.UniqueID);
}
