using System.Collections.Concurrent;

namespace Monitor.Web.Metrics;

/// <summary>
/// How many queries of programs read at the same time: fewer than the screens' pool has connections, and few of one person, so that one who asks for
/// everything at once waits behind himself and holds up nobody else. A slot is held while the database works, not while an answer is sent.
/// </summary>
internal sealed class QuerySlots(TimeProvider time)
{
    private const int PerNode = 6;
    private const int PerPerson = 3;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _node = new(PerNode, PerNode);
    private readonly ConcurrentDictionary<int, SemaphoreSlim> _people = new();
    private int _reading;

    /// <summary>How many read at this moment.</summary>
    public int Reading => Volatile.Read(ref _reading);

    /// <summary>Null when there was none for some seconds.</summary>
    public async Task<IDisposable?> EnterAsync(int userId, CancellationToken cancellationToken)
    {
        var person = _people.GetOrAdd(userId, _ => new SemaphoreSlim(PerPerson, PerPerson));
        using var patience = new CancellationTokenSource(Wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await person.WaitAsync(either.Token);
            try
            {
                await _node.WaitAsync(either.Token);
            }
            catch
            {
                person.Release();
                throw;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        Interlocked.Increment(ref _reading);
        return new Slot(this, person);
    }

    private sealed class Slot(QuerySlots slots, SemaphoreSlim person) : IDisposable
    {
        public void Dispose()
        {
            Interlocked.Decrement(ref slots._reading);
            slots._node.Release();
            person.Release();
        }
    }
}
