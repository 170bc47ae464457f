using Npgsql;

namespace Monitor.Web.Store.Sealing;

/// <summary>
/// What could not be sealed for what is in it, such as a row that is no row any more. It stays where it is and is told; all the rest is sealed, so that one broken
/// stream does not fill the disk with everybody's. A database that fails is none of these: it ends the round. A key that is there
/// already is one of them: roll-ups outlive their chunks, and what comes late for such a day stays late, where readers find it, until retention ends it.
/// </summary>
internal sealed class SealFailures
{
    private const int Told = 20;
    private readonly List<Exception> _all = [];

    public IReadOnlyList<Exception> All => _all;

    /// <summary>The default where it failed.</summary>
    public async Task<T?> TryAsync<T>(Func<Task<T>> part)
    {
        try
        {
            return await part();
        }
        catch (Exception broken) when (
            broken is FormatException or InvalidDataException or ArgumentException or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            if (_all.Count < Told)
            {
                _all.Add(broken);
            }

            return default;
        }
    }
}
