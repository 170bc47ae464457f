using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Monitor.Web.Intake.Direct;

/// <summary>
/// Bounds how long one connection may do nothing, by the beat of the web server, once a second. A request that is not whole in time is given to the web server, which has its own
/// limits for slow senders; a connection that is silent ends, as does one whose answers are not fetched.
/// </summary>
internal sealed class ConnectionWatch(ConnectionContext connection, KestrelServerLimits limits)
{
    private const int MostBegun = 5;
    private const int MostWriting = 10;
    private readonly int _mostSilent = (int)Math.Min(limits.KeepAliveTimeout.TotalSeconds, 1_000_000);
    private readonly Lock _ending = new();
    private int _beat;

    /// <summary>The last beat that may come, doubled, and one more where it is for writing: one number, so that both are of the same moment.</summary>
    private long _until;
    private bool _isBegun;
    private bool _isOver;
    private volatile bool _ends;

    /// <summary>The connection has to go on elsewhere, or to end.</summary>
    public bool Ends => _ends;

    /// <summary>Until it is disposed.</summary>
    public IDisposable Begin()
    {
        Waits();
        connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static watch => ((ConnectionWatch)watch).Beat(), this);
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.UnsafeRegister(static watch => ((ConnectionWatch)watch!).End(), this);
        return new WatchEnd(this, stopping);
    }

    /// <summary>Nothing of a next request is there.</summary>
    public void Waits()
    {
        _isBegun = false;
        Until(_mostSilent);
    }

    /// <summary>A part of a request is there. Its time began with its first part.</summary>
    public void Begins()
    {
        if (!_isBegun)
        {
            _isBegun = true;
            Until(MostBegun);
        }
    }

    public void Works() => Volatile.Write(ref _until, long.MaxValue);

    public void Writes() => Until(MostWriting, isWriting: true);

    private void Until(int beats, bool isWriting = false) => Volatile.Write(ref _until, ((Volatile.Read(ref _beat) + (long)beats) << 1) + (isWriting ? 1 : 0));

    private void Beat()
    {
        var (beat, until) = (_beat + 1, Volatile.Read(ref _until));
        Volatile.Write(ref _beat, beat);
        if (beat <= until >> 1)
        {
            return;
        }

        if ((until & 1) == 0)
        {
            End();
            return;
        }

        lock (_ending)
        {
            if (!_isOver)
            {
                connection.Abort(new ConnectionAbortedException("The answers were not fetched."));
            }
        }
    }

    /// <summary>Never after the connection has become the web server's, whose own reading it would disturb.</summary>
    private void End()
    {
        lock (_ending)
        {
            if (!_isOver)
            {
                _ends = true;
                connection.Transport.Input.CancelPendingRead();
            }
        }
    }

    private sealed class WatchEnd(ConnectionWatch watch, CancellationTokenRegistration? stopping) : IDisposable
    {
        public void Dispose()
        {
            lock (watch._ending)
            {
                watch._isOver = true;
            }

            stopping?.Unregister();
        }
    }
}
