using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Monitor.Web.Intake.Direct;

/// <summary>
/// Bounds how long one connection may do nothing, by the beat of the web server, once a second. A request that does not come on is given to the web server, which has its own
/// limits for that; a connection that is silent ends, as does one whose answers are not fetched.
/// </summary>
internal sealed class ConnectionWatch(ConnectionContext connection, KestrelServerLimits limits)
{
    private const int MostBegun = 5;
    private const int MostWriting = 10;
    private readonly int _mostSilent = (int)Math.Min(limits.KeepAliveTimeout.TotalSeconds, 1_000_000);
    private int _beats;
    private int _most;
    private volatile bool _isWriting;
    private volatile bool _isOver;
    private volatile bool _ends;

    /// <summary>The connection has to go on elsewhere, or to end.</summary>
    public bool Ends => _ends;

    /// <summary>Until it is disposed.</summary>
    public IDisposable Begin()
    {
        Waits(isBegun: false);
        connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static watch => ((ConnectionWatch)watch).Beat(), this);
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.UnsafeRegister(static watch => ((ConnectionWatch)watch!).End(), this);
        return new Rest(this, stopping);
    }

    public void Waits(bool isBegun) => Set(isBegun ? MostBegun : _mostSilent, isWriting: false);

    public void Works() => Set(int.MaxValue, isWriting: false);

    public void Writes() => Set(MostWriting, isWriting: true);

    private void Set(int most, bool isWriting)
    {
        _isWriting = isWriting;
        Volatile.Write(ref _most, most);
        Volatile.Write(ref _beats, 0);
    }

    private void Beat()
    {
        if (_isOver || Interlocked.Increment(ref _beats) <= Volatile.Read(ref _most))
        {
            return;
        }

        if (_isWriting)
        {
            connection.Abort(new ConnectionAbortedException("The answers were not fetched."));
        }
        else
        {
            End();
        }
    }

    private void End()
    {
        if (!_isOver)
        {
            _ends = true;
            connection.Transport.Input.CancelPendingRead();
        }
    }

    private sealed class Rest(ConnectionWatch watch, CancellationTokenRegistration? stopping) : IDisposable
    {
        public void Dispose()
        {
            watch._isOver = true;
            stopping?.Dispose();
        }
    }
}
