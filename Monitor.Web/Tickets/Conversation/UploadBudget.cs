using Microsoft.Extensions.Options;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>
/// How much of the server's memory files may hold while they are received. Who finds no room is told to try again; nobody waits, and one person never holds
/// more than half.
/// </summary>
public sealed class UploadBudget(IOptions<AttachmentOptions> options)
{
    public const string Busy = "The server is receiving as many files as it can hold. Try again in a moment.";

    private readonly Lock _lock = new();
    private readonly Dictionary<int, long> _held = [];
    private long _used;

    /// <summary>What one person may send at a time.</summary>
    public long Share => options.Value.MaxBytesInMemory / 2;

    /// <summary>Why so many bytes never fit, however long one waits; null: they do.</summary>
    public string? TooManyError(long bytes) =>
        bytes > Share ? $"These files are larger than {AttachmentOptions.Size(Share)} together, which is the most that is sent at a time. Send some of them later, with a reply." : null;

    public long Used
    {
        get
        {
            lock (_lock)
            {
                return _used;
            }
        }
    }

    /// <summary>Room for so many bytes until it is disposed; null when there is none.</summary>
    public IDisposable? Take(int userId, long bytes)
    {
        lock (_lock)
        {
            var own = _held.GetValueOrDefault(userId) + bytes;
            if (_used + bytes > options.Value.MaxBytesInMemory || own > Share)
            {
                return null;
            }

            _used += bytes;
            _held[userId] = own;
            return new HeldBytes(this, userId, bytes);
        }
    }

    private void Give(int userId, long bytes)
    {
        lock (_lock)
        {
            _used -= bytes;
            var left = _held.GetValueOrDefault(userId) - bytes;
            if (left > 0)
            {
                _held[userId] = left;
            }
            else
            {
                // Also where files of no bytes are still held: they take no room.
                _held.Remove(userId);
            }
        }
    }

    private sealed class HeldBytes(UploadBudget budget, int userId, long bytes) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                budget.Give(userId, bytes);
            }
        }
    }
}
