namespace Monitor.Web.Metrics;

/// <summary>Who listens at this moment: so many sockets of one person, and so many in all.</summary>
internal sealed class LiveClients
{
    public const int PerPerson = 5;
    public const int PerNode = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, int> _open = [];

    public int Open
    {
        get
        {
            lock (_lock)
            {
                return _open.Values.Sum();
            }
        }
    }

    /// <summary>Null when there is no room for one more.</summary>
    public IDisposable? Enter(int userId)
    {
        lock (_lock)
        {
            var mine = _open.GetValueOrDefault(userId);
            if (mine >= PerPerson || _open.Values.Sum() >= PerNode)
            {
                return null;
            }

            _open[userId] = mine + 1;
            return new ClientPlace(this, userId);
        }
    }

    private void Leave(int userId)
    {
        lock (_lock)
        {
            if (--_open[userId] == 0)
            {
                _open.Remove(userId);
            }
        }
    }

    private sealed class ClientPlace(LiveClients clients, int userId) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                clients.Leave(userId);
            }
        }
    }
}
