using Monitor.Agent.Local;

namespace Monitor.Agent.Delivery;

/// <summary>
/// The one key or, while keys are changed, two or three: the new one first. As soon as it works the others are forgotten; until then the old one serves.
/// The settings file may be changed beside a running agent (<c>agent token</c>), and is looked at again when it has.
/// </summary>
internal sealed class AgentKeys(string folder, AgentSettings settings, TimeProvider clock, AgentLog log)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TryAgain = TimeSpan.FromMinutes(1);

    private readonly string _path = Path.Combine(folder, AgentSettings.FileName);
    private IReadOnlyList<string> _keys = settings.Keys;
    private DateTime _written = File.GetLastWriteTimeUtc(Path.Combine(folder, AgentSettings.FileName));
    private long _lookedAt = clock.GetTimestamp();
    private readonly Dictionary<string, long> _refusedAt = new(StringComparer.Ordinal);

    /// <summary>The keys to try, in this order.</summary>
    public IReadOnlyList<string> Order
    {
        get
        {
            LookForNew();
            return _refusedAt.Count == 0 ? _keys : [.. _keys.OrderBy(WasJustRefused)];
        }
    }

    public void Worked(string key)
    {
        if (_keys.Count < 2 || key != _keys[0])
        {
            return;
        }

        _keys = [key];
        _refusedAt.Clear();
        try
        {
            (AgentSettings.Load(folder) with { Keys = _keys }).Save(folder);
            _written = File.GetLastWriteTimeUtc(_path);
            log.Info("The new key works; the old one is forgotten");
        }
        catch (Exception exception) when (exception is AgentProblemException or IOException or UnauthorizedAccessException)
        {
            log.Warn("keys", "The new key works, but the settings could not be written", exception);
        }
    }

    public void WasRefused(string key)
    {
        if (_keys.Count > 1)
        {
            _refusedAt[key] = clock.GetTimestamp();
        }
    }

    private bool WasJustRefused(string key) => _refusedAt.TryGetValue(key, out var at) && clock.GetElapsedTime(at) < TryAgain;

    private void LookForNew()
    {
        if (clock.GetElapsedTime(_lookedAt) < Look)
        {
            return;
        }

        _lookedAt = clock.GetTimestamp();
        var written = File.GetLastWriteTimeUtc(_path);
        if (written == _written)
        {
            return;
        }

        try
        {
            var now = AgentSettings.Load(folder);
            _written = written;
            if (now.HostId == settings.HostId)
            {
                _keys = now.Keys;
                _refusedAt.Clear();
                log.Info("The keys were read again");
            }
        }
        catch (Exception exception) when (exception is AgentProblemException or IOException or UnauthorizedAccessException)
        {
            log.Warn("keys", "The settings have changed and cannot be read; the keys in use stay", exception);
        }
    }
}
