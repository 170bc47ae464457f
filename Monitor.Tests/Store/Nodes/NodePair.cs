using Monitor.Tests.Support;

namespace Monitor.Tests.Store.Nodes;

/// <summary>Two servers on one database, in this process.</summary>
public sealed class NodePair : IAsyncLifetime
{
    public TestApplication First { get; } = new();

    public TestApplication Second { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await First.InitializeAsync();
        Second = await JoinAsync();
    }

    public async Task DisposeAsync()
    {
        await Second.DisposeAsync();
        await First.DisposeAsync();
    }

    /// <summary>One more server on the first one's database.</summary>
    public async Task<TestApplication> JoinAsync()
    {
        var node = new TestApplication(
            null, ("ConnectionStrings:Monitor", First.Database.ConnectionString), ("ConnectionStrings:MonitorOwner", First.Database.OwnerConnectionString),
            ("Keys:MasterKeyFile", Path.Combine(First.DataPath, "keys", "master.key")));
        await node.InitializeAsync();
        return node;
    }
}
