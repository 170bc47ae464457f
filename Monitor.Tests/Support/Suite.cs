namespace Monitor.Tests.Support;

/// <summary>
/// `[Collection(Suite.Name)]` gives a test class the suite's one application and one browser through its constructor. These classes run one after another;
/// each makes hosts, users and tickets of its own and never counts rows that others may have made.
/// </summary>
[CollectionDefinition(Name)]
public sealed class Suite : ICollectionFixture<TestApplication>, ICollectionFixture<Chromium>
{
    public const string Name = "suite";
}
