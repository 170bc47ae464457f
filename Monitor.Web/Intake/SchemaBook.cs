using Monitor.Web.Store;

namespace Monitor.Web.Intake;

/// <summary>Where each place of a schema goes in the vector of the stream; -1 with the reason where it goes nowhere.</summary>
internal sealed class SchemaMap(ulong id, int streamId, int[] ordinals, string?[] faults)
{
    public ulong Id => id;

    public int StreamId => streamId;

    /// <summary>How many places the schema has.</summary>
    public int Length { get; } = ordinals.Length;

    /// <summary>Length of a vector that has a place for each of them.</summary>
    public int Width { get; } = ordinals.Append(-1).Max() + 1;

    /// <summary>Each place is its own in the vector, which nearly always is so.</summary>
    public bool IsSame { get; } = ordinals.Select((o, place) => o == place).All(same => same);

    public int OrdinalOf(int place) => ordinals[place];

    public string? FaultOf(int place) => faults[place];
}

/// <summary>
/// The schemas that agents announced since the start, by host; an agent whose schema is not here is asked for it. Each host has room for a few, the
/// oldest goes first.
/// </summary>
internal sealed class SchemaBook(SeriesCatalog catalog)
{
    private const int SchemasPerHost = 32;
    private const string AgentStream = "agent";
    private readonly NumberedPages<HostSchemas> _hosts = new();

    public SchemaMap? Find(int hostId, ulong schemaId) => _hosts[hostId]?.Find(schemaId);

    /// <summary>Registers the series of a schema as far as the host's limit allows. The batch that brought it keeps what this returns: it may bring more than there is room for.</summary>
    public async Task<SchemaMap> LearnAsync(int hostId, IncomingSchema schema, CancellationToken cancellationToken)
    {
        if (Find(hostId, schema.Id) is { } known)
        {
            return known;
        }

        var good = schema.Series.Where(s => s.Fault is null).Select(s => s.Name).ToList();
        var (stream, ordinals) = await catalog.RegisterAsync(hostId, AgentStream, good, cancellationToken);
        var (places, faults) = (new int[schema.Series.Count], new string?[schema.Series.Count]);
        var next = 0;
        for (var place = 0; place < schema.Series.Count; place++)
        {
            var fault = schema.Series[place].Fault;
            places[place] = fault is null ? ordinals[next++] : -1;
            faults[place] = fault ?? (places[place] < 0 ? Refusals.SeriesLimit : null);
        }

        var map = new SchemaMap(schema.Id, stream.Id, places, faults);
        _hosts.GetOrAdd(hostId, static _ => new HostSchemas(), 0).Keep(schema.Id, map);
        return map;
    }

    private sealed class HostSchemas
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<ulong, SchemaMap> _maps = [];
        private readonly Queue<ulong> _order = [];

        /// <summary>Nearly always the one that is looked for.</summary>
        private volatile SchemaMap? _newest;

        public SchemaMap? Find(ulong id)
        {
            if (_newest is { } newest && newest.Id == id)
            {
                return newest;
            }

            lock (_lock)
            {
                return _maps.GetValueOrDefault(id);
            }
        }

        public void Keep(ulong id, SchemaMap map)
        {
            lock (_lock)
            {
                _newest = map;
                if (_maps.TryAdd(id, map))
                {
                    _order.Enqueue(id);
                }

                if (_order.Count > SchemasPerHost)
                {
                    _maps.Remove(_order.Dequeue());
                }
            }
        }
    }
}
