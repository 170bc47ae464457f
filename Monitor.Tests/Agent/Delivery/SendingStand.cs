using Monitor.Agent.Delivery;
using Monitor.Domain.Wire;

namespace Monitor.Tests.Agent.Delivery;

/// <summary>The delivering half of an agent, fed by hand: record i holds the time 1000 + i and the value i, so that what arrives can be counted.</summary>
internal sealed class SendingStand : IDisposable
{
    public const long FirstTime = 1_700_000_000_000;

    private static readonly IReadOnlyList<WireSeries> Series = [new("load.1m", [])];

    private readonly ServerClient _client;
    private readonly BatchPost _post;
    private readonly RecordBuilder _record = new();

    public SendingStand(AgentFolder folder, Uri server, string? pin = null, SenderOptions? options = null, params string[] keys)
    {
        Folder = folder;
        var settings = AgentFolder.Settings(server, pin, keys);
        settings.Save(folder.Path);
        Spool = new Spool(new SpoolOptions { Folder = folder.In("spool"), FlushToDisk = static _ => { } }, TimeProvider.System);
        Schemas = new SchemaStore(folder.In("spool", "schemas"));
        Schemas.Keep(Schema, Series);
        _client = new ServerClient(server, pin, TimeProvider.System);
        Keys = new AgentKeys(folder.Path, settings, TimeProvider.System, folder.Log);
        _post = new BatchPost(_client, Spool, Schemas, Keys, Ticks, TimeProvider.System, folder.Log);
        DeadLetters = new DeadLetters(folder.In("dead-letter"));
        Sender = new Sender(Spool, _post, DeadLetters, options ?? Quick, TimeProvider.System, folder.Log);
    }

    public static SenderOptions Quick { get; } = new()
    {
        FirstRetry = TimeSpan.FromMilliseconds(10), MostRetry = TimeSpan.FromMilliseconds(50), SlowRetry = TimeSpan.FromMilliseconds(50),
        DrainPause = TimeSpan.FromMilliseconds(1), DrainRecords = 100,
    };

    public static string Schema { get; } = SchemaId.Of(Series);

    public AgentFolder Folder { get; }

    public Spool Spool { get; }

    public Sender Sender { get; }

    public SchemaStore Schemas { get; }

    public Action<CommandDelivery>? Commanded
    {
        set => _post.Commanded = value;
    }

    public AgentKeys Keys { get; }

    public TickClock Ticks { get; } = new(TimeProvider.System);

    public DeadLetters DeadLetters { get; }

    public SpoolEntry Put(int index, string? withEvent = null, string? schema = null)
    {
        _record.Begin();
        _record.Tick(schema ?? Schema, FirstTime + index, [index]);
        if (withEvent is not null)
        {
            _record.Event(FirstTime + index, withEvent, "");
        }

        return Spool.Append(_record.Payload, _record.IsAlone);
    }

    /// <summary>Runs the sender until the condition holds for what the sink has seen.</summary>
    public async Task RunUntilAsync(AgentSink sink, Func<bool> condition) => await RunUntilAsync(() => sink.UntilAsync(condition));

    public async Task RunUntilAsync(Func<Task> until)
    {
        using var stop = new CancellationTokenSource();
        using var giveUp = new CancellationTokenSource();
        var running = Sender.RunAsync(stop.Token, giveUp.Token);
        try
        {
            await until();
        }
        finally
        {
            await giveUp.CancelAsync();
            await stop.CancelAsync();
            await running.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    public void Dispose()
    {
        _post.Dispose();
        _client.Dispose();
        _record.Dispose();
        Spool.Dispose();
    }
}
